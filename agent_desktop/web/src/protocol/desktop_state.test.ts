import { describe, expect, it } from "vitest";
import { aView, anInteraction } from "../testing/views";
import type { Activity, ServerFrame, ViewEvent } from "./desktop_frames";
import {
  type DesktopEvent,
  type DesktopState,
  initialDesktopState,
  isPending,
  reduceDesktop,
  revisionFor,
} from "./desktop_state";

function after(...events: DesktopEvent[]): DesktopState {
  return events.reduce(reduceDesktop, initialDesktopState);
}

function frame(received: ServerFrame, nowMs = 1_000): DesktopEvent {
  return { kind: "frame", frame: received, nowMs };
}

const hold = { id: "c-1", command: { op: "hold", args: { interaction_id: "i-1" } }, sentAtMs: 1_000 } as const;

function hello(epoch = "e-1", nowMs = 1_000): DesktopEvent {
  return frame({ t: "hello", protocol: 2, now_ms: 5_000, heartbeat_ms: 10_000, build: "x", epoch }, nowMs);
}

function told(seq: number, after: number, activity: Activity): DesktopEvent {
  return frame({ t: "events", seq, after, events: [{ event: "agent_changed", data: { activity } }] });
}

const snapshot = frame({ t: "snapshot", seq: 7, view: aView() });

describe("the desktop's state", () => {
  it("takes the clock's offset from hello", () => {
    expect(after(hello("e-1", 2_000)).clockOffsetMs).toBe(3_000);
  });

  it("goes on from event to event, and ignores what it was told already", () => {
    const state = after(hello(), snapshot, told(9, 7, "available"), told(9, 7, "on_break"), told(6, 2, "on_break"));
    expect(state.view?.agent.activity).toBe("available");
    expect(state.cursor).toEqual({ epoch: "e-1", seq: 9 });
    expect(state.hasGap).toBe(false);
  });

  it("takes an event whose frame before it told of nothing newer than the snapshot", () => {
    expect(after(hello(), snapshot, told(12, 3, "on_break")).view?.agent.activity).toBe("on_break");
  });

  it("notices a gap, and takes no events until it was told the rest", () => {
    const broken = after(hello(), snapshot, told(12, 9, "available"));
    expect(broken.hasGap).toBe(true);
    expect(broken.cursor).toEqual({ epoch: "e-1", seq: 7 });
    expect(reduceDesktop(broken, told(14, 7, "available")).view).toBe(broken.view);
    const mended = [frame({ t: "resumed", seq: 12, count: 2 }), told(9, 7, "available"), told(12, 9, "on_break")];
    const state = mended.reduce(reduceDesktop, broken);
    expect(state.view?.agent.activity).toBe("on_break");
    expect(state.cursor?.seq).toBe(12);
  });

  it("keeps its cursor over a lost connection, and takes a snapshot where it cannot go on", () => {
    const lost = after(hello(), snapshot, { kind: "link", link: { phase: "reconnecting", attempt: 1 } });
    expect(lost.cursor).toEqual({ epoch: "e-1", seq: 7 });
    const view = aView();
    const state = [hello("e-2"), frame({ t: "snapshot", seq: 3, view })].reduce(reduceDesktop, lost);
    expect(state.view).toBe(view);
    expect(state.cursor).toEqual({ epoch: "e-2", seq: 3 });
  });

  it("ignores events of kinds that it does not know, and fields too", () => {
    const news = { event: "moon_risen", data: { activity: "on_break" } } as unknown as ViewEvent;
    const more = { event: "agent_changed", data: { activity: "available", mood: "good" } } as unknown as ViewEvent;
    const state = after(hello(), snapshot, frame({ t: "events", seq: 8, after: 7, events: [news, more] }));
    expect(state.view?.agent.activity).toBe("available");
    expect(state.cursor?.seq).toBe(8);
  });

  it("takes every snapshot, because a new connection starts anew", () => {
    const view = aView();
    expect(after(snapshot, frame({ t: "snapshot", seq: 3, view })).view).toBe(view);
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

  it("keeps a command without an answer for the next connection, for ten seconds", () => {
    const lost = after(hello(), snapshot, { kind: "sent", pending: hold }, {
      kind: "link",
      link: { phase: "reconnecting", attempt: 1 },
    });
    expect(lost.pending).toEqual([hold]);
    expect(reduceDesktop(lost, hello("e-1", 11_000)).pending).toEqual([hold]);
    const late = reduceDesktop(lost, hello("e-1", 11_001));
    expect(late.pending).toEqual([]);
    expect(late.notice).toMatchObject({ code: "answer_lost", op: "hold" });
    expect(late.view).toBe(lost.view);
  });

  it("gives no command again to an engine that cannot know it", () => {
    const state = after(hello(), snapshot, { kind: "sent", pending: hold }, hello("e-2"));
    expect(state.pending).toEqual([]);
    expect(state.notice?.code).toBe("answer_lost");
  });

  it("knows which revision of an interaction is shown", () => {
    const state = after(frame({ t: "snapshot", seq: 7, view: aView(anInteraction({ rev: 5 })) }));
    expect(revisionFor(state, hold.command)).toBe(5);
    expect(revisionFor(state, { op: "hold", args: { interaction_id: "i-9" } })).toBeUndefined();
    expect(revisionFor(state, { op: "accept_offer", args: { offer_id: "o-1" } })).toBeUndefined();
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
