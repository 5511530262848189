/** Figures of the board as they are written. Pure. */
import { clock } from "../../i18n/language";
import type { SupervisorSpeech } from "../../i18n/supervisor_speech";
import type { AlarmFigure, StandingLevel } from "../../protocol/generated_boards";
import type { Target } from "./figures";

/** A share; a dash where there is none. */
export function percent(value: number | null): string {
  return value === null ? "–" : `${Math.round(value)}%`;
}

/** A number of an alarm, as its figure is measured. */
export function alarmValue(figure: AlarmFigure, value: number): string {
  switch (figure) {
    case "service_level":
    case "abandon_rate":
      return percent(value);
    case "longest_wait":
      return clock(value);
    case "waiting":
    case "agents_available":
      return String(value);
    default:
      return String(value); // a newer server may tell of more
  }
}

export function limitWords({ figure, threshold }: StandingLevel, t: SupervisorSpeech["t"]): string {
  return t("tile_limit", { threshold: alarmValue(figure, threshold) });
}

/** What some queues are to reach. */
export function targetWords(target: Target | null, t: SupervisorSpeech["t"]): string {
  if (target === null) return "";
  const { percentMin: least, percentMax: most, withinMs } = target;
  if (least !== most) return t("tile_targets", { least, most });
  if (withinMs === null) return t("tile_target_percent", { percent: most });
  return t("tile_target", { percent: most, within: clock(withinMs) });
}
