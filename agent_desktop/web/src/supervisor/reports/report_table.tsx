/** The rows of a report: sortable, with a total, what each figure means, and a way to what stands behind it. */
import { useState } from "react";
import { useWords } from "../../i18n/supervisor_speech";
import { clockOf, figureWords, sorted, timeWords } from "./figures";
import type { Figure, Metric, Report, ReportRow } from "./report";
import { mediumWords } from "./words";

export interface ReportTableProps {
  report: Report;
  /** In their order; their definitions stand in elements of the ids `means-<metric>`. */
  metrics: readonly Metric[];
  onFigure: (figure: Figure) => void;
}

export function ReportTable({ report, metrics, onFigure }: ReportTableProps) {
  const speech = useWords();
  const { t, language } = speech;
  const [by, setBy] = useState("when");
  const [isDescending, setIsDescending] = useState(false);
  const [about, setAbout] = useState<Metric | null>(null);
  const hasTime = report.interval !== "none" || report.kind === "intervals";
  const isNamed = report.kind !== "intervals";
  const reasons = Object.keys(report.break_reasons);

  const nameOf = (row: ReportRow) =>
    row.queue_id !== null
      ? `${report.queues[row.queue_id]?.[language] ?? row.queue_id} · ${mediumWords(row.medium, speech)}`
      : row.agent_id !== null
        ? (report.agents[row.agent_id] ?? row.agent_id)
        : t("report_nobody");
  const sort = (column: string) => {
    setIsDescending(by === column ? !isDescending : column !== "when" && column !== "who");
    setBy(column);
  };
  const head = (column: string, words: string, metric: Metric | null) => (
    <th
      key={column}
      scope="col"
      className={metric === null ? "" : "number-cell"}
      aria-sort={by !== column ? undefined : isDescending ? "descending" : "ascending"}
      onPointerEnter={() => setAbout(metric)}
    >
      <button
        type="button"
        className="sort"
        data-testid={`report-by-${column}`}
        aria-describedby={metric === null ? undefined : `means-${metric.id}`}
        onFocus={() => setAbout(metric)}
        onClick={() => sort(column)}
      >
        {words}
        <span aria-hidden="true">{by === column && (isDescending ? " ↓" : " ↑")}</span>
      </button>
    </th>
  );
  const cells = (row: ReportRow) => [
    ...metrics.map((metric) => {
      const value = row.values[report.metrics.indexOf(metric)] ?? null;
      const words = figureWords(value, metric.unit, language);
      return (
        <td key={metric.id} className="number-cell" data-metric={metric.id}>
          {value === null || value === 0 ? (
            words
          ) : (
            <button
              type="button"
              className="figure-button"
              aria-label={t("report_behind_of", { what: metric.label[language], value: words })}
              onClick={() => onFigure({ kind: report.kind, metric, row })}
            >
              {words}
            </button>
          )}
        </td>
      );
    }),
    ...reasons.map((code) => (
      <td key={`break-${code}`} className="number-cell">
        {timeWords(row.breaks[code] ?? 0)}
      </td>
    )),
  ];
  const firstHead = (row: ReportRow) => (hasTime ? clockOf(row.from_ms, report.zone).replace("T", " ") : nameOf(row));
  return (
    <>
      <p className="report-about" data-testid="report-about" aria-hidden="true">
        {about === null ? t("report_about") : `${about.label[language]}: ${about.definition[language]}`}
      </p>
      <div className="table-frame" role="region" aria-label={t("report_rows")} tabIndex={0}>
        <table className="table sortable report-table" data-testid="report-table">
          <caption className="unseen">{t("report_rows")}</caption>
          <thead>
            <tr>
              {hasTime && head("when", t("report_when"), null)}
              {isNamed && head("who", t(report.kind === "queues" ? "report_queue" : "report_agent"), null)}
              {metrics.map((metric) => head(metric.id, metric.label[language], metric))}
              {reasons.map((code) => (
                <th key={`break-${code}`} scope="col" className="number-cell">
                  {t("report_break", { reason: report.break_reasons[code]?.[language] ?? code })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted(report, by, isDescending, nameOf).map((row) => (
              <tr key={`${row.from_ms} ${row.queue_id} ${row.medium} ${row.agent_id}`}>
                <th scope="row">{firstHead(row)}</th>
                {hasTime && isNamed && <td>{nameOf(row)}</td>}
                {cells(row)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr data-testid="report-total">
              <th scope="row">{t("report_total")}</th>
              {hasTime && isNamed && <td />}
              {cells(report.total)}
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  );
}
