/** Other skills and queues of an agent for a while: what holds now, to be changed, and until when. */
import { useState } from "react";
import { Dialog } from "../../controls/dialog";
import { Field } from "../../controls/field";
import { useServerClock } from "../../desktop/context";
import { LoadedPart, useLoaded } from "../../desktop/loaded";
import { useWords } from "../../i18n/supervisor_speech";
import type { AgentItem } from "../../protocol/generated_boards";
import { type AgentNow, agentNow } from "../../protocol/supervision";
import { useChoices } from "../choices";
import { ActDialog } from "./act_dialog";
import { overrideOf, type SkillFields, skillFieldsOf } from "./override_fields";
import { fieldOfEnd, untilOf } from "./until";
import { UntilField } from "./until_field";

interface OverrideDialogProps {
  agent: AgentItem;
  onClose: () => void;
}

export function OverrideDialog({ agent, onClose }: OverrideDialogProps) {
  const { t } = useWords();
  const loading = useLoaded(agent.agent_id, agentNow);
  if (loading.loaded.phase === "ready") {
    return <OverrideForm agent={agent} now={loading.loaded.value} onClose={onClose} />;
  }
  return (
    <Dialog title={t("act_override_title", { agent: agent.name })} isOpen onClose={onClose}>
      <LoadedPart loading={loading}>{() => null}</LoadedPart>
    </Dialog>
  );
}

function OverrideForm({ agent, now, onClose }: OverrideDialogProps & { now: AgentNow }) {
  const { t, label, minute } = useWords();
  const choices = useChoices();
  const clock = useServerClock();
  const [fields, setFields] = useState<SkillFields>(() => skillFieldsOf(choices.skills.map(({ skill }) => skill), now));
  const [queues, setQueues] = useState<readonly string[]>(now.queues);
  const [until, setUntil] = useState(() => fieldOfEnd("end_of_day", clock()));
  const end = untilOf(until, clock(), true);
  const override = overrideOf(
    now,
    fields,
    queues,
    choices.queues.map(({ queue_id }) => queue_id),
  );
  const request =
    override === null || !end.isRight
      ? null
      : { path: `/api/agents/${encodeURIComponent(agent.agent_id)}/override`, body: { ...override, until_ms: end.untilMs } };
  return (
    <ActDialog
      title={t("act_override_title", { agent: agent.name })}
      explained={t("act_override_explained")}
      verb={t("act_override_do")}
      request={request}
      done={() =>
        t("act_override_done", { agent: agent.name, time: end.isRight && end.untilMs !== null ? minute(end.untilMs) : "" })
      }
      onClose={onClose}
    >
      {choices.skills.length > 0 && (
        <fieldset className="levels">
          <legend>{t("act_override_skills")}</legend>
          {choices.skills.map(({ skill, label: words }) => (
            <Field
              key={skill}
              label={label(words)}
              type="number"
              inputMode="numeric"
              value={fields[skill] ?? ""}
              onChange={(level) => setFields({ ...fields, [skill]: level })}
              testId={`override-skill-${skill}`}
            />
          ))}
        </fieldset>
      )}
      <fieldset className="checks">
        <legend>{t("act_override_queues")}</legend>
        {choices.queues.map(({ queue_id: id, label: words }) => (
          <label key={id} className="check">
            <input
              type="checkbox"
              checked={queues.includes(id)}
              data-testid={`override-queue-${id}`}
              onChange={(event) =>
                setQueues(event.currentTarget.checked ? [...queues, id] : queues.filter((each) => each !== id))
              }
            />
            {label(words)}
          </label>
        ))}
      </fieldset>
      <UntilField value={until} onChange={setUntil} problem={end.isRight ? undefined : t("until_wrong")} />
    </ActDialog>
  );
}
