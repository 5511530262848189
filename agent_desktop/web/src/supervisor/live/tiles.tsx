/** The few figures that are looked at first, each with its target and how it stands; a press opens the queue behind it. */
import type { ReactNode } from "react";
import { Icon } from "../../controls/icon";
import { clock } from "../../i18n/language";
import { mediumName } from "../../desktop/words";
import { type SupervisorKey, useWords } from "../../i18n/supervisor_speech";
import type { AgentPresence } from "../../protocol/desktop_frames";
import type { AlarmFigure, Counted, QueueItem, TotalItem } from "../../protocol/generated_boards";
import { Elapsed, useHasPassed } from "./elapsed";
import { limitWords, percent, targetWords } from "./figure_words";
import {
  type Level,
  longestWait,
  type Period,
  PRESENCES,
  serviceLevelLevel,
  summed,
  targetOf,
  total,
  worstAlarm,
} from "./figures";
import { LevelMark } from "./level";
import { PRESENCE_ICONS } from "./presence";

export interface BoardFigures {
  queues: readonly QueueItem[];
  period: Period;
  counted: Counted;
  agents: Readonly<Record<AgentPresence, number>>;
  callbacksDue: number;
  missed: number;
}

/** The figures of what is shown: the center's own total where all of it is, which counts every agent once. */
export function figuresOf(
  queues: readonly QueueItem[],
  whole: TotalItem | null,
  agents: Readonly<Record<AgentPresence, number>>,
  period: Period,
): BoardFigures {
  return {
    queues,
    period,
    counted: whole?.periods[period] ?? summed(queues.map(({ periods }) => periods[period])),
    agents,
    callbacksDue: whole?.callbacks_due ?? total(queues, ({ callbacks_due }) => callbacks_due),
    missed: whole?.missed ?? total(queues, ({ missed }) => missed),
  };
}

interface TilesProps {
  figures: BoardFigures;
  onQueue: (queueId: string) => void;
  onPresence: (state: AgentPresence) => void;
}

export function Tiles({ figures, onQueue, onPresence }: TilesProps) {
  return (
    <section className="tiles" data-testid="tiles">
      <ServiceLevel figures={figures} onQueue={onQueue} />
      <WaitingTile figures={figures} onQueue={onQueue} />
      <Longest figures={figures} onQueue={onQueue} />
      <Abandoned figures={figures} onQueue={onQueue} />
      <ToCall figures={figures} onQueue={onQueue} />
      <AgentsTile figures={figures} onPresence={onPresence} />
    </section>
  );
}

type QueueTileProps = Pick<TilesProps, "figures" | "onQueue">;

function ServiceLevel({ figures: { queues, counted, period }, onQueue }: QueueTileProps) {
  const { t } = useWords();
  const alarm = worstAlarm(queues, ["service_level"]);
  return (
    <Tile
      id="service_level"
      words="tile_service_level"
      level={serviceLevelLevel(queues, period)}
      value={percent(counted.service_level_percent)}
      target={targetWords(targetOf(queues), t)}
      foot={t("tile_answered_of", { answered: counted.answered_in_target, decided: counted.decided })}
      queue={alarm?.queue ?? worstServed(queues, period)}
      onQueue={onQueue}
    />
  );
}

/** The queue that is furthest below its target. */
function worstServed(queues: readonly QueueItem[], period: Period): QueueItem | null {
  const below = (queue: QueueItem) => (queue.periods[period].service_level_percent ?? Infinity) - queue.target_percent;
  return queues.reduce<QueueItem | null>((worst, each) => (worst === null || below(each) < below(worst) ? each : worst), null);
}

function WaitingTile({ figures: { queues, agents }, onQueue }: QueueTileProps) {
  const { t } = useWords();
  const figure = alarmed(queues, "waiting");
  const most = queues.toSorted((one, other) => other.waiting.count - one.waiting.count)[0] ?? null;
  const count = total(queues, ({ waiting }) => waiting.count);
  return (
    <Tile
      id="waiting"
      words="tile_waiting"
      level={figure?.level ?? "none"}
      value={count}
      target={figure === null ? t("tile_free", { count: agents.free }) : limitWords(figure.alarm, t)}
      foot={<ByMedium queues={queues} />}
      queue={figure?.queue ?? most}
      onQueue={onQueue}
    />
  );
}

function ByMedium({ queues }: { queues: readonly QueueItem[] }) {
  const { t } = useWords();
  const counts = new Map<string, number>();
  for (const { waiting } of queues) {
    for (const [medium, count] of Object.entries(waiting.by_medium)) {
      if (count > 0) counts.set(medium, (counts.get(medium) ?? 0) + count);
    }
  }
  if (counts.size === 0) return t("tile_nobody");
  return [...counts].map(([medium, count]) => `${mediumName(medium, t)} ${count}`).join(" · ");
}

function Longest({ figures: { queues }, onQueue }: QueueTileProps) {
  const { t, label } = useWords();
  const longest = longestWait(queues);
  const figure = alarmed(queues, "longest_wait");
  const isBeyond = useHasPassed(longest === null ? null : longest.value + longest.queue.target_ms);
  const queue = figure?.queue ?? longest?.queue ?? null;
  const target = figure === null ? queue && t("tile_target_wait", { within: clock(queue.target_ms) }) : limitWords(figure.alarm, t);
  return (
    <Tile
      id="longest"
      words="tile_longest"
      level={figure?.level ?? (isBeyond ? "amber" : "none")}
      value={longest === null ? "–" : <Elapsed sinceMs={longest.value} />}
      target={target ?? ""}
      foot={longest === null ? t("tile_nobody") : t("tile_in_queue", { queue: label(longest.queue.label) })}
      queue={queue}
      onQueue={onQueue}
    />
  );
}

function Abandoned({ figures: { queues, counted, period }, onQueue }: QueueTileProps) {
  const { t } = useWords();
  const figure = alarmed(queues, "abandon_rate");
  const most = queues.toSorted((one, other) => other.periods[period].abandoned - one.periods[period].abandoned)[0] ?? null;
  return (
    <Tile
      id="abandoned"
      words="tile_abandoned"
      level={figure?.level ?? "none"}
      value={percent(counted.abandon_rate_percent)}
      target={figure === null ? "" : limitWords(figure.alarm, t)}
      foot={t("tile_abandoned_of", { count: counted.abandoned, decided: counted.decided })}
      queue={figure?.queue ?? most}
      onQueue={onQueue}
    />
  );
}

function ToCall({ figures: { queues, callbacksDue, missed }, onQueue }: QueueTileProps) {
  const { t } = useWords();
  const most =
    queues.toSorted((one, other) => other.callbacks_due + other.missed - one.callbacks_due - one.missed)[0] ?? null;
  return (
    <Tile
      id="to_call"
      words="tile_to_call"
      level={callbacksDue + missed > 0 ? "amber" : "none"}
      value={callbacksDue + missed}
      target=""
      foot={t("tile_callbacks_missed", { callbacks: callbacksDue, missed })}
      queue={most}
      onQueue={onQueue}
    />
  );
}

function alarmed(queues: readonly QueueItem[], figure: AlarmFigure) {
  const found = worstAlarm(queues, [figure]);
  return found === null ? null : { queue: found.queue, alarm: found.value, level: found.value.level };
}

interface TileProps {
  id: string;
  words: SupervisorKey;
  level: Level;
  value: ReactNode;
  target: string;
  foot: ReactNode;
  /** The queue that a press opens. */
  queue: QueueItem | null;
  onQueue: (queueId: string) => void;
}

function Tile({ id, words, level, value, target, foot, queue, onQueue }: TileProps) {
  const { t, label } = useWords();
  return (
    <button
      type="button"
      className={`tile tile-${level}`}
      data-testid={`tile-${id}`}
      data-level={level}
      disabled={queue === null}
      onClick={() => queue !== null && onQueue(queue.queue_id)}
    >
      <span className="tile-head">
        <span className="tile-name">{t(words)}</span>
        <LevelMark level={level} />
      </span>
      <span className="tile-line">
        <span className="tile-value">{value}</span>
        <span className="tile-target">{target}</span>
      </span>
      <span className="tile-foot">{foot}</span>
      {queue !== null && <span className="unseen">. {t("tile_show", { queue: label(queue.label) })}</span>}
    </button>
  );
}

function AgentsTile({ figures: { queues, agents }, onPresence }: Pick<TilesProps, "figures" | "onPresence">) {
  const { t } = useWords();
  const figure = alarmed(queues, "agents_available");
  return (
    <div role="group" className={`tile tile-agents tile-${figure?.level ?? "none"}`} aria-label={t("tile_agents")} data-testid="tile-agents">
      <span className="tile-head">
        <span className="tile-name">{t("tile_agents")}</span>
        <LevelMark level={figure?.level ?? "none"} />
        {figure !== null && <span className="tile-target">{limitWords(figure.alarm, t)}</span>}
      </span>
      <ul className="presences">
        {PRESENCES.map((state) => (
          <li key={state}>
            <button
              type="button"
              className={`presence presence-${agents[state] === 0 ? "none" : state}`}
              data-testid={`presence-${state}`}
              onClick={() => onPresence(state)}
            >
              <Icon name={PRESENCE_ICONS[state]} />
              <strong>{agents[state]}</strong>
              <span className="presence-word">{t(`presence_${state}`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
