/** What the far ends say, made audible: one audio element per stream. Owns the elements; knows no calls. */
import { isSoundBlocked } from "./audio_context";
import { watchQuality } from "./call_quality";
import { followSink } from "./devices";
import { isToneCheck } from "./settings";
import { measureStream } from "./measurement";

/** Plays a stream until the returned function is called. */
export function hearStream(stream: MediaStream, connection: RTCPeerConnection): () => void {
  const element = document.createElement("audio");
  element.autoplay = true;
  element.hidden = true;
  element.srcObject = stream;
  document.body.append(element);
  const play = () => {
    element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") isSoundBlocked.set(true);
    });
  };
  const leaveSink = followSink(element, "speaker");
  const stopWatching = watchQuality(connection);
  play();
  // After a reload the browser keeps the stream silent until a click: the same click that wakes other sound.
  const unsubscribe = isSoundBlocked.subscribe(play);
  const stopMeasuring = isToneCheck ? measureStream(stream, connection) : () => {};
  return () => {
    unsubscribe();
    leaveSink();
    stopWatching();
    stopMeasuring();
    element.srcObject = null;
    element.remove();
  };
}
