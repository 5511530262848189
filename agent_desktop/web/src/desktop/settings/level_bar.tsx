/** How loud the microphone is now. A picture for the eye; its meaning in words stands beside it. */
import { useEffect, useRef } from "react";
import { useSpeech } from "../../i18n/language";
import { meterOf } from "../../media/level";
import type { Microphone } from "../../media/microphone";
import { useStore } from "../../protocol/store";

export function LevelMeterBar({ microphone }: { microphone: Microphone }) {
  const { t } = useSpeech();
  const state = useStore(microphone.store);
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    const track = microphone.current;
    if (track === null) return;
    const meter = meterOf(track);
    let frame = requestAnimationFrame(function show() {
      if (bar.current !== null) bar.current.value = meter.level();
      frame = requestAnimationFrame(show);
    });
    return () => {
      cancelAnimationFrame(frame);
      meter.stop();
    };
  }, [microphone, state]);
  return (
    <div className="level">
      <span id="level-name">{t("microphone_level")}</span>
      <meter ref={bar} min={0} max={1} value={0} aria-labelledby="level-name" data-testid="microphone-level" />
      {state === "refused" && <p className="problem">{t("microphone_refused")}</p>}
    </div>
  );
}
