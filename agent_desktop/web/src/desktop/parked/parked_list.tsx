/** Callers who are parked with music: any agent may pick one up before the time is over. */
import { Button } from "../../controls/button";
import { Clock } from "../../controls/clock";
import { useSpeech } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";
import { useClient, useIsPending } from "../context";
import { useDirectory } from "../directory";
import { showInteraction } from "../frame/shown";
import { personName, queueName } from "../words";

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
          const by = agents.find(({ agent_id }) => agent_id === each.agent_id)?.name ?? "";
          return (
            <li key={each.interaction_id} className="card parked-item" data-testid="parked-item">
              <strong>{personName(each.caller.name, each.caller.number, t)}</strong>
              <Clock sinceMs={each.since_ms} />
              <span className="faint">
                {queueName(view.queues, each.queue_id, label)}
                {by !== "" && ` · ${t("parked_by", { agent: by })}`}
              </span>
              <span className="faint">
                <Clock untilMs={each.until_ms} /> {t("parked_left")}
              </span>
              {mayPickUp && <PickUp interactionId={each.interaction_id} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
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
