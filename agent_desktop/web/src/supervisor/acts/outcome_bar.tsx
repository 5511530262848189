/** What came of the last act, at the foot of the page, for long enough to be read. */
import { useEffect } from "react";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { useWords } from "../../i18n/supervisor_speech";
import { useStore } from "../../protocol/store";
import { outcome } from "./acting";

const SHOWN_MS = 10_000;

export function OutcomeBar() {
  const { t } = useWords();
  const told = useStore(outcome);
  useEffect(() => {
    if (told === null) return;
    const timer = setTimeout(() => outcome.set(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [told]);
  if (told === null) return null;
  return (
    <div className="outcome" data-testid="outcome">
      <span className="row">
        <Icon name="well" /> {told.text}
      </span>
      <Button tone="quiet" icon="close" isIconOnly onPress={() => outcome.set(null)}>
        {t("close")}
      </Button>
    </div>
  );
}
