/** How long something lasts, or how long is left, by the server's clock. Ticks by itself; never read out by itself. */
import { useOfServerNow } from "../desktop/context";
import { clock, clockLeft } from "../i18n/language";

interface ClockProps {
  /** Counts up from here. */
  sinceMs?: number | null;
  /** Counts down to here. */
  untilMs?: number | null;
  className?: string;
  testId?: string;
}

export function Clock({ sinceMs, untilMs, className = "", testId }: ClockProps) {
  const words = useOfServerNow((nowMs) =>
    untilMs != null ? clockLeft(untilMs - nowMs) : clock(nowMs - (sinceMs ?? nowMs)),
  );
  return (
    <span className={`clock ${className}`} data-testid={testId}>
      {words}
    </span>
  );
}
