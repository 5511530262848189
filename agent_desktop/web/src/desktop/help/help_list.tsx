/** Colleagues who ask for help, in the left column; said aloud when one begins to. */
import { useEffect, useRef } from "react";
import { Clock } from "../../controls/clock";
import { Icon } from "../../controls/icon";
import { useSpeech } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";
import { useChannel } from "../context";
import { announce } from "../live_regions";
import { AnswerHelp } from "../monitoring/answer_help";
import { type CallForHelp, callsForHelp } from "./calls_for_help";
import "./help.css";

export function HelpList({ view }: { view: DeskView }) {
  const { t } = useSpeech();
  const directory = useChannel("directory");
  const calls = callsForHelp(directory, view.agent.agent_id);
  const nameOf = (agentId: string) => {
    const item = directory?.[`agent:${agentId}`];
    return item?.kind === "agent" ? item.name : agentId;
  };
  useAnnouncement(calls, (agent) => t("help_of", { agent }));
  if (calls.length === 0) return null;
  return (
    <section className="help-list" aria-label={t("help_title")} data-testid="help-list">
      <h2>{t("help_title")}</h2>
      <ul className="list-plain">
        {calls.map((wanted) => (
          <li key={wanted.agentId} className="help-call" data-testid="help-call" data-id={wanted.agentId}>
            <Icon name="help" />
            <span className="grow">
              <strong>{wanted.name}</strong> <span className="faint">{t("agent_number", { number: wanted.number })}</span>
              {wanted.answeredBy !== null && (
                <span data-testid="help-answered"> {t("help_answered_by", { agent: nameOf(wanted.answeredBy) })}</span>
              )}
            </span>
            <Clock sinceMs={wanted.sinceMs} />
            {wanted.answeredBy === null && <AnswerHelp wanted={wanted} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Says who has begun to ask since the last time; those who ask already when the page opens are only shown. */
function useAnnouncement(calls: readonly CallForHelp[], words: (agent: string) => string): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const asking = calls.map(({ interactionId }) => interactionId).join(" ");
  useEffect(() => {
    const before = known.current;
    known.current = new Set(calls.map(({ interactionId }) => interactionId));
    const begun = before === null ? undefined : calls.find(({ interactionId }) => !before.has(interactionId));
    if (begun !== undefined) announce(words(begun.name));
  }, [asking]);
}
