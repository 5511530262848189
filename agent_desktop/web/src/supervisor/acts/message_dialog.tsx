/** Says something to one agent, a team, a queue's agents or everybody there; it stands on their desktops until it is read. */
import { type FormEvent, useRef, useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { Field } from "../../controls/field";
import { Select } from "../../controls/select";
import { readable } from "../../desktop/interaction/readable";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { call } from "../../protocol/http";
import { useFeed } from "../board";
import { useChoices } from "../choices";
import { agentName } from "../names";
import { tellOutcome } from "./acting";

export interface Recipients {
  kind: "agent" | "team" | "queue" | "all";
  id: string;
}

interface Told {
  reached: string[];
  not_reached: string[];
}

const TEXT_LENGTH_MAX = 500;

interface MessageDialogProps {
  /** To whom; what may be chosen is all, teams and queues where nobody is named. */
  to: Recipients | null;
  onClose: () => void;
}

export function MessageDialog({ to, onClose }: MessageDialogProps) {
  const { t } = useWords();
  const choices = useRecipients(to);
  const agents = useFeed("agents").items;
  const [chosen, setChosen] = useState(choices[0]?.id ?? "all:");
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const [isAsked, setAsked] = useState(false);
  const [isSending, setSending] = useState(false);
  const commandId = useRef(crypto.randomUUID());
  const isMissing = text.trim() === "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isMissing || isSending) return;
    setSending(true);
    const body = { to: recipientsOf(chosen), text: text.trim(), command_id: commandId.current };
    const answer = await call<Told>("POST", "/api/agent-messages", body);
    setSending(false);
    if (!answer.ok) {
      if (answer.status !== 0) commandId.current = crypto.randomUUID();
      return setProblem(t(codedWord("error", answer.code, "error_other"), { code: answer.code }));
    }
    const { reached, not_reached: missed } = answer.value;
    const who = missed.map((id) => agentName(agents, id)).join(", ");
    tellOutcome(t(missed.length === 0 ? "message_told" : "message_told_some", { count: reached.length, who }));
    onClose();
  };
  return (
    <Dialog title={t("message_title")} isOpen onClose={onClose} testId="message-dialog">
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <Select label={t("message_to")} choices={choices} value={chosen} testId="message-to" onChange={setChosen} />
        <Field
          label={t("message_text")}
          rows={3}
          value={text}
          onChange={setText}
          maxLength={TEXT_LENGTH_MAX}
          autoFocus
          problem={isAsked && isMissing ? t("message_empty") : undefined}
          testId="message-text"
        />
        <p role="alert" className="problem">
          {problem !== "" && t("act_refused", { reason: problem })}
        </p>
        <div className="row">
          <Button type="submit" tone="primary" icon="message" isDisabled={isSending} testId="message-send">
            {t(isSending ? "act_sending" : "message_send")}
          </Button>
          <Button onPress={onClose}>{t("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** `queue:sales` and its kin, as a choice holds them. Pure. */
export function recipientsOf(chosen: string): Recipients {
  const at = chosen.indexOf(":");
  const kind = (["agent", "team", "queue", "all"] as const).find((each) => each === chosen.slice(0, at)) ?? "all";
  return { kind, id: chosen.slice(at + 1) };
}

function useRecipients(to: Recipients | null) {
  const { t, label } = useWords();
  const { queues, teams } = useChoices();
  const agents = useFeed("agents").items;
  const all = [
    { id: "all:", label: t("message_to_all") },
    ...teams.map((team) => ({ id: `team:${team}`, label: t("supervisor_team", { team: readable(team) }) })),
    ...queues.map((queue) => ({ id: `queue:${queue.queue_id}`, label: t("message_to_queue", { queue: label(queue.label) }) })),
  ];
  if (to === null) return all;
  const named = `${to.kind}:${to.id}`;
  const words = to.kind === "agent" ? agentName(agents, to.id) : (all.find(({ id }) => id === named)?.label ?? to.id);
  return [{ id: named, label: words }, ...all.filter(({ id }) => id !== named)];
}
