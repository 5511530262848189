/** Callers who are parked with music: any agent may pick one up before the time is over. */
import { Button } from "../../controls/button";
import { Clock } from "../../controls/clock";
import { clockLeft, useSpeech } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";
import { useClient, useIsPending, useOfServerNow } from "../context";
import { useDirectory } from "../directory";
import { showInteraction } from "../frame/shown";
import { agentName, personName, queueName } from "../words";

export function ParkedList({ view }: { view: DeskView }) {
  const { t, label } = useSpeech();
  const { parked, agents } = useDirectory();
  if (parked.length === 0) return null;
  const mayPickUp = view.agent.allowed_actions.includes("pick_up");
  return (
    <section className="parked" aria-label={t("parked")} data-testid="parked">
      <h2>{t("parked")}</h2>
      <ul className="list-plain">
        {parked.map((each) => {
          const by = agentName(agents, each.agent_id);
          const who = personName(each.caller.name, each.caller.number, t);
          return (
            <li key={each.interaction_id} className="card parked-item" data-testid="parked-item">
              <strong title={who}>{who}</strong>
              <Clock sinceMs={each.since_ms} />
              <span className="faint">
                {queueName(view.queues, each.queue_id, label)}
                {by !== "" && ` · ${t("parked_by", { agent: by })}`}
              </span>
              <Left untilMs={each.until_ms} />
              {mayPickUp && <PickUp interactionId={each.interaction_id} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Left({ untilMs }: { untilMs: number }) {
  const { t } = useSpeech();
  const time = useOfServerNow((nowMs) => clockLeft(untilMs - nowMs));
  return <span className="faint clock">{t("parked_left", { time })}</span>;
}

function PickUp({ interactionId }: { interactionId: string }) {
  const { t } = useSpeech();
  const client = useClient();
  const isWaiting = useIsPending("pick_up", interactionId);
  const pickUp = () => {
    client.command({ op: "pick_up", args: { interaction_id: interactionId } });
    showInteraction(interactionId);
  };
  return (
    <Button tone="go" icon="phone" isDisabled={isWaiting} testId="pick-up" onPress={pickUp}>
      {t("pick_up")}
    </Button>
  );
}
