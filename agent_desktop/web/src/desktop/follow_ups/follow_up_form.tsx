/** Work to be done later for the customer of a contact. What is written is kept with the contact's draft. */
import { type FormEvent, useId, useState } from "react";
import { Button } from "../../controls/button";
import { Field } from "../../controls/field";
import { Select } from "../../controls/select";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { SECOND_MS, useServerNow } from "../context";
import { announce } from "../live_regions";
import { useCommand } from "../use_command";
import { personName, queueChoices } from "../words";
import type { FollowUpDraft } from "../wrap_up/drafts";
import { argsOf, problemsOf, TEXT_CHARACTERS_MAX } from "./check";
import { DueFields } from "./due_fields";
import "./follow_ups.css";
import { ReminderField } from "./reminder_field";

interface FollowUpFormProps {
  view: DeskView;
  interaction: InteractionView;
  draft: FollowUpDraft;
  onChange: (draft: FollowUpDraft) => void;
  onDone: () => void;
}

export function FollowUpForm({ view, interaction, draft, onChange, onDone }: FollowUpFormProps) {
  const { t } = useSpeech();
  const { isWaiting, send } = useCommand();
  const nowMs = useServerNow(SECOND_MS);
  const [isTried, setTried] = useState(false);
  const change = (part: Partial<FollowUpDraft>) => onChange({ ...draft, ...part });
  const problems = problemsOf(draft, nowMs);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const args = argsOf(draft, interaction.interaction_id, nowMs);
    if (args === null) return;
    send({ op: "make_follow_up", args }, () => {
      announce(t("follow_up_made"));
      onDone();
    });
  };
  const caller = personName(interaction.caller.name, interaction.caller.number, t);
  return (
    <form className="card stack follow-up-form" aria-label={t("follow_up_make")} onSubmit={submit} noValidate>
      <h2>{t("follow_up_making", { caller })}</h2>
      <Field
        label={t("follow_up_text")}
        rows={2}
        maxLength={TEXT_CHARACTERS_MAX}
        value={draft.text}
        onChange={(text) => change({ text })}
        problem={isTried && problems.text ? t("follow_up_text_missing") : undefined}
        autoFocus={draft.text === ""}
        testId="follow-up-text"
      />
      <Who view={view} draft={draft} onChange={change} />
      <DueFields
        due={draft.due}
        onChange={(due) => change({ due })}
        problem={isTried && problems.due !== null ? t(`follow_up_${problems.due}`) : undefined}
      />
      {draft.isMine && (
        <ReminderField minutes={draft.remindMinutes} onChange={(remindMinutes) => change({ remindMinutes })} />
      )}
      <p className="faint">{t("follow_up_comes_back")}</p>
      <div className="row wrap">
        <Button type="submit" tone="primary" isDisabled={isWaiting} testId="follow-up-save">
          {t("follow_up_save")}
        </Button>
        <Button tone="quiet" onPress={onDone} testId="follow-up-cancel">
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

interface WhoProps {
  view: DeskView;
  draft: FollowUpDraft;
  onChange: (part: Partial<FollowUpDraft>) => void;
}

function Who({ view, draft, onChange }: WhoProps) {
  const { t, label } = useSpeech();
  const name = useId();
  return (
    <fieldset>
      <legend>{t("follow_up_who")}</legend>
      <div className="choices">
        {[true, false].map((isMine) => (
          <label key={String(isMine)} className="choice" data-testid={isMine ? "follow-up-me" : "follow-up-anybody"}>
            <input type="radio" name={name} checked={draft.isMine === isMine} onChange={() => onChange({ isMine })} />
            {t(isMine ? "follow_up_me" : "follow_up_anybody")}
          </label>
        ))}
        {!draft.isMine && (
          <Select
            label={t("follow_up_in_queue")}
            isLabelUnseen
            choices={queueChoices(view.queues, label)}
            value={draft.queueId}
            onChange={(queueId) => onChange({ queueId })}
            testId="follow-up-queue"
          />
        )}
      </div>
    </fieldset>
  );
}
