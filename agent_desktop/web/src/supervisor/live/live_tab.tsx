/** The live board: figures, queues and agents as they are now, and what is looked at closely beside them. */
import { useCallback, useState } from "react";
import { Button } from "../../controls/button";
import { useServerClock } from "../../desktop/context";
import { announce } from "../../desktop/live_regions";
import { lateDialog } from "../../desktop/parts/late_part";
import { clock } from "../../i18n/language";
import { useWords } from "../../i18n/supervisor_speech";
import type { AgentPresence } from "../../protocol/desktop_frames";
import { MessageButton } from "../acts/message_button";
import { OutcomeBar } from "../acts/outcome_bar";
import { QueuesActs } from "../acts/queue_acts";
import { PausedAt, useAgeS, useFeed, useIsStale, useItems } from "../board";
import { useMay } from "../me";
import { narrow, usePlace } from "../place";
import { AgentPanel } from "./agent_panel";
import { AgentTable } from "./agent_table";
import { AlarmStrip } from "./alarm_strip";
import { percent } from "./figure_words";
import { byPresence, longestWait, queuesOf, total, wantedAgents, wantedQueues } from "./figures";
import { KeySheet, useBoardKeys } from "./keys";
import { QueuePanel } from "./queue_panel";
import { QueueTable } from "./queue_table";
import { type BoardFigures, figuresOf, Tiles } from "./tiles";
import { Toolbar, wishesOf } from "./toolbar";
import "./level.css";
import "./live.css";
import "./drill.css";

export function LiveTab() {
  const clockNow = useServerClock();
  const [pausedAtMs, setPausedAt] = useState<number | null>(null);
  return (
    <PausedAt value={pausedAtMs}>
      <Board
        pausedAtMs={pausedAtMs}
        onPause={() => setPausedAt((paused) => (paused === null ? clockNow() : null))}
      />
    </PausedAt>
  );
}

function Board({ pausedAtMs, onPause }: { pausedAtMs: number | null; onPause: () => void }) {
  const { t, label } = useWords();
  const { query } = usePlace();
  const wishes = wishesOf(query);
  const params = new URLSearchParams(query);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const told = useItems("queues");
  const agentItems = useFeed("agents").items;
  const readOut = useReadOut();
  const now = useServerClock();
  useBoardKeys();
  const openQueue = useCallback((queue: string) => narrow({ queue, agent: null }), []);
  const openAgent = useCallback((agent: string) => narrow({ agent, queue: null }), []);
  const closePanel = useCallback(() => narrow({ queue: null, agent: null }), []);
  const ofState = (state: AgentPresence) => narrow({ state: wishes.state === state ? null : state });
  if (told === null) {
    return (
      <p className="faint" aria-busy="true">
        {t("live_none_yet")}
      </p>
    );
  }
  const allQueues = queuesOf(told).toSorted((one, other) => label(one.label).localeCompare(label(other.label)));
  const queues = wantedQueues(allQueues, wishes.queues);
  const allAgents = Object.values(agentItems ?? {});
  const agents = wantedAgents(allAgents, wishes.team, wishes.queues);
  const isWhole = wishes.queues.length === 0 && wishes.team === "";
  const whole = isWhole ? (told.find((item) => item.kind === "total") ?? null) : null;
  const figures = figuresOf(queues, whole, byPresence(agents), wishes.period);
  const teams = [...new Set(allAgents.map(({ team }) => team).filter((team) => team !== ""))].sort();
  const queueId = params.get("queue");
  const agentId = params.get("agent");
  return (
    <StaleFrame pausedAtMs={pausedAtMs}>
      <Toolbar
        wishes={wishes}
        queues={allQueues}
        teams={teams}
        isPaused={pausedAtMs !== null}
        onPause={onPause}
        onRead={() => readOut(figures, pausedAtMs ?? now())}
        onKeys={() => setSheetOpen(true)}
      >
        <MessageButton to={wishes.team === "" ? null : { kind: "team", id: wishes.team }} />
        <QueuesActs queues={allQueues} chosen={wishes.queues} />
        <WallsButton />
      </Toolbar>
      <AlarmStrip onQueue={openQueue} />
      <Tiles figures={figures} onQueue={openQueue} onPresence={ofState} />
      <div className={queueId === null && agentId === null ? "board" : "board board-with-panel"}>
        <div className="board-tables">
          <section aria-label={t("queue_table")}>
            <QueueTable queues={queues} period={wishes.period} chosenId={queueId ?? ""} onChoose={openQueue} />
          </section>
          <section aria-label={t("agent_table")}>
            <AgentTable
              agents={wishes.state === "" ? agents : agents.filter(({ state }) => state === wishes.state)}
              chosenId={agentId ?? ""}
              onChoose={openAgent}
            />
          </section>
        </div>
        {queueId !== null && (
          <QueuePanel
            key={queueId}
            queueId={queueId}
            queue={allQueues.find(({ queue_id }) => queue_id === queueId) ?? null}
            onAgent={openAgent}
            onClose={closePanel}
          />
        )}
        {agentId !== null && queueId === null && (
          <AgentPanel key={agentId} agentId={agentId} agent={agentItems?.[agentId] ?? null} onClose={closePanel} />
        )}
      </div>
      <OutcomeBar />
      {isSheetOpen && <KeySheet onClose={() => setSheetOpen(false)} />}
    </StaleFrame>
  );
}

const Walls = lateDialog(async () => (await import("../walls/walls_dialog")).WallsDialog);

function WallsButton() {
  const { t } = useWords();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (!may("make_wall_token")) return null;
  return (
    <>
      <Button icon="elsewhere" testId="walls" onPress={() => setOpen(true)}>
        {t("walls_button")}
      </Button>
      {isOpen && <Walls onClose={() => setOpen(false)} />}
    </>
  );
}

/** Says that the board is too old or stands still, and takes the colours from what is too old. */
function StaleFrame({ pausedAtMs, children }: { pausedAtMs: number | null; children: React.ReactNode }) {
  const { t, time } = useWords();
  const isStale = useIsStale();
  return (
    <div className={isStale ? "live stale" : "live"} data-testid="live" data-stale={isStale}>
      {isStale && <StaleBanner />}
      {pausedAtMs !== null && (
        <p className="banner" data-testid="paused">
          {t("live_paused_banner", { time: time(pausedAtMs) })}
        </p>
      )}
      {children}
    </div>
  );
}

function StaleBanner() {
  const { t } = useWords();
  const ageS = useAgeS() ?? 0;
  return (
    <p className="banner banner-old" data-testid="stale">
      {t("live_stale_banner", { age: clock(ageS * 1_000) })}
    </p>
  );
}

/** The board in one sentence, for whoever hears it; figures that change by themselves are never read by themselves. */
function useReadOut(): (figures: BoardFigures, nowMs: number) => void {
  const { t } = useWords();
  return ({ queues, counted, agents, callbacksDue, missed }, nowMs) => {
    const longest = longestWait(queues);
    const present = Object.entries(agents).reduce((sum, [state, count]) => sum + (state === "signed_out" ? 0 : count), 0);
    announce(
      t("board_said", {
        service_level: percent(counted.service_level_percent),
        waiting: total(queues, ({ waiting }) => waiting.count),
        longest: longest === null ? "–" : clock(nowMs - longest.value),
        free: agents.free,
        busy: agents.busy,
        present,
        abandoned: counted.abandoned,
        callbacks: callbacksDue,
        missed,
      }),
    );
  };
}
