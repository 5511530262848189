/** How good the call sounds, in a word; loss, jitter and round trip behind it. */
import { Badge, type BadgeTone } from "../../controls/badge";
import { useSpeech } from "../../i18n/language";
import { useStore } from "../../protocol/store";
import { callQuality } from "../../media/call_quality";
import type { Quality, QualityWord } from "../../media/quality";

const TONES: Record<QualityWord, BadgeTone> = { good: "good", fair: "warn", poor: "bad" };

export function QualityBadge() {
  const { t } = useSpeech();
  const quality = useStore(callQuality);
  if (quality === null) return null;
  return (
    <Badge tone={TONES[quality.word]} title={figures(t, quality).join(" · ")} testId="call-quality">
      {t(`quality_${quality.word}`)}
    </Badge>
  );
}

export function QualityFigures({ quality }: { quality: Quality }) {
  const { t } = useSpeech();
  return (
    <div data-testid="quality-figures">
      <h3>{t(`quality_${quality.word}`)}</h3>
      <ul>
        {figures(t, quality).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

function figures(t: ReturnType<typeof useSpeech>["t"], { lossPercent, jitterMs, roundTripMs }: Quality): string[] {
  const lines = [
    t("quality_loss", { percent: lossPercent.toFixed(1) }),
    t("quality_jitter", { ms: Math.round(jitterMs) }),
  ];
  return roundTripMs === null ? lines : [...lines, t("quality_round_trip", { ms: Math.round(roundTripMs) })];
}
