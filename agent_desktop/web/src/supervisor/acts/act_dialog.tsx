/** Asks for the reason of an act, and for what it needs besides; stays open, with the words for it, where it is refused. */
import { type FormEvent, type ReactNode, useState } from "react";
import { Button, type Tone } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { Field } from "../../controls/field";
import { useWords } from "../../i18n/supervisor_speech";
import { type ActRequest, useActing } from "./acting";
import { lastReasons, REASON_LENGTH_MAX } from "./reasons";

export interface ActDialogProps<Answer> {
  title: string;
  /** What will happen, in a sentence. */
  explained?: string;
  /** What the button says that does it. */
  verb: string;
  tone?: Tone;
  /** What is asked of the center; null while a field is not filled in rightly. */
  request: Omit<ActRequest, "reason"> | null;
  /** The words for what came of it. */
  done: (answer: Answer) => string;
  onClose: () => void;
  /** Called once it was done, before the dialog closes. */
  onDone?: (answer: Answer) => void;
  children?: ReactNode;
}

export function ActDialog<Answer>(props: ActDialogProps<Answer>) {
  const { title, explained, verb, tone = "primary", request, done, onClose, onDone, children } = props;
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const acting = useActing();
  const isMissing = reason.trim() === "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isMissing || request === null || acting.isSending) return;
    const isDone = await acting.send<Answer>({ ...request, reason: reason.trim() }, (answer) => {
      onDone?.(answer);
      return done(answer);
    });
    if (isDone) onClose();
  };
  return (
    <Dialog title={title} isOpen onClose={onClose} testId="act-dialog">
      <form className="stack" onSubmit={(event) => void submit(event)}>
        {explained !== undefined && <p className="faint">{explained}</p>}
        {children}
        <Field
          label={t("act_reason")}
          value={reason}
          onChange={setReason}
          maxLength={REASON_LENGTH_MAX}
          isRequired
          validationBehavior="aria"
          autoFocus={children === undefined}
          problem={isAsked && isMissing ? t("act_reason_missing") : undefined}
          hint={t("act_reason_hint")}
          testId="act-reason"
        />
        <LastReasons onChoose={setReason} />
        <p role="alert" className="problem" data-testid="act-problem">
          {acting.problem !== "" ? t("act_refused", { reason: acting.problem }) : isAsked && request === null ? t("act_incomplete") : ""}
        </p>
        <div className="row">
          <Button type="submit" tone={tone} isDisabled={acting.isSending} testId="act-do">
            {acting.isSending ? t("act_sending") : verb}
          </Button>
          <Button onPress={onClose}>{t("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function LastReasons({ onChoose }: { onChoose: (reason: string) => void }) {
  const { t } = useWords();
  const [reasons] = useState(lastReasons);
  if (reasons.length === 0) return null;
  return (
    <div className="row wrap last-reasons" role="group" aria-label={t("act_last_reasons")}>
      {reasons.map((reason) => (
        <button key={reason} type="button" className="pill" title={reason} onClick={() => onChoose(reason)}>
          <span className="shortens">{reason}</span>
        </button>
      ))}
    </div>
  );
}
