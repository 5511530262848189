/** That a queue takes nobody in, and until when; an open one says nothing. */
import { Badge } from "../../controls/badge";
import { useWords } from "../../i18n/supervisor_speech";
import type { QueueMode } from "../../protocol/generated_boards";

export function ModeBadge({ mode, untilMs }: { mode: QueueMode; untilMs: number | null }) {
  const { t, minute } = useWords();
  if (mode === "open") return null;
  const word = t(`mode_${mode}`);
  return (
    <Badge tone={mode === "emergency" ? "bad" : "warn"} icon="hold" testId="queue-mode">
      {untilMs === null ? word : t("mode_until", { mode: word, time: minute(untilMs) })}
    </Badge>
  );
}
