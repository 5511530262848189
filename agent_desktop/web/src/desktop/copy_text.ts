/** Putting a shown text into the clipboard, and saying whether that was done. */
import type { Speech } from "../i18n/language";
import { announce } from "./live_regions";

/** Pages that came without TLS have no clipboard: there the text is marked, to be copied by hand. */
export async function copyText(text: string, shown: HTMLElement | null, t: Speech["t"]): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(t("copied"));
  } catch {
    if (shown !== null) getSelection()?.selectAllChildren(shown);
    announce(t("copy_by_hand"));
  }
}
