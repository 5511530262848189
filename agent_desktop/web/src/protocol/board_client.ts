/**
 * A board's one connection and its feeds. Owns who listens to what, how old what it knows is, and the server's clock; shows
 * nothing and asks for nothing that nobody looks at.
 */
import { type BoardItems, type Feed, type ItemsChannel, mergeFrame, NOTHING_TOLD, type StateFrame } from "./board_feed";
import { BOARD_PROTOCOL, type BoardServerFrame, type MirrorFrame, type WallFacts } from "./generated_boards";
import type { Answer } from "./http";
import { type Frame, type LinkState, ReconnectingSocket, type SocketOptions } from "./socket";
import { createStore, type Watched } from "./store";

export interface BoardSocket {
  start(): void;
  stop(): void;
  send(frame: object): boolean;
}

export interface BoardState {
  link: LinkState;
  /** The server's clock minus this browser's. */
  clockOffsetMs: number;
  /** What the engine was built from; empty until it has told. */
  build: string;
  /** What this board is, where it is a wall. */
  wall: WallFacts | null;
  /** Who has heard nothing for so long knows nothing any more. */
  staleAfterMs: number;
}

export interface BoardClientOptions {
  ticket: () => Promise<Answer<{ ticket: string }>>;
  connect?: (options: SocketOptions) => BoardSocket;
  /** A clock that nobody sets: how long something lasts is measured with it. */
  steadyMs?: () => number;
  wallMs?: () => number;
  /** The longest pause between two attempts to come back. */
  pauseMsMax?: number;
}

export type MirrorEvent = { kind: "frame"; frame: MirrorFrame["frame"] } | { kind: "ended"; code: string };

interface Kept {
  feed: ReturnType<typeof createStore<Feed<unknown>>>;
  watchers: number;
}

/** A clock that was set is noticed by more than a frame takes on its way. */
const CLOCK_WAS_SET_MS = 750;

export class BoardClient {
  readonly store = createStore<BoardState>({
    link: { phase: "idle" },
    clockOffsetMs: 0,
    build: "",
    wall: null,
    staleAfterMs: 5_000,
  });
  private readonly socket: BoardSocket;
  private readonly feeds = new Map<string, Kept>();
  private readonly mirrors = new Map<string, { reason: string; tell: (event: MirrorEvent) => void }>();
  private readonly steadyMs: () => number;
  private readonly wallMs: () => number;
  private isOpen = false;
  private heardAt: number | null = null;
  private hello: { serverMs: number; at: number } | null = null;

  constructor(options: BoardClientOptions) {
    this.steadyMs = options.steadyMs ?? (() => performance.now());
    this.wallMs = options.wallMs ?? (() => Date.now());
    const connect = options.connect ?? ((wanted: SocketOptions) => new ReconnectingSocket(wanted));
    this.socket = connect({
      path: "/ws/board",
      protocol: BOARD_PROTOCOL,
      ticket: options.ticket,
      onLink: (link) => this.onLink(link),
      onFrame: (frame) => this.onFrame(frame as Frame & BoardServerFrame),
      ...(options.pauseMsMax === undefined ? {} : { pauseMsMax: options.pauseMsMax }),
    });
  }

  start(): void {
    this.socket.start();
  }

  stop(): void {
    this.socket.stop();
    this.isOpen = false;
    for (const { feed } of this.feeds.values()) feed.set(NOTHING_TOLD);
  }

  /** How long ago this board last heard that what it knows holds; null before it has heard anything. */
  ageMs(): number | null {
    return this.heardAt === null ? null : Math.max(0, this.steadyMs() - this.heardAt);
  }

  /** A channel; it is told while anybody watches. `of` is the queue of a line. */
  feed<C extends ItemsChannel>(channel: C, of?: string): Watched<Feed<BoardItems[C]>> {
    const key = keyOf(channel, of);
    return {
      get: () => (this.feeds.get(key)?.feed.get() ?? NOTHING_TOLD) as Feed<BoardItems[C]>,
      subscribe: (watcher) => this.watch(channel, of, watcher),
    };
  }

  /** Looks at an agent's desktop, for a reason that is written down; the returned function ends it. */
  mirror(agentId: string, reason: string, tell: (event: MirrorEvent) => void): () => void {
    const mirror = { reason, tell };
    this.mirrors.set(agentId, mirror);
    this.ask("subscribe", "mirror", agentId, reason);
    return () => {
      if (this.mirrors.get(agentId) !== mirror) return;
      this.mirrors.delete(agentId);
      this.ask("unsubscribe", "mirror", agentId);
    };
  }

  private watch(channel: ItemsChannel, of: string | undefined, watcher: () => void): () => void {
    const key = keyOf(channel, of);
    const kept = this.feeds.get(key) ?? { feed: createStore<Feed<unknown>>(NOTHING_TOLD), watchers: 0 };
    this.feeds.set(key, kept);
    const leave = kept.feed.subscribe(watcher);
    kept.watchers += 1;
    if (kept.watchers === 1) this.ask("subscribe", channel, of);
    let isListening = true;
    return () => {
      leave();
      if (!isListening) return;
      isListening = false;
      kept.watchers -= 1;
      if (kept.watchers > 0) return;
      this.ask("unsubscribe", channel, of);
      this.feeds.delete(key);
    };
  }

  private ask(t: "subscribe" | "unsubscribe", channel: string, of?: string, reason?: string): void {
    if (!this.isOpen) return;
    this.socket.send({
      t,
      channel,
      ...(of === undefined ? {} : { of }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  private onLink(link: LinkState): void {
    if (link.phase !== "online") this.isOpen = false;
    this.store.set({ ...this.store.get(), link });
  }

  private onFrame(frame: BoardServerFrame): void {
    switch (frame.t) {
      case "hello":
        this.hello = { serverMs: frame.now_ms, at: this.steadyMs() };
        this.store.set({
          ...this.store.get(),
          build: frame.build,
          wall: frame.wall,
          staleAfterMs: frame.stale_after_ms,
        });
        this.followClock(0);
        this.reopened();
        return;
      case "state":
        this.heard();
        this.told(frame);
        return;
      case "beat":
        this.heard();
        return;
      case "mirror":
        this.mirrors.get(frame.of)?.tell({ kind: "frame", frame: frame.frame });
        return;
      case "ended":
        this.ended(frame.channel, frame.of, frame.code);
        return;
      default:
        // A ping is answered by the socket; a newer server may send what we do not know.
        return;
    }
  }

  /** What was listened to is asked for again, and shown as it was until it comes. */
  private reopened(): void {
    this.isOpen = true;
    for (const key of this.feeds.keys()) {
      const [channel = "", of] = key.split("\n");
      this.ask("subscribe", channel, of);
    }
    for (const [agentId, { reason }] of this.mirrors) this.ask("subscribe", "mirror", agentId, reason);
  }

  private told(frame: StateFrame): void {
    const feed = this.feeds.get(keyOf(frame.channel, "of" in frame ? frame.of : undefined))?.feed;
    feed?.set(mergeFrame(feed.get(), frame));
  }

  private ended(channel: string, of: string | null, code: string): void {
    if (channel === "mirror") {
      this.mirrors.get(of ?? "")?.tell({ kind: "ended", code });
      return;
    }
    const feed = this.feeds.get(keyOf(channel, of ?? undefined))?.feed;
    feed?.set({ ...feed.get(), ended: code });
  }

  private heard(): void {
    this.heardAt = this.steadyMs();
    this.followClock();
  }

  /** The wall clock of this browser may be set while the page stands: the server's time is counted on by a steady one. */
  private followClock(leastMs = CLOCK_WAS_SET_MS): void {
    if (this.hello === null) return;
    const serverMs = this.hello.serverMs + (this.steadyMs() - this.hello.at);
    const clockOffsetMs = Math.round(serverMs - this.wallMs());
    if (Math.abs(clockOffsetMs - this.store.get().clockOffsetMs) < leastMs) return;
    this.store.set({ ...this.store.get(), clockOffsetMs });
  }
}

function keyOf(channel: string, of?: string): string {
  return of === undefined ? channel : `${channel}\n${of}`;
}
