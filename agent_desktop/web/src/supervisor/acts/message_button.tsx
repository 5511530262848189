/** Opens the dialog that says something to agents, for whoever may. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { useWords } from "../../i18n/supervisor_speech";
import { useMay } from "../me";
import { MessageDialog, type Recipients } from "./message_dialog";

export function MessageButton({ to }: { to: Recipients | null }) {
  const { t } = useWords();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (!may("message_agents")) return null;
  return (
    <>
      <Button icon="message" testId="act-message" onPress={() => setOpen(true)}>
        {t("message_button")}
      </Button>
      {isOpen && <MessageDialog to={to} onClose={() => setOpen(false)} />}
    </>
  );
}
