/** Opens the own password and sessions, which are loaded when somebody asks for them. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { latePart } from "../../desktop/parts/late_part";
import { useWords } from "../../i18n/supervisor_speech";

const AccountWindow = latePart(async () => (await import("./account_window")).AccountWindow);

export function AccountButton() {
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button tone="quiet" testId="account-open" onPress={() => setOpen(true)}>
        {t("account")}
      </Button>
      {isOpen && <AccountWindow onClose={() => setOpen(false)} />}
    </>
  );
}
