/** A test call without a far side: what the microphone hears is played back after a while. Owns one recording. */
import { followSink } from "./devices";

const OWN_VOICE_MS = 4_000;

/** Records for four seconds, then plays what was heard; `phase` is told on the way. Stops with the signal. */
export async function playOwnVoice(
  track: MediaStreamTrack,
  phase: (now: "recording" | "playing") => void,
  signal: AbortSignal,
): Promise<void> {
  phase("recording");
  const heard = await record(track, signal);
  if (signal.aborted) return;
  phase("playing");
  await play(heard, signal);
}

function record(track: MediaStreamTrack, signal: AbortSignal): Promise<Blob> {
  const recorder = new MediaRecorder(new MediaStream([track]));
  const parts: Blob[] = [];
  return new Promise((resolve) => {
    const stop = () => {
      if (recorder.state !== "inactive") recorder.stop();
    };
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => resolve(new Blob(parts, { type: recorder.mimeType }));
    signal.addEventListener("abort", stop, { once: true });
    setTimeout(stop, OWN_VOICE_MS);
    recorder.start();
  });
}

async function play(heard: Blob, signal: AbortSignal): Promise<void> {
  const element = new Audio();
  const address = URL.createObjectURL(heard);
  const leave = followSink(element, "speaker");
  element.src = address;
  const over = new Promise<void>((resolve) => {
    element.onended = () => resolve();
    element.onerror = () => resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  try {
    await element.play();
    await over;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  } finally {
    element.pause();
    leave();
    URL.revokeObjectURL(address);
  }
}
