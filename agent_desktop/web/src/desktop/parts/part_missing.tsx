/** Says that a part of the desktop could not be loaded, and offers what may help. */
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";

export function PartMissing({ onTryAgain }: { onTryAgain: () => void }) {
  const { t } = useSpeech();
  return (
    <div className="stack" role="alert" data-testid="part-missing">
      <p className="problem">{t("part_missing")}</p>
      <div className="row">
        <Button testId="part-again" onPress={onTryAgain}>
          {t("try_again")}
        </Button>
        <ReloadButton />
      </div>
    </div>
  );
}

/** Loads the page again; a call comes back after it. */
export function ReloadButton() {
  const { t } = useSpeech();
  return (
    <Button tone="quiet" onPress={() => location.reload()}>
      {t("reload_page")}
    </Button>
  );
}
