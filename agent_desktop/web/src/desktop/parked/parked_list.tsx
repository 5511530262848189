/** Callers who are parked with music: any agent may pick one up before the time is over. */
import { Button } from "../../controls/button";
import { Clock } from "../../controls/clock";
import { useSpeech } from "../../i18n/language";
import type { View } from "../../protocol/desktop_frames";
import { isPending } from "../../protocol/desktop_state";
import { useStore } from "../../protocol/store";
import { useClient } from "../context";
import { useDirectory } from "../directory";
import { showInteraction } from "../frame/shown";
import { personName, queueName } from "../words";

export function ParkedList({ view }: { view: View }) {
  const { t, label } = useSpeech();
  const client = useClient();
  const state = useStore(client.store);
  const { parked, agents } = useDirectory();
  if (parked.length === 0) return null;
  const mayPickUp = view.agent.allowed_actions.includes("pick_up");
  const pickUp = (interactionId: string) => {
    client.command({ op: "pick_up", args: { interaction_id: interactionId } });
    showInteraction(interactionId);
  };
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
              {mayPickUp && (
                <Button
                  tone="go"
                  icon="phone"
                  isDisabled={isPending(state, "pick_up", each.interaction_id)}
                  testId="pick-up"
                  onPress={() => pickUp(each.interaction_id)}
                >
                  {t("pick_up")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
