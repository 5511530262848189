/** Reports: which, of when, in which intervals. Owns the wish, which stands in the address, and the asking. */
import { useEffect, useMemo, useState } from "react";
import { Button } from "../../controls/button";
import { Field } from "../../controls/field";
import { Select } from "../../controls/select";
import { announce } from "../../desktop/live_regions";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { scopeFor, useMe } from "../me";
import { narrow, useParam } from "../place";
import { BehindWindow } from "./behind_window";
import { Chart } from "./chart";
import { chartInterval, clockOf, lineOf } from "./figures";
import { type Days, dayIn, daysOf, PRESETS, type Preset, weekBefore } from "./ranges";
import { type Figure, type Interval, INTERVALS, type Kind, KINDS, readReport, type Report, reportPath, type Wish } from "./report";
import { ReportTable } from "./report_table";
import "./reports.css";

/** What a table shows before all columns are asked for. */
const FIRST: Readonly<Record<Kind, readonly string[]>> = {
  queues: ["offered", "answered", "abandoned", "short_abandoned", "left", "service_level", "average_answer_ms", "average_handle_ms", "average_rating"],
  intervals: ["offered", "answered", "abandoned", "short_abandoned", "left", "service_level", "average_answer_ms", "average_handle_ms"],
  agents: ["handled", "transferred_out", "talk_ms", "hold_ms", "wrap_up_ms", "average_handle_ms", "offers_missed", "signed_in_ms", "occupancy"],
  states: ["sign_ins", "signed_in_ms", "ready_ms", "ringing_ms", "in_contact_ms", "wrapping_up_ms", "break_ms", "not_responding_ms", "occupancy"],
};

export function ReportsTab() {
  const { t } = useWords();
  const wish = useWish();
  const { report, problem, isAsking, seconds } = useReport(wish);
  const [figure, setFigure] = useState<Figure | null>(null);
  const [isWhole, setIsWhole] = useState(false);
  const metrics = report === null ? [] : report.metrics.filter(({ id }) => isWhole || FIRST[report.kind].includes(id));
  return (
    <section className="stack reports" aria-label={t("tab_reports")} data-testid="reports">
      <Wishes wish={wish} zone={report?.zone ?? ""} />
      {isAsking && seconds >= 2 && <p role="status">{t("report_asking_long", { seconds })}</p>}
      {problem !== null && (
        <p className="problem" role="alert">
          {t(codedWord("report_refused", problem, "report_not_told"))}
        </p>
      )}
      {report !== null && (
        <>
          <p className="faint">
            {t("report_counted", { until: clockOf(report.counted_until_ms, report.zone).replace("T", " "), zone: report.zone })}
          </p>
          <ChartOf wish={wish} report={report} />
          <div className="report-acts">
            <Button onPress={() => setIsWhole(!isWhole)} testId="report-columns">
              {t(isWhole ? "report_fewer_columns" : "report_all_columns")}
            </Button>
            <Csv wish={wish} />
          </div>
          <ReportTable report={report} metrics={metrics} onFigure={setFigure} />
          <Definitions report={report} />
        </>
      )}
      {figure !== null && <BehindWindow figure={figure} onClose={() => setFigure(null)} />}
    </section>
  );
}

function oneOf<T extends string>(given: string, all: readonly T[], otherwise: T): T {
  return all.find((one) => one === given) ?? otherwise;
}

function useKinds(): readonly Kind[] {
  const isOwn = scopeFor(useMe(), "read_reports") === "own";
  return isOwn ? ["agents", "states"] : KINDS;
}

function useWish(): Wish {
  const kinds = useKinds();
  const kind = oneOf(useParam("report"), kinds, kinds[0] ?? "agents");
  const preset = oneOf(useParam("range"), PRESETS, "today");
  const [from, to, zone] = [useParam("from"), useParam("to"), useParam("zone")];
  const interval = oneOf(useParam("interval"), INTERVALS, kind === "intervals" ? "hour" : "none");
  return useMemo(() => {
    const days = daysOf(preset, dayIn(zone, Date.now()), { from, to });
    return { kind, interval, zone, ...days };
  }, [kind, preset, from, to, zone, interval]);
}

function useReport(wish: Wish) {
  const { t } = useWords();
  const [report, setReport] = useState<Report | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    setIsAsking(true);
    setSeconds(0);
    const ticking = setInterval(() => setSeconds((known) => known + 1), 1000);
    void readReport(wish).then((answer) => {
      clearInterval(ticking);
      if (!isCurrent) return;
      setIsAsking(false);
      setProblem(answer.ok ? null : answer.code);
      setReport(answer.ok ? answer.value : null);
      if (answer.ok) announce(t("report_rows_found", { count: answer.value.rows.length }));
    });
    return () => {
      isCurrent = false;
      clearInterval(ticking);
    };
  }, [wish]);
  return { report, problem, isAsking, seconds };
}

function Wishes({ wish, zone }: { wish: Wish; zone: string }) {
  const { t } = useWords();
  const kinds = useKinds();
  const preset: Preset = oneOf(useParam("range"), PRESETS, "today");
  const [from, to, chosen] = [useParam("from"), useParam("to"), useParam("zone")];
  const zones = useMemo(() => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC")], []);
  const words = (prefix: string, ids: readonly string[]) =>
    ids.map((id) => ({ id, label: t(codedWord(prefix, id, "report_nobody")) }));
  return (
    <div className="report-wishes">
      <Select label={t("report_which")} choices={words("report_kind", kinds)} value={wish.kind} onChange={(report) => narrow({ report, interval: null })} testId="report-kind" />
      <Select label={t("report_range")} choices={words("report_range", PRESETS)} value={preset} onChange={(range) => narrow({ range })} testId="report-range" />
      {preset === "days" && (
        <>
          <Field label={t("report_from_day")} type="date" value={from} onChange={(day) => narrow({ from: day })} testId="report-from" />
          <Field label={t("report_to_day")} type="date" value={to} onChange={(day) => narrow({ to: day })} testId="report-to" />
        </>
      )}
      <Select label={t("report_interval")} choices={words("report_interval", INTERVALS)} value={wish.interval} onChange={(interval) => narrow({ interval })} testId="report-interval" />
      <Select
        label={t("report_zone")}
        choices={[
          { id: "", label: t("report_zone_center", { zone: chosen === "" ? zone : "" }).trim() },
          ...zones.map((id) => ({ id, label: id })),
        ]}
        value={chosen}
        onChange={(name) => narrow({ zone: name })}
        testId="report-zone"
      />
    </div>
  );
}

/** A download of all columns; a link, so that the browser does what it does with any file. */
function Csv({ wish }: { wish: Wish }) {
  const { t, language } = useWords();
  const path = reportPath(wish, { format: "csv", language, byte_order_mark: "true" });
  return (
    <a className="button" href={path} download={`cic-${wish.kind}.csv`} data-testid="report-csv">
      {t("report_csv")}
    </a>
  );
}

function ChartOf({ wish, report }: { wish: Wish; report: Report }) {
  const { t, language } = useWords();
  const isOfQueues = report.kind === "queues" || report.kind === "intervals";
  const choices = report.metrics.filter(({ is_sum }) => is_sum || isOfQueues);
  const [chosen, setChosen] = useState("");
  const metric = choices.find(({ id }) => id === chosen) ?? choices[0];
  const days = Math.round((Date.parse(wish.until) - Date.parse(wish.from)) / 86_400_000);
  const interval: Interval = chartInterval(wish.interval, days);
  const { now, before } = useLines(isOfQueues ? "intervals" : report.kind, wish, interval);
  if (metric === undefined || now === null) return null;
  const targets = Object.values(report.targets);
  const target = metric.id === "service_level" && targets.length > 0 ? Math.min(...targets) : null;
  return (
    <>
      <Select
        label={t("report_chart_figure")}
        choices={choices.map(({ id, label }) => ({ id, label: label[language] }))}
        value={metric.id}
        onChange={setChosen}
        testId="report-chart-figure"
      />
      <Chart metric={metric} line={lineOf(now, before, metric)} target={target} />
    </>
  );
}

/** The report that a chart is drawn from, and the same a week before. */
function useLines(kind: Kind, wish: Wish, interval: Interval): { now: Report | null; before: Report | null } {
  const [now, setNow] = useState<Report | null>(null);
  const [before, setBefore] = useState<Report | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const ask = (days: Days, set: (report: Report | null) => void) => {
      void readReport({ ...wish, ...days, kind, interval }).then((answer) => {
        if (isCurrent) set(answer.ok ? answer.value : null);
      });
    };
    ask(wish, setNow);
    ask(weekBefore(wish), setBefore);
    return () => {
      isCurrent = false;
    };
  }, [kind, wish, interval]);
  return { now, before };
}

/** What each figure means: once, for everybody, and for the heads of the columns, which name these. */
function Definitions({ report }: { report: Report }) {
  const { t, language } = useWords();
  return (
    <section aria-label={t("report_definitions")}>
      <h2>{t("report_definitions")}</h2>
      <dl className="report-definitions" data-testid="report-definitions">
        {report.metrics.map((metric) => (
          <div key={metric.id}>
            <dt>{metric.label[language]}</dt>
            <dd id={`means-${metric.id}`}>{metric.definition[language]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
