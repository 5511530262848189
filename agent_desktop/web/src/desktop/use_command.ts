/** A command whose outcome a component waits for: a form closes once it is done, and stays when it is refused. */
import { useEffect, useState } from "react";
import type { Command } from "../protocol/desktop_frames";
import type { DesktopState } from "../protocol/desktop_state";
import { useClient, useDesktop } from "./context";

interface Sent {
  id: string;
  op: Command["op"];
  /** How many notices there had been. */
  notices: number;
}

export type Outcome = "waiting" | "done" | "refused";

/** What has become of a command that was sent. Pure. */
export function outcomeOf(state: Pick<DesktopState, "pending" | "notices" | "notice">, sent: Sent): Outcome {
  if (state.pending.some(({ id }) => id === sent.id)) return "waiting";
  return state.notices > sent.notices && state.notice?.op === sent.op ? "refused" : "done";
}

export interface Sending {
  isWaiting: boolean;
  /** Sends it; `onDone` is called once the center has carried it out. A refusal shows in the notice bar. */
  send: (command: Command, onDone?: () => void) => void;
}

export function useCommand(): Sending {
  const client = useClient();
  const [sent, setSent] = useState<(Sent & { onDone: (() => void) | undefined }) | null>(null);
  const outcome = useDesktop((state) => (sent === null ? null : outcomeOf(state, sent)));
  useEffect(() => {
    if (sent === null || outcome === null || outcome === "waiting") return;
    setSent(null);
    if (outcome === "done") sent.onDone?.();
  }, [outcome, sent]);
  return {
    isWaiting: sent !== null,
    send(command, onDone) {
      const before = client.store.get();
      client.command(command);
      const known = new Set(before.pending.map(({ id }) => id));
      const pending = client.store.get().pending.find(({ id }) => !known.has(id));
      if (pending !== undefined) setSent({ id: pending.id, op: command.op, notices: before.notices, onDone });
    },
  };
}
