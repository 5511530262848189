/** Keys that work anywhere on the desktop. Owns listening for them; `table.ts` says what each does. */
import { useEffect, useRef } from "react";
import type { InteractionView } from "../../protocol/desktop_frames";
import { showInteraction } from "../frame/shown";
import { ownKeys } from "./own_keys";
import { placeOf, type Shortcut, shortcutOf } from "./table";

function carryOut({ testIds, isFocus }: Shortcut): void {
  for (const testId of testIds) {
    const element = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
    if (element === null) continue;
    if (isFocus) element.focus();
    else element.click();
    return;
  }
}

export function Shortcuts({ interactions }: { interactions: readonly InteractionView[] }) {
  const shown = useRef(interactions);
  shown.current = interactions;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Somebody is giving a shortcut another key just now: the key means itself.
      if (document.activeElement?.closest("[data-takes-key]") != null) return;
      const shortcut = shortcutOf(event, ownKeys());
      const place = placeOf(event);
      const chosen = place === null ? undefined : shown.current[place - 1];
      if (shortcut === null && chosen === undefined) return;
      event.preventDefault();
      if (shortcut !== null) carryOut(shortcut);
      else if (chosen !== undefined) showInteraction(chosen.interaction_id);
    };
    // First of all listeners: a list or a field that has the focus would keep keys for itself.
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, []);
  return null;
}
