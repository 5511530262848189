/** Which of an agent's activities a supervisor has set, and in which words that is told. Pure. */
import type { MessageKey } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";

export interface Order {
  /** Another one is told anew. */
  id: string;
  key: MessageKey;
}

const NOW: Readonly<Record<string, MessageKey>> = {
  available: "ordered_available",
  on_break: "ordered_on_break",
  signed_out: "ordered_signed_out",
};
const NEXT: Readonly<Record<string, MessageKey>> = {
  available: "ordered_next_available",
  on_break: "ordered_next_on_break",
  signed_out: "ordered_next_signed_out",
};

type Ordered = Pick<DeskView["agent"], "activity" | "since_ms" | "next_activity" | "is_forced" | "is_next_forced">;

/** What comes next goes before what is already so. */
export function orderOf(agent: Ordered): Order | null {
  const next = agent.is_next_forced && agent.next_activity !== null ? NEXT[agent.next_activity] : undefined;
  if (next !== undefined) return { id: `next ${agent.next_activity}`, key: next };
  const now = agent.is_forced ? NOW[agent.activity] : undefined;
  return now === undefined ? null : { id: `${agent.activity} ${agent.since_ms}`, key: now };
}
