/** All queues in one table: how each stands, against its target. */
import { useCallback, useMemo } from "react";
import { Badge } from "../../controls/badge";
import { type SortableColumn, SortableTable } from "../../controls/sortable_table";
import { clock } from "../../i18n/language";
import { type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import type { AlarmFigure, QueueItem } from "../../protocol/generated_boards";
import { narrow, useParam } from "../place";
import { Elapsed, useHasPassed } from "./elapsed";
import { limitWords, percent } from "./figure_words";
import { type Level, type Order, ordered, orderOf, orderText, type Period, queueLevel, serviceLevelLevel } from "./figures";
import { LevelMark } from "./level";
import { ModeBadge } from "./mode_badge";

interface QueueTableProps {
  queues: readonly QueueItem[];
  period: Period;
  chosenId: string;
  onChoose: (queueId: string) => void;
}

const FIRST: Order = { by: "queue", isDescending: false };
const LEVELS = { red: 0, amber: 1, good: 2, none: 3, unknown: 4 };

export function QueueTable({ queues, period, chosenId, onChoose }: QueueTableProps) {
  const { t, label } = useWords();
  const order = orderOf(useParam("sort"), FIRST);
  const columns = useMemo(() => columnsOf(period, t, label, onChoose), [period, t, label, onChoose]);
  const valueOf = useCallback((queue: QueueItem) => valueBy(order.by, queue, period, label), [order.by, period, label]);
  const rows = ordered(queues, valueOf, order.isDescending);
  return (
    <SortableTable
      label={t("queue_table")}
      columns={columns}
      rows={rows}
      rowId={({ queue_id }) => queue_id}
      levelOf={(queue) => queueLevel(queue, period)}
      chosenId={chosenId}
      by={order.by}
      isDescending={order.isDescending}
      onSort={(by) => narrow({ sort: orderText({ by, isDescending: by === order.by && !order.isDescending }) })}
      sortWords={(column) => t("sort_by", { column })}
      onChoose={({ queue_id }) => onChoose(queue_id)}
      nothing={t("queues_none")}
      testId="queues"
    />
  );
}

/** What a column is sorted by; what has no value stands last. */
function valueBy(by: string, queue: QueueItem, period: Period, label: SupervisorSpeech["label"]): string | number | null {
  const counted = queue.periods[period];
  switch (by) {
    case "level":
      return LEVELS[queueLevel(queue, period)];
    case "service_level":
      return counted.service_level_percent;
    case "waiting":
      return queue.waiting.count;
    case "longest":
      return queue.waiting.longest_since_ms;
    case "estimated":
      return queue.estimated_wait_ms;
    case "free":
      return queue.agents["free"] ?? 0;
    case "answered":
      return counted.answered;
    case "abandoned":
      return counted.abandon_rate_percent;
    case "to_call":
      return queue.callbacks_due + queue.missed;
    default:
      return label(queue.label);
  }
}

function columnsOf(
  period: Period,
  t: SupervisorSpeech["t"],
  label: SupervisorSpeech["label"],
  onChoose: (queueId: string) => void,
): SortableColumn<QueueItem>[] {
  return [
    {
      id: "queue",
      head: t("column_queue"),
      cell: (queue) => (
        <span className="row">
          <button type="button" className="quiet row-name" data-testid="open-queue" onClick={() => onChoose(queue.queue_id)}>
            {label(queue.label)}
          </button>
          <ModeBadge mode={queue.mode} untilMs={queue.mode_until_ms} />
        </span>
      ),
    },
    { id: "level", head: t("column_level"), cell: (queue) => <LevelMark level={queueLevel(queue, period)} /> },
    {
      id: "service_level",
      head: t("column_service_level"),
      isNumber: true,
      cell: (queue) => (
        <Figure queue={queue} figure="service_level" level={serviceLevelLevel([queue], period)}>
          {percent(queue.periods[period].service_level_percent)}
          <span className="faint">
            {" / "}
            {queue.target_percent}% {clock(queue.target_ms)}
          </span>
        </Figure>
      ),
    },
    {
      id: "waiting",
      head: t("column_waiting"),
      isNumber: true,
      cell: (queue) => (
        <Figure queue={queue} figure="waiting">
          {queue.waiting.count}
        </Figure>
      ),
    },
    {
      id: "longest",
      head: t("column_longest"),
      isNumber: true,
      cell: (queue) => <Longest queue={queue} />,
    },
    {
      id: "estimated",
      head: t("column_estimated"),
      isNumber: true,
      cell: ({ estimated_wait_ms: waitMs }) => (waitMs === null ? "–" : clock(waitMs)),
    },
    {
      id: "free",
      head: t("column_free"),
      isNumber: true,
      cell: (queue) => (
        <Figure queue={queue} figure="agents_available">
          {queue.agents["free"] ?? 0}
          <span className="faint"> / {present(queue)}</span>
        </Figure>
      ),
    },
    { id: "answered", head: t("column_answered"), isNumber: true, cell: (queue) => queue.periods[period].answered },
    {
      id: "abandoned",
      head: t("column_abandoned"),
      isNumber: true,
      cell: (queue) => (
        <Figure queue={queue} figure="abandon_rate">
          {queue.periods[period].abandoned}
          <span className="faint"> · {percent(queue.periods[period].abandon_rate_percent)}</span>
        </Figure>
      ),
    },
    {
      id: "to_call",
      head: t("column_to_call"),
      isNumber: true,
      cell: ({ callbacks_due: due, missed }) =>
        due + missed === 0 ? "0" : <Badge tone="warn">{due + missed}</Badge>,
    },
  ];
}

/** Those who are there, whatever they do. */
function present({ agents }: QueueItem): number {
  return Object.entries(agents).reduce((sum, [state, count]) => sum + (state === "signed_out" ? 0 : count), 0);
}

/** The longest wait, marked once it is beyond the target, also where no alarm is raised for it. */
function Longest({ queue }: { queue: QueueItem }) {
  const sinceMs = queue.waiting.longest_since_ms;
  const isBeyond = useHasPassed(sinceMs === null ? null : sinceMs + queue.target_ms);
  return (
    <Figure queue={queue} figure="longest_wait" level={isBeyond ? "amber" : "none"}>
      {sinceMs === null ? "–" : <Elapsed sinceMs={sinceMs} />}
    </Figure>
  );
}

interface FigureProps {
  queue: QueueItem;
  figure: AlarmFigure;
  level?: Level;
  children: React.ReactNode;
}

/** A figure of a queue; where an alarm stands for it, with the picture and the words of that. */
function Figure({ queue, figure, level, children }: FigureProps) {
  const { t } = useWords();
  const alarm = queue.alarms.find((each) => each.figure === figure);
  const shown = alarm?.level ?? level ?? "good";
  const isMarked = shown === "red" || shown === "amber";
  return (
    <span className={`figure figure-${shown}`} title={alarm === undefined ? undefined : limitWords(alarm, t)}>
      {isMarked && <LevelMark level={shown} isWordUnseen />}
      <span>{children}</span>
    </span>
  );
}
