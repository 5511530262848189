/** What comes of a caller who was sent into a flow, to enter what no agent is to hear. */
import { useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import { useCodeWord } from "./code_words";

/** Where the caller is meanwhile, and what came of each flow that is over; read out as it changes. */
export function FlowLines({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const codeWord = useCodeWord();
  return (
    <div role="status" className="flow-lines">
      {interaction.state === "in_flow" && interaction.flow !== null && (
        <p data-testid="in-flow">{t("flow_meanwhile", { flow: codeWord(interaction.flow) })}</p>
      )}
      {interaction.flow_results.map(({ flow, result }, index) => (
        <p key={`${index}-${flow}`} data-testid="flow-result" data-flow={flow} data-result={result}>
          {t("flow_result", { flow: codeWord(flow) })} <strong>{codeWord(result)}</strong>
        </p>
      ))}
    </div>
  );
}
