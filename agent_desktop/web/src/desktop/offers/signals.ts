/** What makes an offer noticed: ringing, the title, a screen reader, a notification. Owns their beginning and end. */
import { useEffect } from "react";
import { useSpeech } from "../../i18n/language";
import { startRinging } from "../../media/tones";
import { noteBlockedSound } from "../../media/audio_context";
import type { InteractionView } from "../../protocol/desktop_frames";
import { kindWord } from "../interaction/work_words";
import { announce, announceNow } from "../live_regions";
import { useOwnKeys } from "../shortcuts/own_keys";
import { keyOf } from "../shortcuts/table";
import { personName } from "../words";
import { notifyOffer } from "./notification";

const FLASH_MS = 1_000;

/** Rings and flashes in the window's title for as long as there is an offer, however many. */
export function useOfferSignals(interactions: readonly InteractionView[]): void {
  const { t } = useSpeech();
  const offered = interactions.find((interaction) => interaction.offer !== null);
  const isOffered = offered !== undefined;
  const words = useOfferWords(offered);
  const title = t("app_name");

  useEffect(() => {
    if (!isOffered) return;
    noteBlockedSound();
    return startRinging();
  }, [isOffered]);

  useEffect(() => {
    if (!isOffered) return;
    let isFlash = true;
    document.title = words.flash;
    const timer = setInterval(() => {
      isFlash = !isFlash;
      document.title = isFlash ? words.flash : title;
    }, FLASH_MS);
    return () => {
      clearInterval(timer);
      document.title = title;
    };
  }, [isOffered, words.flash, title]);
}

/** Tells of one offer: to a screen reader at once, and over other windows while this one is in the background. */
export function useOfferNotice(interaction: InteractionView, offerId: string): void {
  const { t } = useSpeech();
  const words = useOfferWords(interaction);
  useEffect(() => {
    const takeBack = announceNow(words.spoken);
    const close = notifyOffer(offerId, words.flash, words.queue);
    return () => {
      close();
      takeBack();
      announce(t("offer_gone"));
    };
  }, [offerId]);
}

interface OfferWords {
  spoken: string;
  flash: string;
  queue: string;
}

function useOfferWords(interaction: InteractionView | undefined): OfferWords {
  const { t, label } = useSpeech();
  const key = keyOf("accept", useOwnKeys());
  if (interaction === undefined) return { spoken: "", flash: "", queue: "" };
  const words = {
    kind: t(kindWord(interaction)),
    caller: personName(interaction.caller.name, interaction.caller.number, t),
    queue: label(interaction.queue.label),
    key,
  };
  const isWork = interaction.work !== null;
  return {
    spoken: t(isWork ? "offer_for_work" : "offer_for", words),
    flash: t(isWork ? "title_offer_work" : "title_offer", words),
    queue: words.queue,
  };
}
