/**
 * How something is, in a picture and a word. Each state has a picture of its own, because the colour says nothing to
 * many; where there is little room, what is well keeps the picture, and its word in the tooltip and for screen readers.
 */
import { Icon, type IconName } from "./icon";

export interface LightProps {
  tone: "good" | "bad" | "busy" | "quiet";
  icon: IconName;
  word: string;
  /** More of it, line by line, in the tooltip. */
  details?: readonly string[];
  testId: string;
  state: string;
}

export function Light({ tone, icon, word, details = [], testId, state }: LightProps) {
  return (
    <span
      className={`light light-${tone}`}
      data-testid={testId}
      data-state={state}
      title={[word, ...details].join("\n")}
    >
      <Icon name={icon} />
      <span className="light-word">{word}</span>
    </span>
  );
}
