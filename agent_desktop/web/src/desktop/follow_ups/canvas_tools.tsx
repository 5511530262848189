/** What an agent can do beside the call while a contact is in hand or in wrap-up: ask for help, make a follow-up. */
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { useServerClock } from "../context";
import { AskForHelp } from "../help/ask_for_help";
import { useDraft } from "../wrap_up/use_draft";
import { newFollowUp } from "./check";
import { dueChoices } from "./due";
import { FollowUpForm } from "./follow_up_form";

export function CanvasTools({ view, interaction }: { view: DeskView; interaction: InteractionView }) {
  const { t } = useSpeech();
  const { draft, change } = useDraft(interaction.interaction_id);
  const serverNow = useServerClock();
  const { allowed_actions: allowed, queue } = interaction;
  const canMake = allowed.includes("make_follow_up");
  if (!canMake && !allowed.includes("ask_for_help")) return null;
  const begin = () => {
    const nowMs = serverNow();
    const tomorrowMs = dueChoices(nowMs).find(({ choice }) => choice === "tomorrow")?.atMs ?? nowMs;
    change({ followUp: newFollowUp(queue.queue_id, tomorrowMs) });
  };
  return (
    <section className="stack" aria-label={t("work_controls")}>
      <div className="row wrap">
        {canMake && draft.followUp === null && (
          <Button icon="calendar" testId="action-make_follow_up" onPress={begin}>
            {t("follow_up_make")}
          </Button>
        )}
        <AskForHelp interaction={interaction} />
      </div>
      {canMake && draft.followUp !== null && (
        <FollowUpForm
          view={view}
          interaction={interaction}
          draft={draft.followUp}
          onChange={(followUp) => change({ followUp })}
          onDone={() => change({ followUp: null })}
        />
      )}
    </section>
  );
}
