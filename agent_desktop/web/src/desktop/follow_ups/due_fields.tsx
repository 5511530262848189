/** When something is due: a field for day and time, and the usual times a click away. */
import { Button } from "../../controls/button";
import { Field } from "../../controls/field";
import { useSpeech } from "../../i18n/language";
import { MINUTE_MS, useServerNow } from "../context";
import { dueChoices, fieldOf } from "./due";

interface DueFieldsProps {
  /** As the field holds it; empty for none. */
  due: string;
  onChange: (due: string) => void;
  problem: string | undefined;
}

export function DueFields({ due, onChange, problem }: DueFieldsProps) {
  const { t, dateTime } = useSpeech();
  // By the minute, so that the choices do not change while one is aimed at.
  const minuteMs = useServerNow(MINUTE_MS);
  return (
    <div className="stack">
      <Field
        label={t("follow_up_due")}
        type="datetime-local"
        value={due}
        onChange={onChange}
        problem={problem}
        testId="follow-up-due"
      />
      <div className="row wrap" role="group" aria-label={t("follow_up_due")}>
        {dueChoices(minuteMs).map(({ choice, atMs }) => (
          <Button
            key={choice}
            className={due === fieldOf(atMs) ? "pill pill-chosen" : "pill"}
            aria-label={`${t(`follow_up_${choice}`)}: ${dateTime(atMs)}`}
            testId={`follow-up-${choice}`}
            onPress={() => onChange(fieldOf(atMs))}
          >
            {t(`follow_up_${choice}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
