/** That a supervisor listens in on this contact, in words, as far as the center shows it to agents. */
import { Badge } from "../../controls/badge";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";

export function SupervisedBadge({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const { supervised } = interaction;
  if (supervised === null) return null;
  return (
    <span role="status" data-testid="supervised" data-mode={supervised.mode}>
      <Badge tone={supervised.mode === "barge" ? "warn" : "plain"} icon="people">
        {t(`supervised_${supervised.mode}`, { agent: supervised.agent.name })}
      </Badge>
    </span>
  );
}
