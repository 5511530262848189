/** The line above the board: what it is narrowed to, whether it is live, and what is done with it as a whole. */
import type { ReactNode } from "react";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { Button } from "../../controls/button";
import { Select } from "../../controls/select";
import { readable } from "../../desktop/interaction/readable";
import { useWords } from "../../i18n/supervisor_speech";
import type { QueueItem } from "../../protocol/generated_boards";
import { narrow } from "../place";
import { PERIODS, type Period, PRESENCES } from "./figures";

export interface Wishes {
  queues: readonly string[];
  team: string;
  period: Period;
  state: string;
}

/** What the address asks for; what it does not name is everything. Pure. */
export function wishesOf(query: string): Wishes {
  const params = new URLSearchParams(query);
  const period = PERIODS.find((each) => each === params.get("period")) ?? "today";
  const queues = (params.get("queues") ?? "").split(",").filter((id) => id !== "");
  return { queues, team: params.get("team") ?? "", period, state: params.get("state") ?? "" };
}

interface ToolbarProps {
  wishes: Wishes;
  queues: readonly QueueItem[];
  teams: readonly string[];
  isPaused: boolean;
  onPause: () => void;
  onRead: () => void;
  onKeys: () => void;
  /** What is done with several queues or agents at once. */
  children?: ReactNode;
}

export function Toolbar({ wishes, queues, teams, isPaused, onPause, onRead, onKeys, children }: ToolbarProps) {
  const { t } = useWords();
  const periods = PERIODS.map((id) => ({ id, label: t(`period_${id}`) }));
  const ofTeams = [{ id: "", label: t("live_all_teams") }, ...teams.map((id) => ({ id, label: readable(id) }))];
  const states = [
    { id: "", label: t("state_any") },
    ...PRESENCES.map((id) => ({ id, label: t(`presence_${id}`) })),
  ];
  return (
    <div className="toolbar" role="group" aria-label={t("live_title")}>
      <QueueFilter queues={queues} wanted={wishes.queues} />
      {teams.length > 1 && (
        <Select
          label={t("live_team")}
          isLabelUnseen
          choices={ofTeams}
          value={wishes.team}
          testId="filter-team"
          onChange={(team) => narrow({ team })}
        />
      )}
      <Select
        label={t("live_period")}
        isLabelUnseen
        choices={periods}
        value={wishes.period}
        testId="filter-period"
        onChange={(period) => narrow({ period: period === "today" ? null : period })}
      />
      <Select
        label={t("live_state")}
        isLabelUnseen
        choices={states}
        value={wishes.state}
        testId="filter-state"
        onChange={(state) => narrow({ state })}
      />
      <span className="grow" />
      {children}
      <Button tone={isPaused ? "primary" : "plain"} icon={isPaused ? "resume" : "hold"} testId="pause" onPress={onPause}>
        {t(isPaused ? "live_go_on" : "live_pause")}
      </Button>
      <Button tone="quiet" icon="speaker" isIconOnly testId="read-board" onPress={onRead}>
        {t("live_read")}
      </Button>
      <Button tone="quiet" icon="keyboard" isIconOnly testId="live-keys" onPress={onKeys}>
        {t("live_keys")}
      </Button>
    </div>
  );
}

function QueueFilter({ queues, wanted }: { queues: readonly QueueItem[]; wanted: readonly string[] }) {
  const { t, label } = useWords();
  const chosen = queues.filter(({ queue_id }) => wanted.includes(queue_id));
  const [only] = chosen;
  const words =
    chosen.length === 0 || only === undefined
      ? t("live_all_queues")
      : chosen.length === 1
        ? label(only.label)
        : t("live_some_queues", { count: chosen.length });
  const choose = (queueId: string, isWanted: boolean) => {
    const next = isWanted ? [...wanted, queueId] : wanted.filter((id) => id !== queueId);
    narrow({ queues: next.join(",") });
  };
  return (
    <DialogTrigger>
      <Button icon="open" testId="filter-queues">
        <span className="unseen">{t("live_queues")}: </span>
        {words}
      </Button>
      <Popover className="popover popover-free" placement="bottom start">
        <Dialog className="filter-list" aria-label={t("live_queues")}>
          {queues.map((queue) => (
            <label key={queue.queue_id} className="check">
              <input
                type="checkbox"
                checked={wanted.includes(queue.queue_id)}
                data-testid={`filter-queue-${queue.queue_id}`}
                onChange={(event) => choose(queue.queue_id, event.currentTarget.checked)}
              />
              {label(queue.label)}
            </label>
          ))}
          <Button tone="quiet" isDisabled={wanted.length === 0} onPress={() => narrow({ queues: null })}>
            {t("live_show_all")}
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
