/** Clocks of the board: by the server's time, and standing still while the board is paused. Never read out by themselves. */
import { clock, clockLeft } from "../../i18n/language";
import { useOfBoardNow } from "../board";

interface ElapsedProps {
  sinceMs: number;
  className?: string;
  testId?: string;
}

/** How long something lasts. */
export function Elapsed({ sinceMs, className = "", testId }: ElapsedProps) {
  const words = useOfBoardNow((nowMs) => clock(nowMs - sinceMs));
  return (
    <span className={`clock ${className}`} data-testid={testId}>
      {words}
    </span>
  );
}

/** How long is left. */
export function Left({ untilMs, className = "" }: { untilMs: number; className?: string }) {
  const words = useOfBoardNow((nowMs) => clockLeft(untilMs - nowMs));
  return <span className={`clock ${className}`}>{words}</span>;
}

/** Whether a moment has passed; never for one that there is none of. */
export function useHasPassed(atMs: number | null): boolean {
  return useOfBoardNow((nowMs) => atMs !== null && nowMs >= atMs);
}
