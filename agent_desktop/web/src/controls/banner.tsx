/** Messages across the page that stay until they are no longer true. */
import type { ReactNode } from "react";
import { useSpeech } from "../i18n/language";
import { isSoundBlocked, wakeSound } from "../media/audio_context";
import type { Microphone } from "../media/microphone";
import { useStore } from "../protocol/store";

export function Banner({ tone, children }: { tone: "warn" | "info"; children: ReactNode }) {
  return <div className={`banner banner-${tone}`}>{children}</div>;
}

export function SoundBanner() {
  const { t } = useSpeech();
  if (!useStore(isSoundBlocked)) return null;
  return (
    <Banner tone="warn">
      <span>{t("sound_blocked")}</span>
      <button type="button" data-testid="allow-sound" onClick={wakeSound}>
        {t("sound_allow")}
      </button>
    </Banner>
  );
}

export function MicrophoneBanner({ microphone }: { microphone: Microphone }) {
  const { t } = useSpeech();
  if (useStore(microphone.store) !== "refused") return null;
  return (
    <Banner tone="warn">
      <span data-testid="microphone-refused">{t("microphone_refused")}</span>
      <button type="button" onClick={() => void microphone.open()}>
        {t("microphone_allow")}
      </button>
    </Banner>
  );
}
