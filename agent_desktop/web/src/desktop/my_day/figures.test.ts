import { describe, expect, it } from "vitest";
import type { DayFigures } from "../../protocol/records";
import { shownFigures } from "./figures";

const FIGURES: DayFigures = {
  handled: 3,
  talk_ms: 754_000,
  hold_ms: 0,
  consult_ms: 0,
  work_ms: 0,
  wrap_up_ms: 90_000,
  handling_ms: 844_000,
  average_handling_ms: 281_333,
  offers_missed: 0,
  offers_declined: 0,
};

describe("the figures of the day", () => {
  it("are numbers and clocks", () => {
    expect(shownFigures(FIGURES).map(({ name, value }) => [name, value])).toEqual([
      ["handled", "3"],
      ["average_handling_ms", "4:41"],
      ["talk_ms", "12:34"],
      ["hold_ms", "0:00"],
      ["wrap_up_ms", "1:30"],
      ["offers_missed", "0"],
    ]);
  });

  it("show what is not of every day only where there is something of it", () => {
    const names = shownFigures({ ...FIGURES, consult_ms: 5, offers_declined: 1 }).map(({ name }) => name);
    expect(names.slice(-2)).toEqual(["consult_ms", "offers_declined"]);
  });

  it("have no average of nothing", () => {
    const average = shownFigures({ ...FIGURES, handled: 0, average_handling_ms: null })[1];
    expect(average).toEqual({ name: "average_handling_ms", value: "–" });
  });
});
