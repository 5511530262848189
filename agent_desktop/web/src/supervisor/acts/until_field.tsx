/** Until when something holds: a field for day and time, and the usual ends a press away. */
import { Button } from "../../controls/button";
import { Field } from "../../controls/field";
import { useServerClock } from "../../desktop/context";
import { useWords } from "../../i18n/supervisor_speech";
import { ENDS, fieldOfEnd } from "./until";

interface UntilFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** What an empty field means; left out where there must be an end. */
  withoutEnd?: string;
  problem?: string | undefined;
}

export function UntilField({ value, onChange, withoutEnd, problem }: UntilFieldProps) {
  const { t } = useWords();
  const now = useServerClock();
  return (
    <div className="stack">
      <Field
        label={t("until_label")}
        type="datetime-local"
        value={value}
        onChange={onChange}
        problem={problem}
        testId="until"
        {...(withoutEnd === undefined ? {} : { hint: withoutEnd })}
      />
      <div className="row wrap" role="group" aria-label={t("until_label")}>
        {ENDS.map((end) => (
          <Button key={end} className="pill" testId={`until-${end}`} onPress={() => onChange(fieldOfEnd(end, now()))}>
            {t(`until_${end}`)}
          </Button>
        ))}
        {withoutEnd !== undefined && value !== "" && (
          <Button className="pill" testId="until-none" onPress={() => onChange("")}>
            {t("until_none")}
          </Button>
        )}
      </div>
    </div>
  );
}
