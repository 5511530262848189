/** All that is written down of a customer: the card, missed tries, follow-ups, last contacts, and the CRM's fields. */
import { useState } from "react";
import { Badge } from "../../controls/badge";
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { deskSettings } from "../../protocol/desk_settings";
import type { Answer } from "../../protocol/http";
import { type Card, type CardFields, type CustomerRecord, undoMerge } from "../../protocol/records";
import { useStore } from "../../protocol/store";
import { FollowUpList } from "../follow_ups/follow_up_list";
import { recordItem } from "../follow_ups/items";
import { showTab } from "../frame/chosen_tab";
import { announce } from "../live_regions";
import { useReason } from "../loaded";
import { ContactLines } from "../timeline/contact_lines";
import { TimelineDialog } from "../timeline/timeline_dialog";
import { CardForm, hasCardDraft } from "./card_form";
import { CardView } from "./card_view";
import { CrmPart } from "./crm_part";
import { MergeDialog } from "./merge_dialog";

interface CustomerRecordProps {
  record: CustomerRecord;
  interaction: InteractionView | null;
  view: DeskView;
  save: (fields: CardFields & { version: number }) => Promise<Answer<Card>>;
  onCard: (card: Card) => void;
  onReload: () => void;
}

const LAST_CONTACTS = 5;

export function CustomerRecordView({ record, interaction, view, save, onCard, onReload }: CustomerRecordProps) {
  const { t } = useSpeech();
  const { card } = record;
  const [isWriting, setWriting] = useState(() => hasCardDraft(card));
  if (isWriting) {
    const saved = (changed: Card) => {
      setWriting(false);
      onCard(changed);
      onReload();
    };
    return (
      <CardForm card={card} save={save} onSaved={saved} onCancel={() => setWriting(false)} onStale={onReload} />
    );
  }
  return (
    <>
      <CardView card={card} interaction={interaction} />
      <CardButtons card={card} onWrite={() => setWriting(true)} onCard={onCard} onReload={onReload} />
      <Merges card={card} onCard={onCard} onReload={onReload} />
      {record.tries_today > 0 && (
        <p>
          <Badge tone="warn" icon="call_back" testId="customer-tries">
            {t("customer_tries", { count: record.tries_today })}
          </Badge>
        </p>
      )}
      <Open record={record} view={view} onReload={onReload} />
      {card.is_known && <Crm card={card} />}
    </>
  );
}

function Crm({ card }: { card: Card }) {
  const settings = useStore(deskSettings);
  return settings?.crm.has_lookup === true ? <CrmPart partyId={card.party_id} /> : null;
}

interface OpenProps {
  record: CustomerRecord;
  view: DeskView;
  onReload: () => void;
}

/** What is open with the customer, and what there was. */
function Open({ record, view, onReload }: OpenProps) {
  const { t } = useSpeech();
  const [shown, setShown] = useState<string | null>(null);
  const { agent_id: agentId, allowed_actions: allowed } = view.agent;
  return (
    <>
      {record.follow_ups.length > 0 && (
        <section className="stack" aria-label={t("customer_follow_ups")} data-testid="customer-follow-ups">
          <h3>{t("customer_follow_ups")}</h3>
          <FollowUpList
            items={record.follow_ups.map((each) => recordItem(each, agentId))}
            queues={view.queues}
            allowed={allowed}
            onContact={setShown}
            onChanged={onReload}
          />
        </section>
      )}
      <section className="stack" aria-label={t("customer_last_contacts")}>
        <div className="panel-head">
          <h3>{t("customer_last_contacts")}</h3>
          {record.last_contacts.length > LAST_CONTACTS && (
            <Button tone="quiet" onPress={() => showTab("contacts")}>
              {t("customer_all_contacts")}
            </Button>
          )}
        </div>
        <ContactLines lines={record.last_contacts.slice(0, LAST_CONTACTS)} view={view} onChoose={setShown} />
      </section>
      <TimelineDialog contactId={shown} view={view} onShow={setShown} onClose={() => setShown(null)} />
    </>
  );
}

interface CardButtonsProps {
  card: Card;
  onWrite: () => void;
  onCard: (card: Card) => void;
  onReload: () => void;
}

function CardButtons({ card, onWrite, onCard, onReload }: CardButtonsProps) {
  const { t } = useSpeech();
  const [isMerging, setMerging] = useState(false);
  return (
    <div className="row wrap">
      <Button
        tone={card.is_known ? "plain" : "primary"}
        icon={card.is_known ? "edit" : "add"}
        testId="customer-edit"
        onPress={onWrite}
      >
        {t(card.is_known ? "customer_correct" : "customer_make")}
      </Button>
      <Button tone="quiet" icon="people" testId="customer-merge" onPress={() => setMerging(true)}>
        {t("customer_merge_now")}…
      </Button>
      {isMerging && (
        <MergeDialog
          card={card}
          onClose={() => setMerging(false)}
          onMerged={(merged) => {
            onCard(merged);
            onReload();
          }}
        />
      )}
    </div>
  );
}

/** What was merged into this card, and how to take that back. */
function Merges({ card, onCard, onReload }: Omit<CardButtonsProps, "onWrite">) {
  const { t, dateTime } = useSpeech();
  const reason = useReason();
  const [problem, setProblem] = useState("");
  if (card.merged.length === 0) return null;
  const undo = async (mergeId: string) => {
    const answer = await undoMerge(mergeId);
    setProblem(answer.ok ? "" : reason(answer));
    if (!answer.ok) return;
    announce(t("customer_merge_undone"));
    onCard(answer.value.card);
    onReload();
  };
  return (
    <ul className="list-plain" data-testid="customer-merges">
      {card.merged.map(({ merge_id: mergeId, name, at_ms: atMs }) => (
        <li key={mergeId} className="row spread faint">
          {t("customer_merged", { name: name || t("caller_unknown"), at: dateTime(atMs) })}
          <Button
            tone="quiet"
            aria-label={t("customer_merge_undo_of", { name: name || t("caller_unknown") })}
            testId="customer-merge-undo"
            onPress={() => void undo(mergeId)}
          >
            {t("customer_merge_undo")}
          </Button>
        </li>
      ))}
      {problem !== "" && (
        <li role="alert" className="problem">
          {problem}
        </li>
      )}
    </ul>
  );
}
