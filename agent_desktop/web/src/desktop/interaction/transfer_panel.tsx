/** Handing a contact to a queue, without consultation. */
import { useId, useState } from "react";
import { useSpeech } from "../../i18n/language";
import type { InteractionView, QueueChoice } from "../../protocol/desktop_frames";
import { isPending } from "../../protocol/desktop_state";
import { useStore } from "../../protocol/store";
import { useClient } from "../context";

interface TransferPanelProps {
  interaction: InteractionView;
  queues: readonly QueueChoice[];
  onClose: () => void;
}

export function TransferPanel({ interaction, queues, onClose }: TransferPanelProps) {
  const { t, label } = useSpeech();
  const client = useClient();
  const id = useId();
  const interactionId = interaction.interaction_id;
  const isWaiting = isPending(useStore(client.store), "transfer_to_queue", interactionId);
  const [chosen, setChosen] = useState<string | null>(null);
  // Another queue is meant more often than the one the caller came from.
  const first = queues.find(({ queue_id }) => queue_id !== interaction.queue.queue_id) ?? queues[0];
  const queueId = chosen ?? first?.queue_id ?? "";
  const transfer = () =>
    client.command({ op: "transfer_to_queue", args: { interaction_id: interactionId, queue_id: queueId } });
  return (
    <div className="panel">
      <label htmlFor={id}>{t("transfer_title")}</label>
      <div className="row wrap">
        <select
          id={id}
          value={queueId}
          data-testid="transfer-queue"
          onChange={(event) => setChosen(event.currentTarget.value)}
        >
          {queues.map((queue) => (
            <option key={queue.queue_id} value={queue.queue_id}>
              {label(queue.label)}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="primary"
          disabled={isWaiting || queueId === ""}
          data-testid="transfer-now"
          onClick={transfer}
        >
          {t("transfer_now")}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {t("cancel")}
        </button>
      </div>
    </div>
  );
}
