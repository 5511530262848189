/**
 * What the desktop knows, and how each frame changes it. Pure: no socket, no clock, no browser.
 * The view is the server's and is replaced whole; the rest is about the connection and unanswered commands.
 */
import type { Command, ServerFrame, StandingAlarm, View } from "./desktop_frames";
import type { LinkState } from "./socket";

export interface PendingCommand {
  id: string;
  command: Command;
}

/** A refusal or loss that the agent has to see. `number` tells two equal ones apart. */
export interface Notice {
  number: number;
  code: string;
  op: Command["op"];
}

export interface DesktopState {
  link: LinkState;
  seq: number;
  notices: number;
  view: View | null;
  /** Server time minus browser time. */
  clockOffsetMs: number;
  pending: readonly PendingCommand[];
  notice: Notice | null;
  /** What is wrong with the center now, as far as it concerns agents; null until a connection has told it. */
  alarms: readonly StandingAlarm[] | null;
}

export const initialDesktopState: DesktopState = {
  link: { phase: "idle" },
  seq: -1,
  notices: 0,
  view: null,
  clockOffsetMs: 0,
  pending: [],
  notice: null,
  alarms: null,
};

export type DesktopEvent =
  | { kind: "link"; link: LinkState }
  | { kind: "frame"; frame: ServerFrame; nowMs: number }
  | { kind: "sent"; pending: PendingCommand }
  | { kind: "not_sent"; command: Command }
  | { kind: "notice_read"; number: number };

/** The state after an event. */
export function reduceDesktop(state: DesktopState, event: DesktopEvent): DesktopState {
  switch (event.kind) {
    case "link":
      return withLink(state, event.link);
    case "frame":
      return withFrame(state, event.frame, event.nowMs);
    case "sent":
      // Whoever acts again has seen what was refused before.
      return { ...state, pending: [...state.pending, event.pending], notice: null };
    case "not_sent":
      return withNotice(state, "not_connected", event.command.op);
    case "notice_read":
      return state.notice?.number === event.number ? { ...state, notice: null } : state;
  }
}

function withLink(state: DesktopState, link: LinkState): DesktopState {
  const lost = link.phase === "online" ? undefined : state.pending[0];
  const cleared = { ...state, link, pending: [], alarms: null };
  // The answer will not come on this connection and the command may have been done: the next view tells.
  if (lost !== undefined && link.phase === "reconnecting") return withNotice(cleared, "answer_lost", lost.command.op);
  // Who is signed out sees nothing of callers any more.
  return link.phase === "refused" ? { ...cleared, view: null, seq: -1 } : cleared;
}

function withFrame(state: DesktopState, frame: ServerFrame, nowMs: number): DesktopState {
  switch (frame.t) {
    case "hello":
      return { ...state, clockOffsetMs: frame.now_ms - nowMs };
    case "snapshot":
      return { ...state, seq: frame.seq, view: frame.view };
    case "event":
      return frame.seq < state.seq ? state : { ...state, seq: frame.seq, view: frame.view };
    case "notice":
      return { ...state, alarms: frame.alarms };
    case "result": {
      const answered = state.pending.find((pending) => pending.id === frame.id);
      if (answered === undefined) return state;
      const left = { ...state, pending: state.pending.filter((pending) => pending !== answered) };
      return frame.ok ? left : withNotice(left, frame.error.code, answered.command.op);
    }
    default:
      return state;
  }
}

function withNotice(state: DesktopState, code: string, op: Command["op"]): DesktopState {
  const number = state.notices + 1;
  return { ...state, notices: number, notice: { number, code, op } };
}

/** Whether a command like this one is still unanswered. */
export function isPending(state: DesktopState, op: Command["op"], id?: string): boolean {
  return state.pending.some(({ command }) => {
    if (command.op !== op) return false;
    if (id === undefined) return true;
    if ("offer_id" in command.args) return command.args.offer_id === id;
    return "interaction_id" in command.args && command.args.interaction_id === id;
  });
}
