/** The customer of the contact that is shown, or one that the agent has looked up. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { customer, customerOf, saveCard, saveCardOf } from "../../protocol/records";
import { LoadedPart, useLoaded } from "../loaded";
import { CustomerRecordView } from "./customer_record";
import { CustomerSearch } from "./customer_search";

interface CustomerTabProps {
  view: DeskView;
  interaction: InteractionView | null;
}

export function CustomerTab({ view, interaction }: CustomerTabProps) {
  const { t } = useSpeech();
  const [looked, setLooked] = useState<string | null>(null);
  return (
    <section className="stack" aria-label={t("customer_title")} data-testid="customer">
      <CustomerSearch label={t("customer_search")} onChoose={({ party_id }) => setLooked(party_id)} />
      {looked !== null && (
        <>
          <Button
            key={looked}
            tone="quiet"
            icon="leave"
            autoFocus
            testId="customer-back"
            onPress={() => setLooked(null)}
          >
            {t(interaction === null ? "close" : "customer_back")}
          </Button>
          <LookedUp key={looked} partyId={looked} view={view} />
        </>
      )}
      {looked === null && interaction !== null && (
        <OfContact key={interaction.interaction_id} interaction={interaction} view={view} />
      )}
      {looked === null && interaction === null && (
        <p className="empty">
          <Icon name="person" />
          {t("customer_none")}
        </p>
      )}
    </section>
  );
}

function OfContact({ interaction, view }: { interaction: InteractionView; view: DeskView }) {
  const { interaction_id: interactionId, caller } = interaction;
  // The caller becomes somebody else when the flow or a merge finds out who it is.
  const loading = useLoaded(`${interactionId} ${caller.party_id}`, () => customerOf(interactionId));
  return (
    <LoadedPart loading={loading}>
      {(record) => (
        <CustomerRecordView
          record={record}
          interaction={interaction}
          view={view}
          save={(fields) => saveCardOf(interactionId, fields)}
          onCard={(card) => loading.set({ ...record, card })}
          onReload={loading.reload}
        />
      )}
    </LoadedPart>
  );
}

function LookedUp({ partyId, view }: { partyId: string; view: DeskView }) {
  const loading = useLoaded(partyId, customer);
  return (
    <LoadedPart loading={loading}>
      {(record) => (
        <CustomerRecordView
          record={record}
          interaction={null}
          view={view}
          save={(fields) => saveCard(partyId, fields)}
          onCard={(card) => loading.set({ ...record, card })}
          onReload={loading.reload}
        />
      )}
    </LoadedPart>
  );
}
