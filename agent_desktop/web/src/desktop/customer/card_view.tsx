/** A customer's card to read: who it is and how sure, what may be said of them, where they can be reached. */
import { useRef } from "react";
import { Badge, type BadgeTone } from "../../controls/badge";
import { Button } from "../../controls/button";
import { type MessageKey, useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import type { Card } from "../../protocol/records";
import { copyText } from "../copy_text";
import { useDirectory } from "../directory";
import { useCodeWord } from "../interaction/code_words";
import { agentName } from "../words";
import { type Sureness, sureness } from "./card_fields";
import { CardFact } from "./card_fact";

interface CardViewProps {
  card: Card;
  interaction: InteractionView | null;
}

const SURE_TONES: Record<Sureness, BadgeTone> = { sure: "good", guessed: "warn", unknown: "plain" };

export function CardView({ card, interaction }: CardViewProps) {
  const { t, languageName } = useSpeech();
  const codeWord = useCodeWord();
  const sure = sureness(card, interaction);
  const name = card.name || t("caller_unknown");
  return (
    <div className="stack" data-testid="customer-card" data-id={card.party_id} data-sure={sure}>
      <div className="customer-head">
        <span className={`avatar customer-avatar-${card.kind}`} aria-hidden="true">
          {[...name][0]}
        </span>
        <div>
          <h3 data-testid="customer-name">{name}</h3>
          {card.is_known && (
            <p className="faint">
              {t(card.kind === "company" ? "customer_company" : "customer_person")}
              {card.kind === "company" && card.family_name !== "" && ` · ${card.given_name} ${card.family_name}`}
            </p>
          )}
        </div>
      </div>
      <p className="row wrap">
        <Badge tone={SURE_TONES[sure]} title={t(`customer_${sure}_hint`)} testId="customer-sure">
          {t(`customer_${sure}`)}
        </Badge>
        <CardBadges card={card} />
      </p>
      {sure !== "sure" && <p className="faint">{t(`customer_${sure}_hint`)}</p>}
      <dl className="facts customer-facts">
        {card.numbers.length > 0 && (
          <CardFact word={t("customer_numbers")} testId="customer-numbers" isWide>
            {card.numbers.map((number) => (
              <Copied key={number} text={number} />
            ))}
          </CardFact>
        )}
        {card.addresses.length > 0 && (
          <CardFact word={t("customer_addresses")} testId="customer-addresses" isWide>
            {card.addresses.map(({ kind, text }) => (
              <span key={kind + text} className="customer-line">
                {text}
              </span>
            ))}
          </CardFact>
        )}
        <Text word="customer_number" value={card.customer_number} />
        <Text word="customer_language" value={card.language === "" ? "" : languageName(card.language)} />
        <Text word="customer_manager" value={card.account_manager_name || card.account_manager} />
        <Text
          word="customer_channel"
          value={card.preferred_channel === "" ? "" : t(`customer_channel_${card.preferred_channel}`)}
        />
        <Text word="customer_area" value={card.area === "" || card.area === "unknown" ? "" : codeWord(card.area)} />
      </dl>
      {card.note !== "" && (
        <p className="customer-note" data-testid="customer-note">
          {card.note}
        </p>
      )}
      <Changed card={card} />
    </div>
  );
}

/** Who has written on the card last: a colleague to ask. */
function Changed({ card }: { card: Card }) {
  const { t, dateTime } = useSpeech();
  const { agents } = useDirectory();
  if (card.changed_at_ms === null || ["", "import"].includes(card.changed_by)) return null;
  const by = agentName(agents, card.changed_by) || card.changed_by;
  return <p className="faint">{t("customer_changed", { at: dateTime(card.changed_at_ms), by })}</p>;
}

function CardBadges({ card }: { card: Card }) {
  const { t } = useSpeech();
  const codeWord = useCodeWord();
  return (
    <>
      {card.grade !== "" && card.is_known && (
        <Badge testId="customer-grade">{t("caller_grade", { grade: codeWord(card.grade) })}</Badge>
      )}
      {(card.is_vip || card.lists.vip) && (
        <Badge tone="warn" icon="star" title={card.lists.vip_numbers.join(", ")} testId="customer-vip">
          {t(card.is_vip ? "customer_vip" : "customer_vip_listed")}
        </Badge>
      )}
      {card.lists.blocked && (
        <Badge tone="bad" icon="warn" title={card.lists.blocked_numbers.join(", ")} testId="customer-blocked">
          {t("customer_blocked")}
        </Badge>
      )}
    </>
  );
}

function Text({ word, value }: { word: MessageKey; value: string }) {
  const { t } = useSpeech();
  if (value === "") return null;
  return <CardFact word={t(word)}>{value}</CardFact>;
}

/** A number with a button that copies it; without a clipboard it is marked instead. */
function Copied({ text }: { text: string }) {
  const { t } = useSpeech();
  const shown = useRef<HTMLSpanElement>(null);
  return (
    <span className="customer-line">
      <span ref={shown} className="number-text">
        {text}
      </span>
      <Button tone="quiet" icon="copy" isIconOnly onPress={() => void copyText(text, shown.current, t)}>
        {t("customer_copy", { number: text })}
      </Button>
    </span>
  );
}
