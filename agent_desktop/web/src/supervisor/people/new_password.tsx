/** A password that the center has made, shown this once. Owns nothing: it is gone when the window closes. */
import { useRef } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { copyText } from "../../desktop/copy_text";
import { useWords } from "../../i18n/supervisor_speech";

interface NewPasswordProps {
  user: string;
  password: string;
  onClose: () => void;
}

export function NewPassword({ user, password, onClose }: NewPasswordProps) {
  const { t } = useWords();
  const shown = useRef<HTMLElement>(null);
  return (
    <Dialog title={t("user_new_password", { user })} isOpen isUrgent onClose={onClose} testId="new-password">
      <p>{t("user_new_password_explained")}</p>
      <p>
        <code ref={shown} className="new-password" data-testid="new-password-text">
          {password}
        </code>
      </p>
      <div className="row">
        <Button onPress={() => void copyText(password, shown.current, t)}>{t("user_new_password_copy")}</Button>
        <Button tone="primary" testId="new-password-done" onPress={onClose}>
          {t("user_new_password_done")}
        </Button>
      </div>
    </Dialog>
  );
}
