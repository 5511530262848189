import { describe, expect, it } from "vitest";
import { dayWord, dueChoices, dueProblem, fieldOf, remindAtMs, reminderOf, timeOf } from "./due";

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();
const NOW = at(27, 14, 2);

describe("a field for a time", () => {
  it("holds the minute, in the browser's own zone, and gives it back", () => {
    expect(fieldOf(NOW)).toBe("2026-11-27T14:02");
    expect(timeOf(fieldOf(NOW))).toBe(NOW);
  });

  it.each(["", "tomorrow", "2026-13-45T99:99", "2026-11-27"])("holds no time in %j", (field) =>
    expect(timeOf(field)).toBeNull(),
  );
});

describe("the usual due times", () => {
  it("are round, ahead of now and in order", () => {
    const choices = dueChoices(NOW);
    expect(choices.map(({ choice, atMs }) => [choice, fieldOf(atMs)])).toEqual([
      ["in_an_hour", "2026-11-27T15:05"],
      ["this_afternoon", "2026-11-27T16:00"],
      ["tomorrow", "2026-11-28T09:00"],
      ["in_three_days", "2026-11-30T09:00"],
      ["next_week", "2026-12-04T09:00"],
    ]);
  });

  it("leave out an afternoon that is nearly over", () => {
    expect(dueChoices(at(27, 15, 30)).map(({ choice }) => choice)).not.toContain("this_afternoon");
  });
});

describe("a reminder", () => {
  it("comes so long before, though never in the past, and not at all when none is wanted", () => {
    expect(remindAtMs(at(28, 9), 15, NOW)).toBe(at(28, 8, 45));
    expect(remindAtMs(at(27, 14, 5), 15, NOW)).toBe(NOW);
    expect(remindAtMs(at(28, 9), null, NOW)).toBeNull();
  });
});

describe("a reminder that stands", () => {
  it.each([
    [at(28, 8, 45), 15],
    [at(28, 8, 35), 15],
    [at(28, 9), 0],
    [at(20, 9), 1_440],
    [null, null],
  ] as const)("is shown by the choice that comes nearest", (remindMs, minutes) =>
    expect(reminderOf(at(28, 9), remindMs)).toBe(minutes),
  );
});

describe("a due time", () => {
  it.each([
    [null, "due_missing"],
    [NOW, "due_past"],
    [NOW + 400 * 86_400_000, "due_too_far"],
    [NOW + 60_000, null],
  ] as const)("%s is %s", (dueAtMs, problem) => expect(dueProblem(dueAtMs, NOW)).toBe(problem));

  it.each([
    [at(27, 14, 1), "overdue"],
    [at(27, 23, 59), "today"],
    [at(28, 0), "tomorrow"],
    [at(29, 0), "later"],
  ] as const)("stands under its day's heading", (dueAtMs, word) => expect(dayWord(dueAtMs, NOW)).toBe(word));
});
