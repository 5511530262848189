/** All contacts of the customer that is shown, each with its time line. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { customerOf } from "../../protocol/records";
import { LoadedPart, useLoaded } from "../loaded";
import { ContactLines } from "./contact_lines";
import { TimelineDialog } from "./timeline_dialog";

interface ContactsTabProps {
  view: DeskView;
  interaction: InteractionView | null;
}

export function ContactsTab({ view, interaction }: ContactsTabProps) {
  const { t } = useSpeech();
  const [shown, setShown] = useState<string | null>(null);
  const interactionId = interaction?.interaction_id ?? null;
  const loading = useLoaded(interactionId, (id) => customerOf(id, 20));
  if (interaction === null) {
    return (
      <p className="empty">
        <Icon name="clock" />
        {t("customer_none")}
      </p>
    );
  }
  return (
    <section className="stack" aria-label={t("customer_last_contacts")} data-testid="contacts">
      <div className="panel-head">
        <h2>{t("customer_last_contacts")}</h2>
        <Button tone="quiet" icon="clock" testId="this-contact" onPress={() => setShown(interaction.contact_id)}>
          {t("timeline_this")}
        </Button>
      </div>
      <LoadedPart loading={loading}>
        {({ last_contacts: lines }) => <ContactLines lines={lines} view={view} onChoose={setShown} />}
      </LoadedPart>
      <TimelineDialog contactId={shown} view={view} onShow={setShown} onClose={() => setShown(null)} />
    </section>
  );
}
