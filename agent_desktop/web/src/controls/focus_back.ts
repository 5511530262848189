/** Gives the focus back to where it was before something opened over the page. */
import { useEffect, useRef } from "react";

/**
 * When what is open closes, and the focus is nowhere then, it goes back to where it was. The window's own library does
 * so for one window; of two that are closed at once, one over the other, the second would leave it nowhere.
 */
export function useFocusBack(isOpen: boolean): void {
  const opener = useRef<HTMLElement | null>(null);
  const wasOpen = useRef(false);
  // While rendering: a field of the window may take the focus before any effect runs.
  if (isOpen && !wasOpen.current) {
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  }
  wasOpen.current = isOpen;
  useEffect(() => {
    if (!isOpen) return;
    return () => afterTwoFrames(() => giveBack(opener.current));
  }, [isOpen]);
}

function afterTwoFrames(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}

function giveBack(opener: HTMLElement | null): void {
  if (document.activeElement === document.body && opener?.isConnected) opener.focus();
}
