/** Why somebody still waits, in words: what is asked, what was and will be relaxed, who cannot take it and why. Pure. */
import { clock } from "../../i18n/language";
import { codedWord, type SupervisorSpeech } from "../../i18n/supervisor_speech";
import type { ReasonGroup, RelaxationStep, WaitingExplained } from "../../protocol/supervision";

type T = SupervisorSpeech["t"];
/** Names for ids. */
export interface Names {
  agent: (agentId: string) => string;
  queue: (queueId: string) => string;
}

const NAMES_SHOWN = 4;

/** The lines that tell why an interaction waits at this moment. */
export function whyLines(waiting: WaitingExplained, atMs: number, names: Names, t: T): string[] {
  return [placeWords(waiting, t), askedWords(waiting, atMs, names, t), candidateWords(waiting, names, t)].filter(
    (line) => line !== "",
  );
}

/** Whom each thing removes, most first. */
export function removalLines(waiting: WaitingExplained, atMs: number, names: Names, t: T): string[] {
  return waiting.removed_by.map((group) => removalWords(group, atMs, names, t));
}

/** The steps of relaxation, each with what has become of it. */
export function stepLines(waiting: WaitingExplained, atMs: number, names: Names, t: T): string[] {
  const lines = waiting.steps.map((step) => stepLine(step, atMs, names, t));
  if (waiting.leaves_at_ms === null) return lines;
  return [...lines, t("why_leaves", { clock: clock(waiting.leaves_at_ms - atMs) })];
}

function placeWords({ ahead, waiting, estimated }: WaitingExplained, t: T): string {
  const place = ahead === 0 ? t("why_first") : t("why_ahead", { ahead, waiting });
  if (estimated === null) return place;
  return `${place} ${t("why_estimated", { median: clock(estimated.median_ms), most: clock(estimated.p90_ms) })}`;
}

function askedWords({ asks, preferred, preferred_until_ms: untilMs }: WaitingExplained, atMs: number, names: Names, t: T): string {
  if (preferred !== null && untilMs !== null) {
    return t("why_prefers", { agent: names.agent(preferred), clock: clock(untilMs - atMs) });
  }
  if (asks.length === 0) return "";
  const asked = asks.map(({ of, requires }) => t("why_asked_of", { requires: requiredWords(requires, t), of: askedOf(of, names) }));
  return t("why_asks", { asked: asked.join(t("why_or")) });
}

/** What is required, in the words of the center's text; that nothing is has words of ours. */
function requiredWords(requires: string, t: T): string {
  return requires === "anyone" ? t("why_anyone") : requires;
}

/** `queue sales` is told by the queue's name; groups and agents as they are. */
function askedOf(of: string, names: Names): string {
  const [kind, id = ""] = of.split(" ", 2);
  if (kind === "queue") return names.queue(id);
  return kind === "agent" ? names.agent(id) : id || of;
}

function candidateWords({ eligible, eligible_count: count, removed_count: removed }: WaitingExplained, names: Names, t: T): string {
  if (count === 0) return t("why_nobody", { count: removed });
  return t("why_could", { count, agents: someNames(eligible.map(({ agent_id }) => agent_id), count, names) });
}

function removalWords(group: ReasonGroup, atMs: number, names: Names, t: T): string {
  const what = group.what ?? "";
  const told = t(codedWord("removal", group.removal, "removal_other"), {
    what: group.removal === "waits_for_another" ? names.agent(what) : spaced(what),
    needed: group.needed ?? "",
    has: group.has ?? "",
    most: group.most ?? "",
    clock: group.until_ms == null ? "" : clock(group.until_ms - atMs),
    removal: spaced(group.removal),
  });
  return t("why_removed", {
    count: group.agents,
    reason: told.trim(),
    agents: someNames(group.agent_ids, group.agents, names),
  });
}

function someNames(agentIds: readonly string[], count: number, names: Names): string {
  const shown = agentIds.slice(0, NAMES_SHOWN).map(names.agent).join(", ");
  return count > Math.min(NAMES_SHOWN, agentIds.length) ? `${shown}, …` : shown;
}

function stepLine(step: RelaxationStep, atMs: number, names: Names, t: T): string {
  const words = stepWords(step.relax, names, t);
  const conditions = [
    step.if_waiting_over === null ? "" : t("step_if_waiting", { count: step.if_waiting_over }),
    step.if_estimated_wait_over_ms === null
      ? ""
      : t("step_if_estimated", { clock: clock(step.if_estimated_wait_over_ms) }),
  ].filter((each) => each !== "");
  const what = [words, ...conditions].join(", ");
  if (step.is_taken === true) return t("step_taken", { what });
  if (step.is_taken === false) return t("step_left_out", { what });
  return t("step_to_come", { what, clock: clock(step.at_ms - atMs) });
}

function stepWords(relax: RelaxationStep["relax"], names: Names, t: T): string {
  const words = Object.fromEntries(Object.entries(relax).map(([name, value]) => [name, String(value)]));
  const queue = names.queue(words["queue_id"] ?? "");
  return t(codedWord("step", relax.kind, "step_other"), { ...words, queue, kind: spaced(relax.kind) });
}

function spaced(code: string): string {
  return code.replaceAll("_", " ");
}
