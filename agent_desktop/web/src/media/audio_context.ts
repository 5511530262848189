/**
 * The page's one audio context. Owns waking it: browsers keep sound off until the person has done something here
 * (https://developer.chrome.com/blog/autoplay).
 */
import { createStore } from "../protocol/store";
import { followSink } from "./devices";

let context: AudioContext | null = null;
let ringer: AudioContext | null = null;

/** True while the browser keeps sound from us; shown with a button that lets it through. */
export const isSoundBlocked = createStore(false);

/** The context, made at the first use. */
export function audioContext(): AudioContext {
  if (context === null) {
    const made = new AudioContext();
    made.onstatechange = () => isSoundBlocked.set(made.state === "suspended");
    context = made;
  }
  return context;
}

/** A context of its own for ringing: it may be heard at another device than the call. Made at the first use. */
export function ringerContext(): AudioContext {
  if (ringer === null) {
    ringer = new AudioContext();
    followSink(ringer, "ringer");
  }
  return ringer;
}

/** Wakes the sound; to be called from a click or a key. */
export function wakeSound(): void {
  for (const awakened of [audioContext(), ringer]) {
    if (awakened !== null && awakened.state !== "running") void awakened.resume();
  }
}

/** Notes whether sound that should be heard now is kept from us. */
export function noteBlockedSound(): void {
  isSoundBlocked.set(audioContext().state === "suspended");
}

/** From now on any click or key in the page wakes the sound. */
export function wakeSoundOnGesture(): void {
  for (const gesture of ["pointerdown", "keydown"]) {
    addEventListener(gesture, wakeSound, { capture: true, passive: true });
  }
}
