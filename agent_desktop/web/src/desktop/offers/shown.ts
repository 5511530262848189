/**
 * When an offer is really before the agent's eyes. Owns that moment; knows nothing of what is shown.
 *
 * A visible page has shown what its next frame paints. A page in the background paints no frames at all, so there it
 * counts as shown as soon as it stands in the page: the ringing and the window's title have begun by then.
 */
import { type RefObject, useEffect, useRef } from "react";
import type { LinkState } from "../../protocol/socket";

/** A page may be covered between two frames: then none comes, and what stands in it is shown all the same. */
const FRAME_LIMIT_MS = 500;

/** What this needs of a window; the browser's own is one. */
export interface Screen {
  readonly document: { readonly visibilityState: DocumentVisibilityState };
  requestAnimationFrame(painted: () => void): number;
  cancelAnimationFrame(handle: number): void;
  setTimeout(late: () => void, afterMs: number): number;
  clearTimeout(handle: number): void;
}

/** Calls `onShown` once what stands in the page is shown; the returned function calls it off. */
export function whenShown(screen: Screen, onShown: () => void): () => void {
  if (screen.document.visibilityState === "hidden") {
    onShown();
    return () => {};
  }
  const callOff = () => {
    screen.cancelAnimationFrame(frame);
    screen.clearTimeout(timer);
  };
  const shown = () => {
    callOff();
    onShown();
  };
  // A frame's callbacks run before it is painted; the one after the first finds it painted.
  let frame = screen.requestAnimationFrame(() => {
    frame = screen.requestAnimationFrame(shown);
  });
  const timer = screen.setTimeout(shown, FRAME_LIMIT_MS);
  return callOff;
}

/**
 * Calls `onShown` once the element that holds the returned reference stands in the page and is shown, and again on a
 * new `link`: what was told on the one before may have been lost with it.
 */
export function useShown<Shown extends HTMLElement>(link: LinkState, onShown: () => void): RefObject<Shown | null> {
  const element = useRef<Shown>(null);
  useEffect(
    () =>
      whenShown(window, () => {
        if (element.current?.isConnected === true) onShown();
      }),
    [link],
  );
  return element;
}
