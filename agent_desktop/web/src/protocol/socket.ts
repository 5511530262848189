/**
 * One websocket that comes back by itself. Owns tickets, reconnecting, closing codes and the sign that the far
 * side is dead; knows nothing of what the frames mean, except that a ping is answered with a pong.
 */
import { reconnectDelayMs } from "./backoff";
import type { Answer } from "./http";
import { steadyInterval, steadyTimeout } from "./steady_timer";

export type LinkState =
  | { phase: "idle" }
  | { phase: "connecting" }
  | { phase: "online" }
  | { phase: "reconnecting"; attempt: number }
  | { phase: "taken_over" }
  | { phase: "stopped" }
  | { phase: "refused"; code: string };

export interface Frame {
  t: string;
  [field: string]: unknown;
}

export interface SocketOptions {
  path: string;
  protocol: string;
  ticket: () => Promise<Answer<{ ticket: string }>>;
  onFrame: (frame: Frame) => void;
  onLink: (link: LinkState) => void;
  /** Closing codes of this protocol after which coming back by itself would do harm. */
  stopsAt?: readonly number[];
  /** The longest pause between two attempts, where something is lost by a longer one. */
  pauseMsMax?: number;
}

const TAKEN_OVER = 4500;
const SIGNED_OUT = 4501;
const DEAD = 4408;
/** Two heartbeats and a half without a frame: the far side is gone, whatever the socket says. */
const SILENCE_MS_MAX = 25_000;
/** A connection that held this long was a good one: the next loss is waited for shortly again. */
const STABLE_MS = 10_000;

export class ReconnectingSocket {
  private socket: WebSocket | null = null;
  private forgetRetry = () => {};
  private forgetSilence = () => {};
  private heardAtMs = 0;
  private onlineSinceMs: number | null = null;
  private attempt = 0;
  private isWanted = false;
  /** Counts starts: what an older start still has under way is ignored. */
  private round = 0;

  constructor(private readonly options: SocketOptions) {}

  /** Connects, or connects again after a take-over. */
  start(): void {
    this.stop();
    this.isWanted = true;
    this.attempt = 0;
    this.options.onLink({ phase: "connecting" });
    void this.open(this.round);
  }

  /** Closes for good; `start` begins anew. */
  stop(): void {
    this.isWanted = false;
    this.round += 1;
    this.forgetRetry();
    this.forgetSilence();
    this.socket?.close(1000);
    this.socket = null;
  }

  /** Sends a frame; false when there is no connection now. */
  send(frame: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private async open(round: number): Promise<void> {
    const answer = await this.options.ticket();
    if (round !== this.round) return;
    if (!answer.ok) {
      const isFinal = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
      if (isFinal) this.finish({ phase: "refused", code: answer.code });
      else this.retry(round, 0);
      return;
    }
    const url = new URL(this.options.path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.hash = "";
    const socket = new WebSocket(url, [this.options.protocol, `ticket.${answer.value.ticket}`]);
    this.socket = socket;
    socket.onmessage = (message) => this.heard(round, message.data);
    socket.onclose = (close) => this.closed(round, close.code);
    socket.onopen = () => this.watchSilence(round);
  }

  private heard(round: number, data: unknown): void {
    if (round !== this.round) return;
    this.heardAtMs = performance.now();
    const frame = parseFrame(data);
    if (frame === null) return;
    if (frame.t === "ping") {
      this.send({ t: "pong", n: frame.n });
      return;
    }
    if (frame.t === "hello") {
      this.onlineSinceMs = performance.now();
      this.options.onLink({ phase: "online" });
    }
    this.options.onFrame(frame);
  }

  private closed(round: number, code: number): void {
    if (round !== this.round) return;
    this.forgetSilence();
    this.socket = null;
    if (this.onlineSinceMs !== null && performance.now() - this.onlineSinceMs > STABLE_MS) this.attempt = 0;
    this.onlineSinceMs = null;
    if (code === TAKEN_OVER) this.finish({ phase: "taken_over" });
    else if (code === SIGNED_OUT) this.finish({ phase: "refused", code: "signed_out" });
    else if (this.options.stopsAt?.includes(code) === true) this.finish({ phase: "stopped" });
    else this.retry(round, code);
  }

  private retry(round: number, code: number): void {
    if (!this.isWanted) return;
    const delayMs = reconnectDelayMs(this.attempt, code, Math.random(), this.options.pauseMsMax);
    this.attempt += 1;
    this.options.onLink({ phase: "reconnecting", attempt: this.attempt });
    this.forgetRetry = steadyTimeout(() => void this.open(round), delayMs);
  }

  private finish(link: LinkState): void {
    this.stop();
    this.options.onLink(link);
  }

  private watchSilence(round: number): void {
    this.heardAtMs = performance.now();
    this.forgetSilence();
    this.forgetSilence = steadyInterval(() => {
      if (round !== this.round || performance.now() - this.heardAtMs < SILENCE_MS_MAX) return;
      const socket = this.socket;
      // A dead path never answers the closing handshake, so it is not waited for.
      if (socket !== null) socket.onclose = null;
      socket?.close(DEAD);
      this.closed(round, DEAD);
    }, 1_000);
  }
}

/** A frame is a JSON object with a word `t`; anything else is ignored. */
export function parseFrame(data: unknown): Frame | null {
  if (typeof data !== "string") return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("t" in value) || typeof value.t !== "string") return null;
  return value as Frame;
}
