/** What an agent is doing, in a picture and a word, for how long, and whether that is too long. */
import { Icon, type IconName } from "../../controls/icon";
import { clock } from "../../i18n/language";
import { useWords } from "../../i18n/supervisor_speech";
import type { AgentPresence } from "../../protocol/desktop_frames";
import type { AgentItem } from "../../protocol/generated_boards";
import { useChoices, wordsOf } from "../choices";
import { Elapsed, useHasPassed } from "./elapsed";

export const PRESENCE_ICONS: Record<AgentPresence, IconName> = {
  free: "well",
  busy: "phone_in_call",
  wrap_up: "edit",
  on_break: "hold",
  not_responding: "phone_off",
  unreachable: "warn",
  signed_out: "leave",
};

export function Presence({ agent }: { agent: AgentItem }) {
  const { t, label } = useWords();
  const { break_reasons: breaks } = useChoices();
  const reason = agent.state === "on_break" ? wordsOf(breaks, agent.reason, label) : "";
  return (
    <span className={`presence presence-${agent.state}`} data-testid="agent-state" data-state={agent.state}>
      <Icon name={PRESENCE_ICONS[agent.state]} />
      <span>
        {t(`presence_${agent.state}`)}
        {reason !== "" && <span className="faint"> · {reason}</span>}
      </span>
    </span>
  );
}

/** How long it has been so; a limit that has passed is a word and a picture, not a colour alone. */
export function SinceState({ agent }: { agent: AgentItem }) {
  const { t } = useWords();
  const isTooLong = useHasPassed(agent.limit_at_ms);
  const limit = agent.limit_at_ms === null ? "" : clock(agent.limit_at_ms - agent.since_ms);
  // Whoever was not here yet since the journal began is signed out since no time at all.
  if (agent.since_ms === 0) return <span>–</span>;
  return (
    <span className={isTooLong ? "over-limit" : ""} title={limit === "" ? undefined : t("agent_limit", { limit })}>
      <Elapsed sinceMs={agent.since_ms} />
      {isTooLong && (
        <>
          {" "}
          <Icon name="alarm" /> {t("agent_over_limit")}
        </>
      )}
    </span>
  );
}
