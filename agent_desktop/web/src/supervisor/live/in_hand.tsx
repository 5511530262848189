/** What an agent has in hand, in short: of which queue, how far, for how long. */
import { Badge } from "../../controls/badge";
import { Icon } from "../../controls/icon";
import { kindIcon } from "../../desktop/interaction/work_words";
import { mediumName } from "../../desktop/words";
import { codedWord, type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import type { InHand } from "../../protocol/generated_boards";
import { Elapsed } from "./elapsed";

/** The word for how far it is. Pure. */
export function stageWord(held: InHand) {
  if (held.is_parked) return "state_parked" as const;
  if (held.held_since_ms !== null) return "state_on_hold" as const;
  return codedWord("state", held.state, "state_connected");
}

/** Since when it is so far. Pure. */
export function stageSinceMs(held: InHand): number | null {
  return held.wrap_up_since_ms ?? held.held_since_ms ?? held.talk_since_ms ?? held.accepted_at_ms;
}

/** What to call a contact in an agent's hand, of which the board does not tell who it is. Pure. */
export function contactName(held: InHand, t: SupervisorSpeech["t"], label: SupervisorSpeech["label"]): string {
  return `${mediumName(held.medium, t)} (${label(held.queue.label)})`;
}

export function InHandLine({ held }: { held: InHand }) {
  const { t, label } = useWords();
  const sinceMs = stageSinceMs(held);
  return (
    <span className="in-hand" data-testid="in-hand" data-id={held.interaction_id}>
      <Icon name={kindIcon(held)} />
      <span>
        {label(held.queue.label)} · {t(stageWord(held))} {sinceMs !== null && <Elapsed sinceMs={sinceMs} />}
      </span>
      {held.direction === "out" && <Badge>{t("in_hand_out")}</Badge>}
      {held.is_recorded && (
        <span className="bad" title={t("in_hand_recorded")}>
          <Icon name="record" />
          <span className="unseen">{t("in_hand_recorded")}</span>
        </span>
      )}
      {held.is_muted && <Badge tone="warn">{t("in_hand_muted")}</Badge>}
    </span>
  );
}
