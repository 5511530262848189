/** In the header: the way to enter a contact by hand, where the center lets the agent. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";
import { lateDialog } from "../parts/late_part";

const EnteredDialog = lateDialog(async () => (await import("./entered_dialog")).EnteredDialog);

export function HeaderTools({ view }: { view: DeskView }) {
  const { t } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  if (!view.agent.allowed_actions.includes("enter_contact")) return null;
  return (
    <>
      <Button tone="quiet" icon="add" isIconOnly="when_narrow" testId="enter-contact" onPress={() => setOpen(true)}>
        {t("entered_open")}
      </Button>
      {isOpen && (
        <EnteredDialog view={view} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
