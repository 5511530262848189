/** What one phone line of the simulated provider is doing. Pure: no socket, no sound, no clock of its own. */
import type { PhoneServerFrame } from "./phone_frames";
import type { LinkState } from "./socket";

export type LineStatus = "idle" | "dialling" | "ringing" | "in_flow" | "music" | "bridged" | "held" | "ended";

export interface Leg {
  legId: string;
  token: string;
}

export interface LineState {
  link: LinkState;
  status: LineStatus;
  leg: Leg | null;
  /** Agent's phone: the interaction that this leg rings for. */
  interactionId: string | null;
  recordings: readonly string[];
  gather: "none" | "menu" | "collect";
  /** The prompt may be answered by speaking. */
  isListening: boolean;
  /** What is said now is a message that is recorded. */
  isRecording: boolean;
  isMuted: boolean;
  /** Browser time at which the call began, for the call clock. */
  sinceMs: number | null;
  endedAtMs: number | null;
  endCause: string | null;
  /** Keys the far end sent, newest last. */
  farDigits: string;
  /** After a connection was lost in a call, until the leg is ours again. */
  isRejoining: boolean;
}

export const initialLineState: LineState = {
  link: { phase: "idle" },
  status: "idle",
  leg: null,
  interactionId: null,
  recordings: [],
  gather: "none",
  isListening: false,
  isRecording: false,
  isMuted: false,
  sinceMs: null,
  endedAtMs: null,
  endCause: null,
  farDigits: "",
  isRejoining: false,
};

export type LineEvent =
  | { kind: "link"; link: LinkState }
  | { kind: "frame"; frame: PhoneServerFrame; nowMs: number }
  | { kind: "dialled"; nowMs: number }
  | { kind: "answering"; nowMs: number }
  | { kind: "remembered"; leg: Leg; interactionId: string | null; sinceMs: number };

/** The line after an event. Frames of a leg that is not ours any more change nothing. */
export function reduceLine(state: LineState, event: LineEvent): LineState {
  switch (event.kind) {
    case "link":
      return withLink(state, event.link);
    case "dialled":
      return { ...initialLineState, link: state.link, status: "dialling", sinceMs: event.nowMs };
    case "answering":
      return { ...state, status: "in_flow", sinceMs: event.nowMs };
    case "remembered":
      return {
        ...initialLineState,
        link: state.link,
        leg: event.leg,
        interactionId: event.interactionId,
        sinceMs: event.sinceMs,
        status: "in_flow",
        isRejoining: true,
      };
    case "frame":
      return isForeign(state, event.frame) ? state : withFrame(state, event.frame, event.nowMs);
  }
}

/** True while there is a leg to hang up. */
export function isInCall(state: LineState): boolean {
  return state.status !== "idle" && state.status !== "ended";
}

function isForeign(state: LineState, frame: PhoneServerFrame): boolean {
  if (!("leg_id" in frame) || frame.t === "leg" || frame.t === "ring") return false;
  return frame.leg_id !== state.leg?.legId;
}

function withLink(state: LineState, link: LinkState): LineState {
  const isLost = link.phase === "reconnecting" && state.leg !== null && isInCall(state);
  // A call dialled but not yet given a leg cannot be found again.
  if (link.phase === "reconnecting" && state.status === "dialling" && state.leg === null) {
    return { ...state, link, status: "ended", endCause: "lost" };
  }
  return { ...state, link, isRejoining: state.isRejoining || isLost };
}

function withFrame(state: LineState, frame: PhoneServerFrame, nowMs: number): LineState {
  const quiet = { recordings: [], gather: "none" as const, isListening: false, isRecording: false };
  switch (frame.t) {
    case "leg":
      return { ...state, leg: { legId: frame.leg_id, token: frame.rejoin } };
    case "ring":
      return {
        ...initialLineState,
        link: state.link,
        status: "ringing",
        leg: { legId: frame.leg_id, token: frame.rejoin },
        interactionId: frame.interaction_id,
      };
    case "answered":
      return { ...state, status: "in_flow" };
    case "play":
      return {
        ...state,
        status: "in_flow",
        recordings: frame.recordings,
        gather: frame.gather,
        isListening: frame.listen === true,
        isRecording: false,
      };
    case "record":
      return { ...state, ...quiet, status: "in_flow", isRecording: true };
    case "stop":
      return { ...state, recordings: [], isRecording: false };
    case "music":
      return { ...state, ...quiet, status: isWithSomebody(state.status) ? "held" : "music" };
    case "bridge":
      return { ...state, ...quiet, status: "bridged" };
    case "part":
      // Who waits with music before a conversation goes on waiting.
      return { ...state, ...quiet, status: state.status === "music" ? "music" : "held" };
    case "mute":
      return { ...state, isMuted: frame.muted };
    case "digits":
      return { ...state, farDigits: (state.farDigits + frame.digits).slice(-20) };
    case "ended":
      return ended(state, frame.cause, nowMs);
    case "rejoined":
      return { ...state, isRejoining: false };
    case "error":
      return state.isRejoining ? ended(state, "lost", nowMs) : state;
    case "hello":
    case "track":
    case "signal":
      return state;
  }
}

function ended(state: LineState, endCause: string, endedAtMs: number): LineState {
  const silent = { recordings: [], gather: "none" as const, isListening: false, isRecording: false };
  return { ...state, ...silent, leg: null, isRejoining: false, status: "ended", endCause, endedAtMs };
}

/** Music after a conversation is the sound of being on hold; before one it is the sound of waiting. */
function isWithSomebody(status: LineStatus): boolean {
  return status === "bridged" || status === "held";
}
