/** The boards of queues: all of them together, and one by itself, in figures that are read across a room. */
import type { ReactNode } from "react";
import { type SupervisorKey, useWords } from "../i18n/supervisor_speech";
import type { AlarmFigure, QueueItem } from "../protocol/generated_boards";
import { clock } from "../i18n/language";
import { useItems } from "../supervisor/board";
import { Elapsed, useHasPassed } from "../supervisor/live/elapsed";
import { limitWords, percent, targetWords } from "../supervisor/live/figure_words";
import {
  type Level,
  longestWait,
  queueLevel,
  serviceLevelLevel,
  summed,
  targetOf,
  total,
  worstAlarm,
} from "../supervisor/live/figures";
import { LevelMark } from "../supervisor/live/level";
import { ModeBadge } from "../supervisor/live/mode_badge";

/** More would be too small to be read; each queue has a board of its own. */
const ROWS_MAX = 6;

export function Overview({ queues }: { queues: readonly QueueItem[] }) {
  const { t, label } = useWords();
  return (
    <>
      <Figures queues={queues} />
      {queues.length > 1 && (
        <table className="wall-table" data-testid="wall-queues">
          <caption className="unseen">{t("queue_table")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("column_queue")}</th>
              <th scope="col">{t("column_level")}</th>
              <th scope="col">{t("column_waiting")}</th>
              <th scope="col">{t("column_longest")}</th>
              <th scope="col">{t("column_service_level")}</th>
              <th scope="col">{t("column_free")}</th>
            </tr>
          </thead>
          <tbody>
            {queues.slice(0, ROWS_MAX).map((queue) => (
              <tr key={queue.queue_id} data-level={queueLevel(queue, "today")}>
                <th scope="row">
                  {label(queue.label)} <ModeBadge mode={queue.mode} untilMs={queue.mode_until_ms} />
                </th>
                <td>
                  <LevelMark level={queueLevel(queue, "today")} />
                </td>
                <td>{queue.waiting.count}</td>
                <td>{queue.waiting.longest_since_ms === null ? "–" : <Elapsed sinceMs={queue.waiting.longest_since_ms} />}</td>
                <td>
                  {percent(queue.periods.today.service_level_percent)} <span className="faint">/ {queue.target_percent}%</span>
                </td>
                <td>{queue.agents["free"] ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

export function QueueBoard({ queue }: { queue: QueueItem }) {
  return (
    <>
      <p className="wall-mode">
        <ModeBadge mode={queue.mode} untilMs={queue.mode_until_ms} />
      </p>
      <Figures queues={[queue]} isAlone />
    </>
  );
}

/** Six figures; agents are counted once where the wall is told of all of its queues together. */
function Figures({ queues, isAlone = false }: { queues: readonly QueueItem[]; isAlone?: boolean }) {
  const { t, label } = useWords();
  const told = useItems("queues") ?? [];
  const whole = isAlone ? null : (told.find((item) => item.kind === "total") ?? null);
  const counted = whole?.periods.today ?? summed(queues.map(({ periods }) => periods.today));
  const free = whole?.agents["free"] ?? total(queues, ({ agents }) => agents["free"] ?? 0);
  const busy = whole?.agents["busy"] ?? total(queues, ({ agents }) => agents["busy"] ?? 0);
  const due = total(queues, ({ callbacks_due }) => callbacks_due);
  const missed = total(queues, ({ missed: count }) => count);
  const longest = longestWait(queues);
  const isBeyond = useHasPassed(longest === null ? null : longest.value + longest.queue.target_ms);
  const waiting = total(queues, (queue) => queue.waiting.count);
  return (
    <section className={isAlone ? "wall-tiles wall-tiles-alone" : "wall-tiles"} aria-label={t("wall_figures")}>
      <WallTile
        id="service_level"
        words="tile_service_level"
        level={serviceLevelLevel(queues, "today")}
        value={percent(counted.service_level_percent)}
        foot={targetWords(targetOf(queues), t)}
      />
      <WallTile
        id="waiting"
        words="tile_waiting"
        {...alarmed(queues, "waiting", t)}
        value={waiting}
        foot={waiting === 0 ? t("tile_nobody") : ""}
      />
      <WallTile
        id="longest"
        words="tile_longest"
        {...alarmed(queues, "longest_wait", t, isBeyond ? "amber" : "none")}
        value={longest === null ? "–" : <Elapsed sinceMs={longest.value} />}
        foot={
          longest === null
            ? t("tile_nobody")
            : isAlone
              ? t("tile_target_wait", { within: clock(longest.queue.target_ms) })
              : t("tile_in_queue", { queue: label(longest.queue.label) })
        }
      />
      <WallTile
        id="agents"
        words="presence_free"
        {...alarmed(queues, "agents_available", t)}
        value={free}
        foot={t("wall_busy", { count: busy })}
      />
      <WallTile
        id="abandoned"
        words="tile_abandoned"
        {...alarmed(queues, "abandon_rate", t)}
        value={percent(counted.abandon_rate_percent)}
        foot={t("tile_abandoned_of", { count: counted.abandoned, decided: counted.decided })}
      />
      <WallTile
        id="to_call"
        words="tile_to_call"
        level={due + missed > 0 ? "amber" : "none"}
        value={due + missed}
        foot={t("tile_callbacks_missed", { callbacks: due, missed })}
      />
    </section>
  );
}

function alarmed(
  queues: readonly QueueItem[],
  figure: AlarmFigure,
  t: ReturnType<typeof useWords>["t"],
  otherwise: Level = "none",
) {
  const found = worstAlarm(queues, [figure]);
  return found === null ? { level: otherwise } : { level: found.value.level, limit: limitWords(found.value, t) };
}

interface WallTileProps {
  id: string;
  words: SupervisorKey | "presence_free";
  level: Level;
  value: ReactNode;
  /** What it has passed, where an alarm stands. */
  limit?: string;
  foot?: string;
}

function WallTile({ id, words, level, value, limit = "", foot = "" }: WallTileProps) {
  const { t } = useWords();
  return (
    <div className={`wall-tile tile-${level}`} data-testid={`wall-${id}`} data-level={level}>
      <p className="wall-tile-head">
        <span>{t(words)}</span> <LevelMark level={level} />
      </p>
      <p className="wall-value">{value}</p>
      <p className="wall-tile-foot">{[limit, foot].filter((each) => each !== "").join(" · ")}</p>
    </div>
  );
}
