/** A wall: its one connection, the boards in turn, and the few things that are set by whoever hangs it up. */
import { useEffect, useState } from "react";
import { ClockOffset } from "../desktop/context";
import { useWords } from "../i18n/supervisor_speech";
import { BoardClient } from "../protocol/board_client";
import { usePart, useStore } from "../protocol/store";
import { wallTicket } from "../protocol/supervision";
import { BoardContext, useFeed, useItems } from "../supervisor/board";
import { queuesOf } from "../supervisor/live/figures";
import { AgentsBoard } from "./agents_board";
import { boardAt, boardsOf, type WallBoard } from "./boards";
import { useComeBack, useReloadOnNewBuild, useWakeLock } from "./kiosk";
import { Overview, QueueBoard } from "./queue_boards";
import { WallFrame } from "./wall_frame";
import { everyS } from "./wishes";

export function WallApp({ token }: { token: string }) {
  const { t, language } = useWords();
  const [client] = useState(() => new BoardClient({ ticket: () => wallTicket(token) }));
  const clockOffsetMs = usePart(client.store, (state) => state.clockOffsetMs);
  const isRefused = usePart(client.store, ({ link }) => link.phase === "refused");
  useWakeLock();
  useReloadOnNewBuild(client);
  useComeBack(client);
  useEffect(() => {
    client.start();
    return () => client.stop();
  }, [client]);
  useEffect(() => {
    document.title = t("wall_name");
  }, [language]);
  return (
    <BoardContext value={client}>
      <ClockOffset value={clockOffsetMs}>{isRefused ? <NotThisWall /> : <Boards client={client} />}</ClockOffset>
    </BoardContext>
  );
}

function NotThisWall() {
  const { t } = useWords();
  return (
    <main className="wall wall-alone" data-testid="wall-refused">
      <h1>{t("wall_refused")}</h1>
      <p>{t("wall_refused_hint")}</p>
    </main>
  );
}

function Boards({ client }: { client: BoardClient }) {
  const { t, label } = useWords();
  const told = useItems("queues");
  const wall = usePart(client.store, (state) => state.wall);
  const showsAgents = useFeed("agents").items !== null;
  const queues = queuesOf(told ?? []).toSorted((one, other) => label(one.label).localeCompare(label(other.label)));
  const boards = boardsOf(queues, showsAgents);
  const [turns, turn] = useTurns();
  const board = boardAt(boards, turns);
  if (told === null) {
    return (
      <main className="wall wall-alone" aria-busy="true">
        <h1>{t("live_none_yet")}</h1>
      </main>
    );
  }
  const queue = board.kind === "queue" ? queues.find(({ queue_id }) => queue_id === board.queueId) : undefined;
  return (
    <WallFrame
      title={queue === undefined ? t(titleOf(board), { name: wall?.name ?? "" }) : label(queue.label)}
      place={boards.indexOf(board)}
      count={boards.length}
      onTurn={turn}
    >
      {board.kind === "agents" ? (
        <AgentsBoard />
      ) : queue !== undefined ? (
        <QueueBoard queue={queue} />
      ) : (
        <Overview queues={queues} />
      )}
    </WallFrame>
  );
}

function titleOf(board: WallBoard) {
  return board.kind === "agents" ? ("agent_table" as const) : ("wall_title" as const);
}

/** How many turns were made; the clock makes one after each interval, and so does whoever presses an arrow. */
function useTurns(): [number, (by: number) => void] {
  const [turns, setTurns] = useState(0);
  const everyTurnS = useStore(everyS);
  const turn = (by: number) => setTurns((before) => before + by);
  useEffect(() => {
    if (everyTurnS === 0) return;
    const timer = setTimeout(() => turn(1), everyTurnS * 1_000);
    return () => clearTimeout(timer);
  }, [turns, everyTurnS]);
  useEffect(() => {
    const onKey = ({ key, target }: KeyboardEvent) => {
      if (target instanceof HTMLSelectElement) return;
      if (key === "ArrowRight") turn(1);
      if (key === "ArrowLeft") turn(-1);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return [turns, turn];
}
