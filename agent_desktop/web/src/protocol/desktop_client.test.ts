import { beforeEach, describe, expect, it, vi } from "vitest";
import { aView, anInteraction } from "../testing/views";
import { DesktopClient } from "./desktop_client";
import type { ServerFrame } from "./desktop_frames";
import type { Frame, SocketOptions } from "./socket";

/** The far side of the client's socket. */
class Wire {
  sent: Record<string, unknown>[] = [];
  isOpen = true;
  options!: SocketOptions;

  client = new DesktopClient((options) => {
    this.options = options;
    return {
      start: () => undefined,
      stop: () => undefined,
      send: (frame) => this.isOpen && this.sent.push(frame as Record<string, unknown>) > 0,
    };
  });

  say(frame: ServerFrame): void {
    this.options.onFrame(frame as unknown as Frame);
  }

  connect(epoch = "e-1"): void {
    this.isOpen = true;
    this.options.onLink({ phase: "online" });
    this.say({ t: "hello", protocol: 2, now_ms: 0, heartbeat_ms: 10_000, build: "", epoch });
  }

  lose(): void {
    this.isOpen = false;
    this.options.onLink({ phase: "reconnecting", attempt: 1 });
  }

  events(seq: number, after: number): void {
    this.say({ t: "events", seq, after, events: [{ event: "agent_changed", data: { since_ms: seq } }] });
  }

  kinds(): unknown[] {
    return this.sent.map((frame) => frame.t);
  }
}

let wire: Wire;

beforeEach(() => {
  wire = new Wire();
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe("the client", () => {
  it("opens without a cursor first, and with it on the next connection", () => {
    wire.connect();
    expect(wire.sent).toEqual([{ t: "open", cursor: null }]);
    wire.say({ t: "snapshot", seq: 5, view: aView() });
    wire.events(6, 5);
    wire.lose();
    wire.connect();
    expect(wire.sent.at(-1)).toEqual({ t: "open", cursor: { epoch: "e-1", seq: 6 } });
    wire.say({ t: "resumed", seq: 8, count: 1 });
    wire.events(8, 6);
    expect(wire.client.store.get().view?.agent.since_ms).toBe(8);
  });

  it("asks once for what it missed", () => {
    wire.connect();
    wire.say({ t: "snapshot", seq: 5, view: aView() });
    wire.events(9, 7);
    wire.events(10, 9);
    expect(wire.kinds()).toEqual(["open", "open"]);
    wire.say({ t: "snapshot", seq: 10, view: aView() });
    wire.events(11, 10);
    expect(wire.client.store.get().cursor?.seq).toBe(11);
  });

  it("gives a command again that has no answer yet, with the same id and the revision that was seen", () => {
    wire.connect();
    wire.say({ t: "snapshot", seq: 5, view: aView(anInteraction({ rev: 4 })) });
    wire.client.command({ op: "hold", args: { interaction_id: "i-1" } });
    const given = wire.sent.at(-1);
    expect(given).toMatchObject({ t: "command", op: "hold", rev: 4 });
    wire.lose();
    wire.connect();
    expect(wire.kinds()).toEqual(["open", "command", "open"]);
    wire.say({ t: "resumed", seq: 5, count: 0 });
    expect(wire.sent.at(-1)).toEqual(given);
    wire.say({ t: "result", id: String(given?.id), ok: true });
    expect(wire.client.store.get().pending).toEqual([]);
  });

  it("subscribes to channels that are watched once it has its view", () => {
    const leave = wire.client.channel("waiting").subscribe(() => undefined);
    wire.connect();
    expect(wire.kinds()).toEqual(["open"]);
    wire.say({ t: "snapshot", seq: 5, view: aView() });
    expect(wire.sent.at(-1)).toEqual({ t: "subscribe", channel: "waiting" });
    wire.say({ t: "state", channel: "waiting", full: true, items: {} });
    expect(wire.client.channel("waiting").get()).toEqual({});
    leave();
    expect(wire.sent.at(-1)).toEqual({ t: "unsubscribe", channel: "waiting" });
  });

  it("ignores frames of kinds that it does not know", () => {
    wire.connect();
    const before = wire.client.store.get();
    wire.options.onFrame({ t: "weather" });
    expect(wire.client.store.get()).toBe(before);
  });
});
