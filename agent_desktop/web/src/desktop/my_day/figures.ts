/** The figures of an agent's day, in the order in which they are shown. Pure. */
import { clock } from "../../i18n/language";
import type { DayFigures } from "../../protocol/records";

export type FigureName = keyof DayFigures;

const TIMES: readonly FigureName[] = [
  "talk_ms",
  "hold_ms",
  "consult_ms",
  "work_ms",
  "wrap_up_ms",
  "handling_ms",
  "average_handling_ms",
];
const ALWAYS: readonly FigureName[] = [
  "handled",
  "average_handling_ms",
  "talk_ms",
  "hold_ms",
  "wrap_up_ms",
  "offers_missed",
];
/** Shown only where there is something of it. */
const SOMETIMES: readonly FigureName[] = ["consult_ms", "work_ms", "offers_declined"];

export interface Figure {
  name: FigureName;
  value: string;
}

/** What is shown; a time as a clock, and a dash where there is nothing to tell the average of. */
export function shownFigures(figures: DayFigures): readonly Figure[] {
  const names = [...ALWAYS, ...SOMETIMES.filter((name) => (figures[name] ?? 0) > 0)];
  return names.map((name) => {
    const value = figures[name];
    if (value === null) return { name, value: "–" };
    return { name, value: TIMES.includes(name) ? clock(value) : String(value) };
  });
}
