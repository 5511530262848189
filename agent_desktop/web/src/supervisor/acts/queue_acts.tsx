/** What a supervisor may do with a queue, by permission. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { useWords } from "../../i18n/supervisor_speech";
import type { QueueItem } from "../../protocol/generated_boards";
import { useMay } from "../me";
import { MessageButton } from "./message_button";
import { ModeDialog } from "./mode_dialog";

export function QueueActs({ queue }: { queue: QueueItem }) {
  const { t, label } = useWords();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="row wrap acts" role="group" aria-label={t("acts_of", { who: label(queue.label) })}>
      {may("set_queue_mode") && (
        <Button icon="hold" testId="act-mode" onPress={() => setOpen(true)}>
          {t("act_mode")}
        </Button>
      )}
      <MessageButton to={{ kind: "queue", id: queue.queue_id }} />
      {isOpen && <ModeDialog queues={[queue]} chosen={[queue.queue_id]} onClose={() => setOpen(false)} />}
    </div>
  );
}

/** Several queues at once. */
export function QueuesActs({ queues, chosen }: { queues: readonly QueueItem[]; chosen: readonly string[] }) {
  const { t } = useWords();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (!may("set_queue_mode") || queues.length < 2) return null;
  return (
    <>
      <Button icon="hold" testId="act-modes" onPress={() => setOpen(true)}>
        {t("act_modes")}
      </Button>
      {isOpen && <ModeDialog queues={queues} chosen={chosen} onClose={() => setOpen(false)} />}
    </>
  );
}
