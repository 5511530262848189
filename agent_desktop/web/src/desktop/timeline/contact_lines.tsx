/** Contacts in short, newest first; each opens its time line. */
import { Badge } from "../../controls/badge";
import { Icon } from "../../controls/icon";
import { clock, useSpeech } from "../../i18n/language";
import type { ContactLine } from "../../protocol/records";
import { useCodeWord } from "../interaction/code_words";
import { kindIcon } from "../interaction/work_words";
import { dispositionName, mediumName, queueName, type WordLists } from "../words";
import "./timeline.css";

interface ContactLinesProps<L extends ContactLine> {
  lines: readonly L[];
  view: WordLists;
  onChoose: (contactId: string) => void;
  /** Whom the contact was with, where that is not the same for all. */
  who?: (line: L) => string;
}

export function ContactLines<L extends ContactLine>({ lines, view, onChoose, who }: ContactLinesProps<L>) {
  const { t } = useSpeech();
  if (lines.length === 0) return <p className="faint">{t("customer_no_contacts")}</p>;
  return (
    <ul className="list-plain" data-testid="contact-lines">
      {lines.map((line) => (
        <li key={line.contact_id}>
          <Line line={line} view={view} who={who?.(line) ?? ""} onChoose={() => onChoose(line.contact_id)} />
        </li>
      ))}
    </ul>
  );
}

interface LineProps {
  line: ContactLine;
  view: WordLists;
  who: string;
  onChoose: () => void;
}

function Line({ line, view, who, onChoose }: LineProps) {
  const { t, label, dateTime } = useSpeech();
  const codeWord = useCodeWord();
  const kind = mediumName(line.medium, t);
  const what = line.subject === "" ? "" : codeWord(line.subject);
  const length = clock(line.talk_ms || line.total_ms);
  const facts = [queueName(view.queues, line.queue_id, label), line.last_agent_name, length];
  return (
    <button
      type="button"
      className="contact-line"
      data-testid="contact-line"
      data-id={line.contact_id}
      onClick={onChoose}
    >
      <Icon name={kindIcon(line)} />
      <span className="contact-line-what">
        <span className="row spread wrap">
          <strong>{who || what || kind}</strong>
          <span className="faint">{dateTime(line.arrived_at_ms)}</span>
        </span>
        <span className="faint">
          <span className="unseen">
            {kind}, {t(line.direction === "outbound" ? "timeline_outbound" : "timeline_inbound")}{" "}
          </span>
          <span aria-hidden="true">{line.direction === "outbound" ? "↗ " : "↙ "}</span>
          {facts.filter((each) => each !== "").join(" · ")}
        </span>
        {line.note !== null && line.note !== "" && <span className="contact-line-note">{line.note}</span>}
        <span className="row wrap">
          {line.disposition !== "" && <Badge>{dispositionName(view.dispositions, line.disposition, label)}</Badge>}
          {line.is_abandoned && <Badge tone="warn">{t("timeline_abandoned")}</Badge>}
          {line.ended_at_ms === null && <Badge tone="good">{t("timeline_going_on")}</Badge>}
        </span>
      </span>
    </button>
  );
}
