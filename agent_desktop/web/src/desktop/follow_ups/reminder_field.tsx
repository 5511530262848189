/** How long before it is due its owner is reminded of a follow-up. */
import { Select } from "../../controls/select";
import { type MessageKey, useSpeech } from "../../i18n/language";
import { REMINDERS } from "./due";

const NONE = "none";
const idOf = (minutes: number | null) => (minutes === null ? NONE : String(minutes));

interface ReminderFieldProps {
  minutes: number | null;
  onChange: (minutes: number | null) => void;
}

export function ReminderField({ minutes, onChange }: ReminderFieldProps) {
  const { t } = useSpeech();
  const words = (id: string) => t(`follow_up_remind_${id}` as MessageKey);
  const choices = REMINDERS.map(idOf).map((id) => ({ id, label: words(id) }));
  return (
    <Select
      label={t("follow_up_remind")}
      choices={choices}
      value={idOf(minutes)}
      onChange={(id) => onChange(id === NONE ? null : Number(id))}
      testId="follow-up-remind"
    />
  );
}
