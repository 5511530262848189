/** The words of `cic.phone.v1` (cic/cti/simulated/PROTOCOL.md). Types only. */

export interface Peer {
  leg_id: string;
  offers: boolean;
  /** Whether what is said here goes there, and what is said there is heard here; both where nothing is said of it. */
  speaks?: boolean;
  hears?: boolean;
}

export type SignalData =
  | { description: RTCSessionDescriptionInit }
  | { candidate: RTCIceCandidateInit | null };

export type PhoneServerFrame =
  | { t: "hello"; protocol: number; role: "caller" | "agent"; address: string | null }
  | { t: "leg"; leg_id: string; rejoin: string }
  | { t: "answered"; leg_id: string }
  | { t: "ring"; leg_id: string; rejoin: string; interaction_id: string }
  | {
      t: "play";
      leg_id: string;
      effect_id: string;
      recordings: string[];
      gather: "none" | "menu" | "collect";
      listen?: boolean;
    }
  | { t: "record"; leg_id: string; effect_id: string; duration_ms_max: number; tone: boolean }
  | { t: "stop"; leg_id: string }
  | { t: "music"; leg_id: string; url: string }
  | { t: "bridge"; leg_id: string; bridge_id: string; peers: Peer[] }
  | { t: "signal"; leg_id: string; from: string; data: SignalData }
  | { t: "part"; leg_id: string }
  | { t: "mute"; leg_id: string; muted: boolean }
  | { t: "track"; leg_id: string; track: string; is_on: boolean }
  | { t: "digits"; leg_id: string; digits: string }
  | { t: "ended"; leg_id: string; cause: string }
  | { t: "rejoined"; leg_id: string }
  | { t: "error"; detail: string };

const KNOWN = new Set([
  "hello", "leg", "answered", "ring", "play", "record", "stop", "music", "bridge",
  "signal", "part", "mute", "track", "digits", "ended", "rejoined", "error",
]);

/** The most words that a caller may say at once. */
export const WORDS_MAX = 200;

/** Frames of kinds we do not know are ignored. */
export function isPhoneFrame(frame: { t: string }): frame is PhoneServerFrame {
  return KNOWN.has(frame.t);
}
