/** The contacts in hand, to choose from. */
import { memo } from "react";
import { Clock } from "../../controls/clock";
import { Icon } from "../../controls/icon";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import { useOfServerNow } from "../context";
import { personName } from "../words";
import { stateSinceMs, stateTone, stateWord } from "./state_words";
import { dueInMs, kindIcon, kindWord } from "./work_words";

interface InteractionListProps {
  interactions: readonly InteractionView[];
  chosenId: string | null;
  onChoose: (interactionId: string) => void;
}

export function InteractionList({ interactions, chosenId, onChoose }: InteractionListProps) {
  const { t } = useSpeech();
  return (
    <nav className="contacts" aria-label={t("contacts")}>
      <h2>{t("contacts")}</h2>
      {interactions.length === 0 && <p className="faint">{t("no_contacts")}</p>}
      <ul>
        {interactions.map((interaction) => (
          <li key={interaction.interaction_id}>
            <Contact
              interaction={interaction}
              isChosen={interaction.interaction_id === chosenId}
              onChoose={onChoose}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface ContactProps {
  interaction: InteractionView;
  isChosen: boolean;
  onChoose: (interactionId: string) => void;
}

/** A line stays as it is while other contacts change. */
const Contact = memo(function Contact({ interaction, isChosen, onChoose }: ContactProps) {
  const { t, label } = useSpeech();
  const { work, caller } = interaction;
  const who = personName(caller.name, caller.number, t);
  const isOverdue = useOfServerNow((nowMs) => work !== null && dueInMs(work, nowMs) < 0);
  return (
    <button
      type="button"
      className="contact"
      aria-current={isChosen ? "true" : undefined}
      data-testid="interaction-item"
      data-state={interaction.state}
      onClick={() => onChoose(interaction.interaction_id)}
    >
      <strong title={who}>
        {work !== null && (
          <>
            <Icon name={kindIcon(interaction)} /> <span className="unseen">{t(kindWord(interaction))}</span>
          </>
        )}
        {who}
      </strong>
      <Clock sinceMs={stateSinceMs(interaction)} />
      <span className="faint">
        {label(interaction.queue.label)}
        {isOverdue && <span className="badge overdue">{t("overdue_short")}</span>}
      </span>
      <span className={`badge state-${stateTone(interaction)}`}>
        {t(stateWord(interaction))}
      </span>
    </button>
  );
});
