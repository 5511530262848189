/** Opens and closes queues, one or several at once, until a time or until somebody says otherwise. */
import { useState } from "react";
import { Select } from "../../controls/select";
import { useServerClock } from "../../desktop/context";
import { useWords } from "../../i18n/supervisor_speech";
import type { QueueItem, QueueMode } from "../../protocol/generated_boards";
import { ActDialog } from "./act_dialog";
import { untilOf } from "./until";
import { UntilField } from "./until_field";

const MODES: readonly QueueMode[] = ["closed", "holiday", "emergency", "open"];

interface ModeDialogProps {
  /** Those to choose from; one alone is not asked for. */
  queues: readonly QueueItem[];
  /** Those that are chosen at first. */
  chosen: readonly string[];
  onClose: () => void;
}

export function ModeDialog({ queues, chosen, onClose }: ModeDialogProps) {
  const { t, label } = useWords();
  const clock = useServerClock();
  const only = queues.length === 1 ? queues[0] : undefined;
  const [ids, setIds] = useState<readonly string[]>(only === undefined ? chosen : [only.queue_id]);
  const [mode, setMode] = useState<QueueMode>(only !== undefined && only.mode !== "open" ? "open" : "closed");
  const [until, setUntil] = useState("");
  const end = untilOf(mode === "open" ? "" : until, clock(), false);
  const words = t(`mode_${mode}`);
  const names = queues.filter(({ queue_id }) => ids.includes(queue_id)).map((queue) => label(queue.label));
  const body = { queues: ids, mode, until_ms: end.isRight ? end.untilMs : null };
  return (
    <ActDialog
      title={only === undefined ? t("act_modes_title") : t("act_mode_title", { queue: label(only.label) })}
      explained={t("act_mode_explained")}
      verb={t("act_mode_do", { mode: words })}
      tone={mode === "open" ? "go" : "primary"}
      request={ids.length === 0 || !end.isRight ? null : { path: "/api/queues/modes", body }}
      done={() => t("act_mode_done", { queues: names.join(", "), mode: words })}
      onClose={onClose}
    >
      {only === undefined && (
        <fieldset className="checks">
          <legend>{t("queue_table")}</legend>
          {queues.map(({ queue_id: id, label: name }) => (
            <label key={id} className="check">
              <input
                type="checkbox"
                checked={ids.includes(id)}
                data-testid={`mode-queue-${id}`}
                onChange={(event) => setIds(event.currentTarget.checked ? [...ids, id] : ids.filter((each) => each !== id))}
              />
              {label(name)}
            </label>
          ))}
        </fieldset>
      )}
      <Select
        label={t("act_mode_to")}
        choices={MODES.map((id) => ({ id, label: t(`mode_${id}`) }))}
        value={mode}
        testId="mode-to"
        onChange={(id) => setMode(MODES.find((each) => each === id) ?? "closed")}
      />
      {mode !== "open" && (
        <UntilField
          value={until}
          onChange={setUntil}
          withoutEnd={t("act_mode_without_end")}
          problem={end.isRight ? undefined : t("until_wrong")}
        />
      )}
    </ActDialog>
  );
}
