/** Opens the mirror of an agent's desktop, for whoever may. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { lateDialog } from "../../desktop/parts/late_part";
import { useWords } from "../../i18n/supervisor_speech";
import type { AgentItem } from "../../protocol/generated_boards";
import { useMay } from "../me";

const Mirror = lateDialog(async () => (await import("./mirror_dialog")).MirrorDialog);

export function MirrorButton({ agent }: { agent: AgentItem }) {
  const { t } = useWords();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (!may("mirror_desktop")) return null;
  return (
    <>
      <Button icon="copy" testId="act-mirror" onPress={() => setOpen(true)}>
        {t("mirror_button")}
      </Button>
      {isOpen && <Mirror agent={agent} onClose={() => setOpen(false)} />}
    </>
  );
}
