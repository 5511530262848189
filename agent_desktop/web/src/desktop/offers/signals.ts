/** What makes an offer noticed: ringing, the window's title, a screen reader. Owns starting and ending all three. */
import { useEffect } from "react";
import { useSpeech } from "../../i18n/language";
import { startRinging } from "../../media/tones";
import { noteBlockedSound } from "../../media/audio_context";
import type { Caller, InteractionView } from "../../protocol/desktop_frames";
import { kindWord } from "../interaction/work_words";
import { announce, announceNow } from "../live_regions";

const FLASH_MS = 1_000;

/** The best name for a caller: the name, else the number, else the word for neither. */
export function callerWord(caller: Caller, unknown: string): string {
  return caller.name ?? caller.number ?? unknown;
}

/** Signals offers for as long as there is one. */
export function useOfferSignals(interactions: readonly InteractionView[]): void {
  const { t, label } = useSpeech();
  const offered = interactions.find((interaction) => interaction.offer !== null);
  const offerId = offered?.offer?.offer_id ?? null;
  const caller = offered === undefined ? "" : callerWord(offered.caller, t("caller_unknown"));
  const queue = offered === undefined ? "" : label(offered.queue.label);
  const title = t("app_name");
  const isWork = offered !== undefined && offered.work !== null;
  const kind = offered === undefined ? "" : t(kindWord(offered));
  const flash = isWork ? t("title_offer_work", { kind, caller }) : t("title_offer", { caller });

  useEffect(() => {
    if (offerId === null) return;
    announceNow(isWork ? t("offer_for_work", { kind, caller, queue }) : t("offer_for", { caller, queue }));
    noteBlockedSound();
    const stopRinging = startRinging();
    return () => {
      stopRinging();
      announceNow("");
      announce(t("offer_gone"));
    };
  }, [offerId]);

  useEffect(() => {
    if (offerId === null) return;
    let isFlash = true;
    document.title = flash;
    const timer = setInterval(() => {
      isFlash = !isFlash;
      document.title = isFlash ? flash : title;
    }, FLASH_MS);
    return () => {
      clearInterval(timer);
      document.title = title;
    };
  }, [offerId, flash, title]);
}
