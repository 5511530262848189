/** How old the board is: live, late or lost, in a picture, a word and the age itself. */
import { Light, type LightProps } from "../../controls/light";
import { clock } from "../../i18n/language";
import { useWords } from "../../i18n/supervisor_speech";
import { useAgeS, useBoardState, useIsStale } from "../board";

export function BoardLight() {
  const { t } = useWords();
  const phase = useBoardState(({ link }) => link.phase);
  const ageS = useAgeS();
  const isStale = useIsStale();
  const age = clock((ageS ?? 0) * 1_000);
  const how: Pick<LightProps, "tone" | "icon" | "word"> =
    ageS === null
      ? { tone: "busy", icon: "under_way", word: t("live_none_yet") }
      : phase !== "online"
        ? { tone: "bad", icon: "warn", word: t("live_lost", { age }) }
        : isStale
          ? { tone: "bad", icon: "clock", word: t("live_old", { age }) }
          : { tone: "good", icon: "well", word: t("live_now") };
  return <Light {...how} testId="board-light" state={ageS === null ? "none" : isStale ? "stale" : phase} />;
}
