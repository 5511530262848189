import { describe, expect, it } from "vitest";
import { BoardClient, type MirrorEvent } from "./board_client";
import type { Frame, LinkState, SocketOptions } from "./socket";

const HELLO = {
  t: "hello", protocol: 1, now_ms: 1_000_000, heartbeat_ms: 10_000, stale_after_ms: 4_000, build: "7", epoch: "e",
  channels: ["queues"], wall: null,
};

/** A board whose far side and clocks are in the test's hand. */
function aBoard() {
  const sent: object[] = [];
  const clocks = { steadyMs: 50_000, wallMs: 999_000 };
  let options: SocketOptions | null = null;
  const client = new BoardClient({
    ticket: async () => ({ ok: true, value: { ticket: "t" } }),
    connect: (given) => {
      options = given;
      return { start() {}, stop() {}, send: (frame) => sent.push(frame) > 0 };
    },
    steadyMs: () => clocks.steadyMs,
    wallMs: () => clocks.wallMs,
  });
  const hear = (frame: object) => options?.onFrame(frame as Frame);
  const link = (state: LinkState) => options?.onLink(state);
  const connect = () => {
    link({ phase: "online" });
    hear(HELLO);
  };
  return { client, sent, clocks, hear, link, connect };
}

describe("a board's channels", () => {
  it("are asked for while somebody looks, and again after a loss", () => {
    const { client, sent, connect, link } = aBoard();
    const leave = client.feed("waiting", "sales").subscribe(() => {});
    expect(sent).toEqual([]);
    connect();
    const leaveToo = client.feed("waiting", "sales").subscribe(() => {});
    expect(sent).toEqual([{ t: "subscribe", channel: "waiting", of: "sales" }]);
    link({ phase: "reconnecting", attempt: 1 });
    connect();
    expect(sent).toHaveLength(2);
    leave();
    expect(sent).toHaveLength(2);
    leaveToo();
    expect(sent[2]).toEqual({ t: "unsubscribe", channel: "waiting", of: "sales" });
  });

  it("merge what has changed, each queue's line apart, in the order that is told", () => {
    const { client, connect, hear } = aBoard();
    const sales = client.feed("waiting", "sales");
    sales.subscribe(() => {});
    client.feed("waiting", "support").subscribe(() => {});
    connect();
    const told = { t: "state", channel: "waiting", of: "sales", as_of_ms: 1 };
    hear({ ...told, full: false, order: ["i1"], items: { i1: { grade: "gold" } } });
    expect(sales.get().items).toBeNull();
    hear({ ...told, full: true, order: ["i1", "i2"], items: { i1: { grade: "gold" }, i2: { grade: "" } } });
    hear({ ...told, full: false, order: ["i3", "i2"], items: { i1: null, i3: { grade: "vip" } } });
    expect(sales.get()).toMatchObject({ items: { i2: { grade: "" }, i3: { grade: "vip" } }, order: ["i3", "i2"] });
    expect(client.feed("waiting", "support").get().items).toBeNull();
  });

  it("say why one is told no more", () => {
    const { client, connect, hear } = aBoard();
    const line = client.feed("waiting", "gone");
    line.subscribe(() => {});
    connect();
    hear({ t: "ended", channel: "waiting", of: "gone", code: "unknown_queue" });
    expect(line.get().ended).toBe("unknown_queue");
  });
});

describe("what a board knows", () => {
  it("grows old while nothing is heard, and a beat makes it new", () => {
    const { client, clocks, connect, hear } = aBoard();
    expect(client.ageMs()).toBeNull();
    connect();
    hear({ t: "state", channel: "queues", as_of_ms: 1, full: true, items: {} });
    clocks.steadyMs += 6_000;
    expect(client.ageMs()).toBe(6_000);
    hear({ t: "beat", as_of_ms: 2 });
    expect(client.ageMs()).toBe(0);
  });

  it("is by the server's clock, also after somebody has set this one", () => {
    const { client, clocks, connect, hear } = aBoard();
    connect();
    expect(client.store.get().clockOffsetMs).toBe(1_000);
    clocks.steadyMs += 2_000;
    clocks.wallMs += 2_000 - 3_600_000;
    hear({ t: "beat", as_of_ms: 2 });
    expect(clocks.wallMs + client.store.get().clockOffsetMs).toBe(1_002_000);
  });
});

describe("a mirror", () => {
  it("is asked for with its reason, told of, and begun anew after a loss", () => {
    const { client, sent, connect, hear, link } = aBoard();
    const told: MirrorEvent[] = [];
    connect();
    const end = client.mirror("alice", "coaching", (event) => told.push(event));
    const asked = { t: "subscribe", channel: "mirror", of: "alice", reason: "coaching" };
    hear({ t: "mirror", of: "alice", as_of_ms: 1, frame: { t: "snapshot", seq: 1, view: {} } });
    hear({ t: "mirror", of: "bob", as_of_ms: 1, frame: { t: "snapshot", seq: 1, view: {} } });
    link({ phase: "reconnecting", attempt: 1 });
    connect();
    hear({ t: "ended", channel: "mirror", of: "alice", code: "no_view" });
    end();
    expect(sent).toEqual([asked, asked, { t: "unsubscribe", channel: "mirror", of: "alice" }]);
    expect(told).toEqual([
      { kind: "frame", frame: { t: "snapshot", seq: 1, view: {} } },
      { kind: "ended", code: "no_view" },
    ]);
  });
});
