/** One act of a supervisor: sent once, whatever the network does, and told in words what came of it. */
import { useRef, useState } from "react";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { announce } from "../../desktop/live_regions";
import { call } from "../../protocol/http";
import { createStore } from "../../protocol/store";
import { rememberReason } from "./reasons";

/** What was done last, in words, until it is read; another act takes its place. */
export const outcome = createStore<{ id: number; text: string } | null>(null);

export interface ActRequest {
  path: string;
  body: Readonly<Record<string, unknown>>;
  reason: string;
}

export interface Acting {
  isSending: boolean;
  /** Why it was not done; empty while nothing was refused. */
  problem: string;
  /** Does it; `done` is told what the center answered, and says in words what that means. */
  send: <Answer>(request: ActRequest, done: (answer: Answer) => string) => Promise<boolean>;
}

let lastId = 0;

export function tellOutcome(text: string): void {
  outcome.set({ id: ++lastId, text });
  announce(text);
}

export function useActing(): Acting {
  const { t } = useWords();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState("");
  // The same id for the same dialog: an answer that was lost on its way is asked for again, and nothing is done twice.
  const sent = useRef<{ asked: string; id: string } | null>(null);
  return {
    isSending,
    problem,
    async send<Answer>({ path, body, reason }: ActRequest, done: (answer: Answer) => string) {
      const asked = JSON.stringify([path, body, reason]);
      if (sent.current?.asked !== asked) sent.current = { asked, id: crypto.randomUUID() };
      setSending(true);
      setProblem("");
      const answer = await call<Answer>("POST", path, { ...body, reason, command_id: sent.current.id });
      setSending(false);
      if (!answer.ok) {
        if (answer.status !== 0) sent.current = null;
        setProblem(t(codedWord("error", answer.code, "error_other"), { code: answer.code }));
        return false;
      }
      rememberReason(reason);
      tellOutcome(done(answer.value));
      return true;
    },
  };
}
