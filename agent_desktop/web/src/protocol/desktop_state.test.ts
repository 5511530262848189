import { describe, expect, it } from "vitest";
import { aView } from "../testing/views";
import type { ServerFrame } from "./desktop_frames";
import { type DesktopEvent, type DesktopState, initialDesktopState, isPending, reduceDesktop } from "./desktop_state";

function after(...events: DesktopEvent[]): DesktopState {
  return events.reduce(reduceDesktop, initialDesktopState);
}

function frame(received: ServerFrame, nowMs = 1_000): DesktopEvent {
  return { kind: "frame", frame: received, nowMs };
}

const hold = { id: "c-1", command: { op: "hold", args: { interaction_id: "i-1" } } } as const;

describe("the desktop's state", () => {
  it("takes the clock's offset from hello", () => {
    const hello = frame({ t: "hello", protocol: 1, now_ms: 5_000, heartbeat_ms: 10_000, build: "x" }, 2_000);
    expect(after(hello).clockOffsetMs).toBe(3_000);
  });

  it("shows the view of the newest frame and ignores an older event", () => {
    const newer = aView();
    const state = after(
      frame({ t: "snapshot", seq: 7, view: newer }),
      frame({ t: "event", seq: 6, event: "view_changed", view: aView() }),
    );
    expect(state.view).toBe(newer);
    expect(state.seq).toBe(7);
  });

  it("takes every snapshot, because a new connection starts anew", () => {
    const view = aView();
    const state = after(frame({ t: "snapshot", seq: 7, view: aView() }), frame({ t: "snapshot", seq: 3, view }));
    expect(state.view).toBe(view);
  });

  it("holds a command as pending until its own answer", () => {
    const sent = after({ kind: "sent", pending: hold });
    expect(isPending(sent, "hold", "i-1")).toBe(true);
    expect(isPending(sent, "hold", "i-2")).toBe(false);
    expect(isPending(sent, "resume", "i-1")).toBe(false);
    const other = reduceDesktop(sent, frame({ t: "result", id: "c-9", ok: true }));
    expect(isPending(other, "hold")).toBe(true);
    expect(isPending(reduceDesktop(sent, frame({ t: "result", id: "c-1", ok: true })), "hold")).toBe(false);
  });

  it("shows a refusal, and two equal ones as two", () => {
    const refusal = frame({ t: "result", id: "c-1", ok: false, error: { code: "not_yours", detail: "" } });
    const first = after({ kind: "sent", pending: hold }, refusal);
    expect(first.notice).toEqual({ number: 1, code: "not_yours", op: "hold" });
    const second = [{ kind: "sent", pending: hold } as const, refusal].reduce(reduceDesktop, first);
    expect(second.notice?.number).toBe(2);
    expect(reduceDesktop(second, { kind: "notice_read", number: 1 }).notice?.number).toBe(2);
    expect(reduceDesktop(second, { kind: "notice_read", number: 2 }).notice).toBeNull();
  });

  it("tells that an answer was lost with the connection, and keeps the view", () => {
    const view = aView();
    const state = after(
      frame({ t: "snapshot", seq: 1, view }),
      { kind: "sent", pending: hold },
      { kind: "link", link: { phase: "reconnecting", attempt: 1 } },
    );
    expect(state.notice?.code).toBe("answer_lost");
    expect(state.pending).toEqual([]);
    expect(state.view).toBe(view);
  });

  it("forgets callers when signed out", () => {
    const state = after(
      frame({ t: "snapshot", seq: 1, view: aView() }),
      { kind: "link", link: { phase: "refused", code: "signed_out" } },
    );
    expect(state.view).toBeNull();
  });

  it("knows the alarms of the newest notice, and nothing of them without a connection that told them", () => {
    const full = { code: "journal_disk_full", since_ms: 5 };
    const told = after({ kind: "link", link: { phase: "online" } }, frame({ t: "notice", alarms: [full] }));
    expect(told.alarms).toEqual([full]);
    expect(reduceDesktop(told, frame({ t: "snapshot", seq: 1, view: aView() })).alarms).toEqual([full]);
    expect(reduceDesktop(told, frame({ t: "notice", alarms: [] })).alarms).toEqual([]);
    expect(reduceDesktop(told, { kind: "link", link: { phase: "reconnecting", attempt: 1 } }).alarms).toBeNull();
    expect(reduceDesktop(told, { kind: "link", link: { phase: "online" } }).alarms).toBeNull();
  });

  it("tells that a command could not be sent", () => {
    expect(after({ kind: "not_sent", command: hold.command }).notice?.code).toBe("not_connected");
  });
});
