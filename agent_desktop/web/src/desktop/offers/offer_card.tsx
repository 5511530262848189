/** An offered contact: who, for which queue, how long is left, and the two answers. It never takes the focus. */
import { memo, useEffect, useState } from "react";
import { Icon } from "../../controls/icon";
import { useSpeech } from "../../i18n/language";
import type { InteractionView, Offer } from "../../protocol/desktop_frames";
import { useClient, useDesktop, useIsPending, useServerNow } from "../context";
import { useCodeWord } from "../interaction/code_words";
import { Due } from "../interaction/work_card";
import { kindIcon, kindWord } from "../interaction/work_words";
import type { AgentPhone } from "../phone/agent_phone";
import { useOwnKeys } from "../shortcuts/own_keys";
import { keyOf } from "../shortcuts/table";
import { personName } from "../words";
import { useShown } from "./shown";
import { useOfferNotice } from "./signals";

/** A click meant for what was here before must not answer a call. */
const SETTLING_MS = 300;

interface OfferCardsProps {
  interactions: readonly InteractionView[];
  phone: AgentPhone;
  onAccepted: (interactionId: string) => void;
}

export function OfferCards({ interactions, phone, onAccepted }: OfferCardsProps) {
  return (
    // Stands there from the start: React Aria makes what is outside of an open dialog inert, except what has this
    // mark when the dialog opens and what comes into it later. A click here does not close the dialog either.
    <div className="offers" data-react-aria-top-layer="true">
      {interactions.map((interaction) =>
        interaction.offer === null ? null : (
          <OfferCard
            key={interaction.offer.offer_id}
            interaction={interaction}
            offer={interaction.offer}
            phone={phone}
            onAccepted={onAccepted}
          />
        ),
      )}
    </div>
  );
}

interface OfferCardProps {
  interaction: InteractionView;
  offer: Offer;
  phone: AgentPhone;
  onAccepted: (interactionId: string) => void;
}

/** An offer stays as it is while other contacts change. */
const OfferCard = memo(function OfferCard({ interaction, offer, phone, onAccepted }: OfferCardProps) {
  const { t, label } = useSpeech();
  const codeWord = useCodeWord();
  const client = useClient();
  const link = useDesktop((state) => state.link);
  const isSettled = useSettled();
  const keys = useOwnKeys();
  useOfferNotice(interaction, offer.offer_id);
  const card = useShown<HTMLElement>(link, () => client.confirmShown(offer.offer_id));
  const isAccepting = useIsPending("accept_offer", offer.offer_id);
  const isDeclining = useIsPending("decline_offer", offer.offer_id);
  const isOpen = isSettled && !isAccepting && !isDeclining;
  const args = { offer_id: offer.offer_id };
  const { caller, queue, work, consulted_by: asker, allowed_actions: allowed } = interaction;
  const accept = () => {
    if (work === null) void phone.microphone.open();
    client.command({ op: "accept_offer", args });
    onAccepted(interaction.interaction_id);
    // The card goes: who has answered in it goes on with the contact. Whoever types elsewhere stays there.
    if (card.current?.contains(document.activeElement) === true) document.getElementById("contact")?.focus();
  };
  const title = t(asker !== null ? "offer_consult" : work === null ? "offer_title" : kindWord(interaction));
  return (
    <section
      ref={card}
      className="card offer"
      aria-label={title}
      data-testid="offer"
      tabIndex={-1}
      id="offer"
    >
      <h2>
        <Icon name={kindIcon(interaction)} />
        {title}
        {caller.is_vip && <span className="badge vip">{t("caller_vip")}</span>}
      </h2>
      <p className="offer-caller" data-testid="offer-caller">
        {personName(caller.name, caller.number, t)}
      </p>
      <p className="offer-queue">{label(queue.label)}</p>
      {asker !== null && <p data-testid="offer-asker">{t("offer_asked_by", { agent: asker.name })}</p>}
      {caller.tries_today > 1 && <p className="faint">{t("offer_tries", { count: caller.tries_today })}</p>}
      {work !== null && work.subject !== "" && <p data-testid="offer-subject">{codeWord(work.subject)}</p>}
      {work !== null && <Due work={work} />}
      <TimeLeft offer={offer} />
      <div className="row">
        {allowed.includes("accept") && (
          <button type="button" className="go grow" disabled={!isOpen} data-testid="accept" onClick={accept}>
            {t("accept")}
            <kbd>Alt⇧{keyOf("accept", keys)}</kbd>
          </button>
        )}
        {allowed.includes("decline") && (
          <button
            type="button"
            className="grow"
            disabled={!isOpen}
            data-testid="decline"
            onClick={() => client.command({ op: "decline_offer", args })}
          >
            {t("decline")}
            <kbd>Alt⇧{keyOf("decline", keys)}</kbd>
          </button>
        )}
      </div>
    </section>
  );
});

function TimeLeft({ offer }: { offer: Offer }) {
  const { t } = useSpeech();
  const nowMs = useServerNow();
  const wholeMs = Math.max(1, offer.deadline_ms - offer.offered_at_ms);
  const leftMs = Math.min(wholeMs, Math.max(0, offer.deadline_ms - nowMs));
  return (
    <>
      <progress className="drain" max={wholeMs} value={leftMs} aria-hidden="true" />
      <p className="faint offer-left">{t("offer_time_left", { seconds: Math.ceil(leftMs / 1_000) })}</p>
    </>
  );
}

function useSettled(): boolean {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLING_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled;
}
