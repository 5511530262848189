/** Why somebody still waits, told from the journal when it is asked for. */
import { LoadedPart, useLoaded } from "../../desktop/loaded";
import { agentName } from "../names";
import { queueName } from "../../desktop/words";
import { useWords } from "../../i18n/supervisor_speech";
import { explanation } from "../../protocol/supervision";
import { useFeed } from "../board";
import { useChoices } from "../choices";
import { type Names, removalLines, stepLines, whyLines } from "./why_words";

interface WhyProps {
  contactId: string;
  interactionId: string;
}

export function Why({ contactId, interactionId }: WhyProps) {
  const { t } = useWords();
  const loading = useLoaded(contactId, explanation);
  const names = useNames();
  return (
    <div className="why" data-testid="why">
      <LoadedPart loading={loading}>
        {({ standing, at_ms: atMs }) => {
          const waiting = standing.find((each) => each.interaction_id === interactionId)?.waiting ?? null;
          if (waiting === null) return <p>{t("why_not_waiting")}</p>;
          return (
            <>
              {whyLines(waiting, atMs, names, t).map((line) => (
                <p key={line}>{line}</p>
              ))}
              <Lines lines={removalLines(waiting, atMs, names, t)} />
              <Lines lines={stepLines(waiting, atMs, names, t)} />
            </>
          );
        }}
      </LoadedPart>
    </div>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function useNames(): Names {
  const { label } = useWords();
  const { queues } = useChoices();
  const agents = useFeed("agents").items;
  return {
    agent: (agentId) => agentName(agents, agentId),
    queue: (queueId) => queueName(queues, queueId, label),
  };
}
