/** Moving a follow-up to another time, and closing one that need not be done any more. */
import { type FormEvent, useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { useSpeech } from "../../i18n/language";
import { SECOND_MS, useServerNow } from "../context";
import { announce } from "../live_regions";
import { useCommand } from "../use_command";
import { personName } from "../words";
import { dueProblem, fieldOf, remindAtMs, reminderOf, timeOf } from "./due";
import { DueFields } from "./due_fields";
import type { FollowUpItem } from "./items";
import { ReminderField } from "./reminder_field";

interface ItemDialogProps {
  item: FollowUpItem;
  onClose: () => void;
  onDone: (() => void) | undefined;
}

export function MoveDialog({ item, onClose, onDone }: ItemDialogProps) {
  const { t } = useSpeech();
  const { isWaiting, send } = useCommand();
  const nowMs = useServerNow(SECOND_MS);
  const [due, setDue] = useState(() => fieldOf(item.dueAtMs));
  const [minutes, setMinutes] = useState(() => reminderOf(item.dueAtMs, item.remindAtMs));
  const [isTried, setTried] = useState(false);
  const dueAtMs = timeOf(due);
  const problem = dueProblem(dueAtMs, nowMs);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (dueAtMs === null || problem !== null) return;
    const remind = item.isMine ? remindAtMs(dueAtMs, minutes, nowMs) : null;
    const args = { contact_id: item.contactId, due_at_ms: dueAtMs, remind_at_ms: remind };
    send({ op: "move_follow_up", args }, () => {
      announce(t("follow_up_moved"));
      onDone?.();
      onClose();
    });
  };
  const title = t("follow_up_move_of", { caller: personName(item.name, item.number, t) });
  return (
    <Dialog title={title} isOpen onClose={onClose} testId="follow-up-move-dialog">
      <form className="stack" onSubmit={submit} noValidate>
        <p className="follow-up-text">{item.text}</p>
        <DueFields
          due={due}
          onChange={setDue}
          problem={isTried && problem !== null ? t(`follow_up_${problem}`) : undefined}
        />
        {item.isMine && <ReminderField minutes={minutes} onChange={setMinutes} />}
        <div className="row">
          <Button type="submit" tone="primary" isDisabled={isWaiting} testId="follow-up-move-save">
            {t("follow_up_move_save")}
          </Button>
          <Button tone="quiet" onPress={onClose}>
            {t("cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function CloseDialog({ item, onClose, onDone }: ItemDialogProps) {
  const { t } = useSpeech();
  const { isWaiting, send } = useCommand();
  const close = () =>
    send({ op: "close_follow_up", args: { contact_id: item.contactId } }, () => {
      announce(t("follow_up_closed"));
      onDone?.();
      onClose();
    });
  const caller = personName(item.name, item.number, t);
  return (
    <Dialog title={caller} isOpen isUrgent onClose={onClose} testId="follow-up-close-dialog">
      <p className="follow-up-text">{item.text}</p>
      <p>{t("follow_up_close_sure")}</p>
      <div className="row">
        <Button tone="primary" isDisabled={isWaiting} onPress={close} autoFocus testId="follow-up-close-sure">
          {t("follow_up_close")}
        </Button>
        <Button tone="quiet" onPress={onClose}>
          {t("cancel")}
        </Button>
      </div>
    </Dialog>
  );
}
