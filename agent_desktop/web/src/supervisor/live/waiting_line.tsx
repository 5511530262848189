/** Who waits in a queue, as they stand in line: for how long, under which step, and why still. */
import { type ReactNode, useState } from "react";
import { Badge } from "../../controls/badge";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { kindIcon } from "../../desktop/interaction/work_words";
import { useCodeWord } from "../../desktop/interaction/code_words";
import { useReason } from "../../desktop/loaded";
import { mediumName, personName } from "../../desktop/words";
import { type AnyKey, codedWord, type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import type { WaitingItem } from "../../protocol/generated_boards";
import { useFeed } from "../board";
import { useMay } from "../me";
import { Elapsed, Left } from "./elapsed";
import { Why } from "./why";

const SHOWN_MAX = 500;

interface WaitingLineProps {
  queueId: string;
  onTimeLine: (contactId: string) => void;
  /** What can be done with one who waits. */
  acts: (item: WaitingItem, place: number, who: string) => ReactNode;
}

export function WaitingLine({ queueId, onTimeLine, acts }: WaitingLineProps) {
  const { t } = useWords();
  const reason = useReason();
  const { items, order, ended } = useFeed("waiting", queueId);
  if (ended !== null) return <p className="problem">{t("line_refused", { reason: reason({ code: ended }) })}</p>;
  if (items === null) return <p className="faint">{t("panel_loading_line")}</p>;
  const line = order.map((id) => items[id]).filter((item) => item !== undefined);
  if (line.length === 0) return <p className="faint">{t("panel_waiting_none")}</p>;
  return (
    <>
      <ol className="waiting-line" data-testid="waiting-line">
        {line.map((item, index) => (
          <li key={item.interaction_id} className="waiting" data-testid="waiting" data-id={item.interaction_id}>
            <WaitingOne item={item} place={index + 1} onTimeLine={onTimeLine} acts={acts(item, index + 1, whoWords(item, t))} />
          </li>
        ))}
      </ol>
      {line.length >= SHOWN_MAX && <p className="faint">{t("panel_waiting_many", { count: SHOWN_MAX })}</p>}
    </>
  );
}

interface WaitingOneProps {
  item: WaitingItem;
  place: number;
  onTimeLine: (contactId: string) => void;
  acts: ReactNode;
}

function WaitingOne({ item, place, onTimeLine, acts }: WaitingOneProps) {
  const { t } = useWords();
  const may = useMay();
  const [isWhyShown, setWhyShown] = useState(false);
  return (
    <>
      <div className="row spread">
        <span className="waiting-who">
          <span className="waiting-place" title={t("waiting_place", { place })}>
            <span className="unseen">{t("waiting_place", { place: "" })}</span>
            {place}
          </span>
          <Icon name={kindIcon(item)} />
          <strong>{whoWords(item, t)}</strong>
        </span>
        <Elapsed sinceMs={item.waiting_since_ms} className="waiting-clock" testId="waited" />
      </div>
      <Facts item={item} />
      <div className="row wrap acts">
        {may("read_contact") && (
          <>
            <Button
              tone="quiet"
              icon="help"
              testId="why-button"
              aria-expanded={isWhyShown}
              onPress={() => setWhyShown(!isWhyShown)}
            >
              {t(isWhyShown ? "panel_why_hide" : "panel_why")}
            </Button>
            <Button tone="quiet" icon="clock" testId="time-line" onPress={() => onTimeLine(item.contact_id)}>
              {t("panel_time_line")}
            </Button>
          </>
        )}
        {acts}
      </div>
      {isWhyShown && <Why contactId={item.contact_id} interactionId={item.interaction_id} />}
    </>
  );
}

/** What a step of relaxation does, in a few words. */
function stepName(kind: string, t: SupervisorSpeech["t"]): string {
  return t(codedWord("relaxed", kind, "step_other"), { kind });
}

/** A message with a clock that ticks in the place of its `{clock}`. */
function WithClock({ words, clock }: { words: AnyKey; clock: ReactNode }) {
  const { t } = useWords();
  const [before = "", after = ""] = t(words).split("{clock}");
  return (
    <>
      {before}
      {clock}
      {after}
    </>
  );
}

/** Who it is, where this board may know; else what kind of contact. */
function whoWords(item: WaitingItem, t: SupervisorSpeech["t"]): string {
  if (item.caller === null) return mediumName(item.medium, t);
  return personName(item.caller.name, item.caller.number, t);
}

function Facts({ item }: { item: WaitingItem }) {
  const { t, languageName } = useWords();
  const codeWord = useCodeWord();
  return (
    <p className="waiting-facts">
      {item.is_vip && <Badge tone="busy">VIP</Badge>}
      {!["", "standard", "unknown"].includes(item.grade) && <Badge>{codeWord(item.grade)}</Badge>}
      {item.language !== "" && <span className="faint">{languageName(item.language)}</span>}
      {item.priority !== 0 && <span className="faint">{t("waiting_priority", { priority: item.priority })}</span>}
      {item.preferred !== null && <span className="faint">{t("waiting_prefers", { agent: item.preferred.name })}</span>}
      {item.relaxed.length > 0 && <span className="faint">{t("waiting_steps", { steps: item.relaxed.map((kind) => stepName(kind, t)).join(", ") })}</span>}
      {item.next_step_at_ms !== null && (
        <span className="faint">
          <WithClock words="waiting_next_step" clock={<Left untilMs={item.next_step_at_ms} />} />
        </span>
      )}
      {item.offered_to !== null && (
        <Badge tone="good" icon="phone" testId="offered-to">
          {t("waiting_offered_to", { agent: item.offered_to.name })}
        </Badge>
      )}
    </p>
  );
}
