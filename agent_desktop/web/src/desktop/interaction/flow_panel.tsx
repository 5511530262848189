/** Sending the caller into a flow, to enter what no agent is to hear. */
import { useId, useState } from "react";
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import { isPending } from "../../protocol/desktop_state";
import { useStore } from "../../protocol/store";
import { useClient } from "../context";
import { readable } from "./readable";

interface FlowPanelProps {
  interaction: InteractionView;
  flows: readonly string[];
  onClose: () => void;
}

export function FlowPanel({ interaction, flows, onClose }: FlowPanelProps) {
  const { t } = useSpeech();
  const client = useClient();
  const id = useId();
  const interactionId = interaction.interaction_id;
  const isWaiting = isPending(useStore(client.store), "send_into_flow", interactionId);
  const [chosen, setChosen] = useState<string | null>(null);
  const flow = chosen ?? flows[0] ?? "";
  const send = () => {
    client.command({ op: "send_into_flow", args: { interaction_id: interactionId, flow } });
    onClose();
  };
  return (
    <div className="panel">
      <label htmlFor={id}>{t("flow_title")}</label>
      <div className="row wrap">
        <select
          id={id}
          value={flow}
          data-testid="flow-choice"
          onChange={(event) => setChosen(event.currentTarget.value)}
        >
          {flows.map((name) => (
            <option key={name} value={name}>
              {readable(name)}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="primary"
          disabled={isWaiting || flow === ""}
          data-testid="flow-now"
          onClick={send}
        >
          {t("flow_now")}
        </button>
        <button type="button" className="quiet" onClick={onClose}>
          {t("cancel")}
        </button>
      </div>
      <p className="faint">{t("flow_hint")}</p>
    </div>
  );
}

/** Where the caller is meanwhile, and what came of each flow that is over; read out as it changes. */
export function FlowLines({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  return (
    <div role="status" className="flow-lines">
      {interaction.state === "in_flow" && interaction.flow !== null && (
        <p data-testid="in-flow">{t("flow_meanwhile", { flow: readable(interaction.flow) })}</p>
      )}
      {interaction.flow_results.map(({ flow, result }, index) => (
        <p key={`${index}-${flow}`} data-testid="flow-result" data-flow={flow} data-result={result}>
          {t("flow_result", { flow: readable(flow) })} <strong>{readable(result)}</strong>
        </p>
      ))}
    </div>
  );
}
