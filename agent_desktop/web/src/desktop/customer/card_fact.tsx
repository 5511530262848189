/** One named fact of a card. */
import type { ReactNode } from "react";

interface CardFactProps {
  word: string;
  testId?: string;
  /** Has a line of its own. */
  isWide?: boolean;
  children: ReactNode;
}

export function CardFact({ word, testId, isWide = false, children }: CardFactProps) {
  return (
    <div className={isWide ? "fact-wide" : ""}>
      <dt>{word}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  );
}
