/**
 * One figure over time, last week's beside it as a shadow, and the range that it is to be in. Owns the drawing; the same
 * figures stand below it as a table.
 */
import { Table } from "../../controls/table";
import { useWords } from "../../i18n/supervisor_speech";
import { figureWords, type Point, scaleTop } from "./figures";
import type { Metric } from "./report";

const WIDTH = 1320;
const HEIGHT = 220;
const LEFT = 64;
const BOTTOM = 28;
const TOP = 12;
const LABELS_MAX = 8;

export interface ChartProps {
  metric: Metric;
  line: readonly Point[];
  /** The least share that is wanted, where one is. */
  target: number | null;
}

export function Chart({ metric, line, target }: ChartProps) {
  const { t, language } = useWords();
  const figure = (value: number | null) => figureWords(value, metric.unit, language);
  const label = t("report_chart_of", { what: metric.label[language] });
  if (line.length === 0) return null;
  return (
    <figure className="report-chart" data-testid="report-chart">
      <Drawing metric={metric} line={line} target={target} label={label} />
      <figcaption className="report-legend">
        <span data-of="now">{t("report_chart_now")}</span>
        <span data-of="before">{t("report_chart_before")}</span>
        {target !== null && <span data-of="target">{t("report_chart_target", { share: figureWords(target, "share", language) })}</span>}
      </figcaption>
      <details>
        <summary>{t("report_chart_table")}</summary>
        <Table
          label={label}
          columns={[
            { id: "clock", head: t("report_when"), cell: ({ clock }: Point) => clock.replace("T", " ") },
            { id: "now", head: t("report_chart_now"), isNumber: true, cell: ({ value }: Point) => figure(value) },
            { id: "before", head: t("report_chart_before"), isNumber: true, cell: ({ shadow }: Point) => figure(shadow) },
          ]}
          rows={line}
          rowId={({ clock }) => clock}
          nothing=""
          testId="report-chart-table"
        />
      </details>
    </figure>
  );
}

function Drawing({ metric, line, target, label }: ChartProps & { label: string }) {
  const { language } = useWords();
  const known = line.flatMap(({ value, shadow }) => [value ?? 0, shadow ?? 0]);
  const top = metric.unit === "share" ? 1 : scaleTop(Math.max(...known));
  const step = (WIDTH - LEFT) / line.length;
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.min(value, top) / top);
  const middle = (index: number) => LEFT + step * (index + 0.5);
  const shadow = line.map(({ shadow: value }, index) => (value === null ? null : `${middle(index)},${y(value)}`));
  /** Half a contact is none: of an odd count there is no middle. */
  const parts = metric.unit === "count" && top % 2 !== 0 ? [0, 1] : [0, 0.5, 1];
  const every = Math.ceil(line.length / LABELS_MAX);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {target !== null && (
        <rect className="chart-target" x={LEFT} y={y(top)} width={WIDTH - LEFT} height={y(target) - y(top)} />
      )}
      {parts.map((part) => (
        <g key={part} aria-hidden="true">
          <line className="chart-grid" x1={LEFT} x2={WIDTH} y1={y(top * part)} y2={y(top * part)} />
          <text className="chart-scale" x={LEFT - 8} y={y(top * part) + 4}>
            {figureWords(top * part, metric.unit, language)}
          </text>
        </g>
      ))}
      {line.map(({ clock, value }, index) =>
        value === null ? null : (
          <rect
            key={clock + String(index)}
            className="chart-bar"
            x={middle(index) - step * 0.35}
            y={y(value)}
            width={Math.max(step * 0.7, 1)}
            height={Math.max(y(0) - y(value), 0)}
          />
        ),
      )}
      <polyline className="chart-shadow" points={shadow.filter((point) => point !== null).join(" ")} />
      {line.map(({ clock }, index) =>
        index % every === 0 ? (
          <text key={clock + String(index)} className="chart-when" x={middle(index)} y={HEIGHT - 8} aria-hidden="true">
            {shortClock(clock)}
          </text>
        ) : null,
      )}
    </svg>
  );
}

/** A day where the interval begins at midnight, else the time of day. */
function shortClock(clock: string): string {
  return clock.endsWith("T00:00") ? clock.slice(5, 10) : clock.slice(11);
}
