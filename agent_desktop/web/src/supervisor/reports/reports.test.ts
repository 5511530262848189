import { describe, expect, it } from "vitest";
import { chartInterval, clockOf, figureWords, lineOf, scaleTop, sorted, timeWords } from "./figures";
import { dayIn, daysOf, plusDays, weekBefore } from "./ranges";
import { behindPath, type Metric, type Report, type ReportRow, reportPath } from "./report";

const offered: Metric = {
  id: "offered",
  unit: "count",
  label: { en: "Offered", zh: "进入队列" },
  definition: { en: "Visits", zh: "次数" },
  is_sum: true,
};
const level: Metric = { ...offered, id: "service_level", unit: "share", is_sum: false };

function row(fromMs: number, values: (number | null)[], queue = "sales"): ReportRow {
  return { from_ms: fromMs, until_ms: fromMs + 3_600_000, queue_id: queue, medium: "voice", agent_id: null, values, breaks: {} };
}

function report(rows: ReportRow[]): Report {
  return {
    kind: "queues",
    from_ms: 0,
    until_ms: 1,
    counted_until_ms: 1,
    zone: "Europe/Vienna",
    interval: "hour",
    metrics: [offered, level],
    rows,
    total: row(0, [0, null]),
    queues: {},
    agents: {},
    break_reasons: {},
    targets: {},
  };
}

describe("ranges", () => {
  it("are days by the wall clock of the zone", () => {
    const justBeforeMidnightUtc = Date.parse("2026-11-27T23:30:00Z");
    expect(dayIn("Europe/Vienna", justBeforeMidnightUtc)).toBe("2026-11-28");
    expect(dayIn("America/New_York", justBeforeMidnightUtc)).toBe("2026-11-27");
    expect(plusDays("2026-03-28", 2)).toBe("2026-03-30"); // over a day of 23 hours
  });

  it.each([
    ["today", "2026-11-28", "2026-11-29"],
    ["yesterday", "2026-11-27", "2026-11-28"],
    ["this_week", "2026-11-23", "2026-11-30"],
    ["last_week", "2026-11-16", "2026-11-23"],
    ["this_month", "2026-11-01", "2026-12-01"],
    ["last_month", "2026-10-01", "2026-11-01"],
  ] as const)("%s", (preset, from, until) => {
    expect(daysOf(preset, "2026-11-28", { from: "", to: "" })).toEqual({ from, until });
  });

  it("that are typed have both days in them, in the right order", () => {
    expect(daysOf("days", "2026-11-28", { from: "2026-11-01", to: "2026-11-03" })).toEqual({ from: "2026-11-01", until: "2026-11-04" });
    expect(daysOf("days", "2026-11-28", { from: "2026-11-05", to: "2026-11-03" })).toEqual({ from: "2026-11-05", until: "2026-11-06" });
    expect(daysOf("days", "2026-11-28", { from: "", to: "" })).toEqual({ from: "2026-11-28", until: "2026-11-29" });
    expect(weekBefore({ from: "2026-11-01", until: "2026-11-04" })).toEqual({ from: "2026-10-25", until: "2026-10-28" });
  });
});

describe("figures", () => {
  it("read as what they are", () => {
    expect(figureWords(1_234, "count", "en")).toBe("1,234");
    expect(figureWords(0.6, "share", "en")).toBe("60.0%");
    expect(figureWords(4 / 3, "number", "en")).toBe("1.33");
    expect(figureWords(null, "share", "en")).toBe("–");
    expect([timeWords(14_250), timeWords(3_600_000), timeWords(59_600)]).toEqual(["0:14", "1:00:00", "1:00"]);
  });

  it("sort by any column, what is not known last", () => {
    const found = report([row(1, [3, null]), row(2, [1, 0.5]), row(3, [2, 0.9])]);
    const order = (by: string, isDescending: boolean) => sorted(found, by, isDescending, () => "").map(({ from_ms }) => from_ms);
    expect(order("offered", false)).toEqual([2, 3, 1]);
    expect(order("service_level", true)).toEqual([3, 2, 1]);
    expect(order("service_level", false)).toEqual([2, 3, 1]);
    expect(order("when", true)).toEqual([3, 2, 1]);
  });

  it("of a chart are sums of rows, beside those at the same hour of the week before", () => {
    const nine = Date.parse("2026-03-30T09:00:00+02:00"); // the clock was put forward in between
    const before = Date.parse("2026-03-23T09:00:00+01:00");
    expect(clockOf(nine, "Europe/Vienna")).toBe("2026-03-30T09:00");
    const line = lineOf(report([row(nine, [3, 0.5]), row(nine, [2, 1], "support")]), report([row(before, [7, 0.1])]), offered);
    expect(line).toEqual([{ clock: "2026-03-30T09:00", value: 5, shadow: 7 }]);
  });

  it("of a chart have a round scale", () => {
    expect([0, 0.9, 7, 10, 24, 260].map(scaleTop)).toEqual([1, 1, 10, 10, 25, 500]);
    expect([chartInterval("none", 1), chartInterval("none", 31), chartInterval("none", 365), chartInterval("15m", 1)]).toEqual([
      "hour",
      "day",
      "month",
      "15m",
    ]);
  });
});

describe("addresses", () => {
  it("say what is wanted, and nothing that is not", () => {
    const wish = { kind: "agents", from: "2026-11-01", until: "2026-12-01", zone: "", interval: "day" } as const;
    expect(reportPath(wish)).toBe("/api/reports/agents?interval=day&from=2026-11-01&until=2026-12-01");
    expect(reportPath(wish, { format: "csv" })).toContain("format=csv");
    expect(behindPath({ kind: "queues", metric: offered, row: row(5, []) }, "9/c1/1")).toBe(
      "/api/reports/queues/contacts?metric=offered&from_ms=5&until_ms=3600005&queue_id=sales&medium=voice&after=9%2Fc1%2F1",
    );
  });
});
