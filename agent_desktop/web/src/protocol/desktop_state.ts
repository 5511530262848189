/**
 * What the desktop knows, and how each frame changes it. Pure: no socket, no clock, no browser.
 * The view is the server's; the rest is about the connection, how far it was heard, and unanswered commands.
 */
import { applyEvents } from "./desktop_apply";
import type { Command, Cursor, ServerFrame, StandingAlarm, View } from "./desktop_frames";
import type { LinkState } from "./socket";

/** Commands are given again on a new connection for so long; later the agent may not want them any more. */
const REPEAT_MS_MAX = 10_000;

export interface PendingCommand {
  id: string;
  command: Command;
  /** The interaction's revision that the agent saw. */
  rev?: number;
  /** By the browser's clock. */
  sentAtMs: number;
}

/** A refusal or loss that the agent has to see. `number` tells two equal ones apart. */
export interface Notice {
  number: number;
  code: string;
  op: Command["op"];
}

export interface DesktopState {
  link: LinkState;
  /** The epoch of this connection; null before its hello. */
  epoch: string | null;
  /** What the view stands for; null while there is none that could be gone on from. */
  cursor: Cursor | null;
  /** Something was missed: events are no use until the server has told the rest. */
  hasGap: boolean;
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
  epoch: null,
  cursor: null,
  hasGap: false,
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
  const next = { ...state, link, alarms: null, epoch: null };
  // Commands without an answer are given again: they carry an id, so that none is carried out twice.
  if (link.phase === "online" || link.phase === "reconnecting" || link.phase === "connecting") return next;
  // Who is signed out sees nothing of callers any more.
  return { ...next, pending: [], ...(link.phase === "refused" ? { view: null, cursor: null } : {}) };
}

function withFrame(state: DesktopState, frame: ServerFrame, nowMs: number): DesktopState {
  switch (frame.t) {
    case "hello":
      return withHello(state, frame, nowMs);
    case "snapshot":
      return { ...state, view: frame.view, cursor: cursorAt(state, frame.seq), hasGap: false };
    case "resumed":
      return { ...state, hasGap: false };
    case "events":
      return withEvents(state, frame);
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

function withHello(state: DesktopState, hello: Extract<ServerFrame, { t: "hello" }>, nowMs: number): DesktopState {
  const next = { ...state, epoch: hello.epoch, clockOffsetMs: hello.now_ms - nowMs, hasGap: true };
  // A server of another epoch does not know what it was asked before, and might do it a second time.
  const isKnown = state.cursor?.epoch === hello.epoch;
  const kept = state.pending.filter((pending) => isKnown && nowMs - pending.sentAtMs <= REPEAT_MS_MAX);
  const lost = state.pending.find((pending) => !kept.includes(pending));
  const cleared = { ...next, pending: kept };
  return lost === undefined ? cleared : withNotice(cleared, "answer_lost", lost.command.op);
}

function withEvents(state: DesktopState, frame: Extract<ServerFrame, { t: "events" }>): DesktopState {
  const { view, cursor } = state;
  if (view === null || cursor === null || state.hasGap || frame.seq <= cursor.seq) return state;
  if (frame.after > cursor.seq) return { ...state, hasGap: true };
  return { ...state, view: applyEvents(view, frame.events), cursor: { ...cursor, seq: frame.seq } };
}

function cursorAt(state: DesktopState, seq: number): Cursor | null {
  return state.epoch === null ? null : { epoch: state.epoch, seq };
}

function withNotice(state: DesktopState, code: string, op: Command["op"]): DesktopState {
  const number = state.notices + 1;
  return { ...state, notices: number, notice: { number, code, op } };
}

/** The view without the contacts in hand: seldom another one, and all that most parts of the desktop need of it. */
export type DeskView = Omit<View, "interactions">;

/** What of the view is about no single contact. */
export function deskOf({ interactions: _, ...desk }: View): DeskView {
  return desk;
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

/** The revision of the interaction that a command is about, as it is shown. */
export function revisionFor(state: DesktopState, command: Command): number | undefined {
  const { args } = command;
  if (!("interaction_id" in args)) return undefined;
  return state.view?.interactions.find((shown) => shown.interaction_id === args.interaction_id)?.rev;
}
