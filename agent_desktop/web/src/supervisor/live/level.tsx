/** How something stands: a colour, a picture and a word together. What is too old to be true is grey, never green. */
import { Icon, type IconName } from "../../controls/icon";
import { type SupervisorKey, useWords } from "../../i18n/supervisor_speech";
import { useIsStale } from "../board";
import type { Level } from "./figures";

const ICONS: Record<Exclude<Level, "none"> | "old", IconName> = {
  good: "well",
  amber: "warn",
  red: "alarm",
  unknown: "under_way",
  old: "clock",
};

export function LevelMark({ level, isWordUnseen = false }: { level: Level; isWordUnseen?: boolean }) {
  const { t } = useWords();
  const isStale = useIsStale();
  if (level === "none") return null;
  const shown = isStale ? "old" : level;
  const word = t(`level_${shown}` satisfies SupervisorKey);
  return (
    <span className={`level level-${shown}`} data-level={shown} title={word}>
      <Icon name={ICONS[shown]} />
      <span className={isWordUnseen ? "unseen" : ""}>{word}</span>
    </span>
  );
}
