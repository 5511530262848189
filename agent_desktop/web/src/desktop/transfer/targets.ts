/**
 * Whom a caller can be handed to, or who can be asked: one list over agents, queues, flows and numbers, narrowed by
 * what is typed. Pure. What is allowed for each follows from the contact's allowed actions alone.
 */
import type {
  AgentPresence,
  Command,
  DirectoryAgent,
  DirectoryQueue,
  InteractionView,
} from "../../protocol/desktop_frames";
import type { Favourite } from "../../protocol/desk_settings";
import { DIALLED, normalNumber } from "../telephone_number";

export type TargetKind = Favourite["kind"];

export interface TargetChoice {
  /** `<kind>:<target>` */
  id: string;
  kind: TargetKind;
  target: string;
  name: string;
  /** An agent's number; empty for the others. */
  number: string;
  state: AgentPresence | null;
  sinceMs: number | null;
  waiting: number | null;
  freeAgents: number | null;
  isFavourite: boolean;
  isRecent: boolean;
}

export interface Known {
  agents: readonly DirectoryAgent[];
  queues: readonly (Pick<DirectoryQueue, "queue_id"> & Partial<DirectoryQueue> & { name: string })[];
  flows: readonly { flow: string; name: string }[];
  favourites: readonly Favourite[];
  /** Ids of choices, the last one first. */
  recents: readonly string[];
  ownId: string;
}

const BLANK = { number: "", state: null, sinceMs: null, waiting: null, freeAgents: null };
const PRESENCE: readonly AgentPresence[] = [
  "free",
  "busy",
  "wrap_up",
  "on_break",
  "not_responding",
  "unreachable",
  "signed_out",
];

/** All choices: favourites first, then the last used, then agents as they are free, queues, flows. */
export function choicesOf(known: Known): TargetChoice[] {
  const marks = (id: string) => ({
    isFavourite: known.favourites.some((each) => `${each.kind}:${each.target}` === id),
    isRecent: known.recents.includes(id),
  });
  const make = (kind: TargetKind, target: string, name: string, more: Partial<TargetChoice> = {}): TargetChoice => {
    const id = `${kind}:${target}`;
    return { ...BLANK, id, kind, target, name, ...marks(id), ...more };
  };
  const agents = known.agents
    .filter(({ agent_id }) => agent_id !== known.ownId)
    .map((each) =>
      make("agent", each.agent_id, each.name, { number: each.number, state: each.state, sinceMs: each.since_ms }),
    )
    .sort((one, other) => rankOf(one) - rankOf(other) || one.name.localeCompare(other.name));
  const queues = known.queues.map((each) =>
    make("queue", each.queue_id, each.name, { waiting: each.waiting ?? null, freeAgents: each.free_agents ?? null }),
  );
  const flows = known.flows.map(({ flow, name }) => make("flow", flow, name));
  const numbers = [
    ...known.recents.filter((id) => id.startsWith("number:")).map((id) => make("number", id.slice(7), id.slice(7))),
    // With the agent's own words for it, which therefore come after the bare number of the same id.
    ...known.favourites
      .filter(({ kind }) => kind === "number")
      .map(({ target, label }) => make("number", target, label || target, { number: label === "" ? "" : target })),
  ];
  const all = [...agents, ...queues, ...flows, ...numbers].map((choice) => named(choice, known.favourites));
  const unique = [...new Map(all.map((choice) => [choice.id, choice])).values()];
  const place = ({ id, isFavourite, isRecent }: TargetChoice) =>
    isFavourite ? 0 : isRecent ? 1 + known.recents.indexOf(id) / 100 : 2;
  return unique.sort((one, other) => place(one) - place(other));
}

/** The choices that hold every word typed; a number that is typed out is one of them. */
export function matching(choices: readonly TargetChoice[], typed: string, canDial: boolean): TargetChoice[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = choices.filter((choice) => {
    const text = `${choice.name} ${choice.number} ${choice.target.replaceAll("_", " ")} ${choice.target}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  // Who begins with what was typed is meant more often than who has it somewhere.
  const first = words[0];
  const begins = ({ name, number }: TargetChoice) =>
    first !== undefined && (name.toLowerCase().startsWith(first) || number.startsWith(first)) ? 0 : 1;
  const sorted = first === undefined ? found : [...found].sort((one, other) => begins(one) - begins(other));
  const number = canDial ? normalNumber(typed, DIALLED) : null;
  if (number === null || sorted.some(({ id }) => id === `number:${number}`)) return sorted;
  const dialled: TargetChoice = {
    ...BLANK,
    id: `number:${number}`,
    kind: "number",
    target: number,
    name: number,
    isFavourite: false,
    isRecent: false,
  };
  return [...sorted, dialled];
}

export type Way = "consult" | "transfer" | "send_into_flow";

/** What may be done with a choice now, the gentlest first. */
export function waysTo({ kind }: Pick<TargetChoice, "kind">, allowed: readonly string[]): Way[] {
  if (kind === "flow") return allowed.includes("send_into_flow") ? ["send_into_flow"] : [];
  const ways: Way[] = [];
  if (allowed.includes("consult")) ways.push("consult");
  if (allowed.includes("transfer") || (kind === "queue" && allowed.includes("transfer_to_queue")))
    ways.push("transfer");
  return ways;
}

/** The kinds that anything at all may be done with. */
export function kindsFor(allowed: readonly string[]): TargetKind[] {
  return (["agent", "queue", "flow", "number"] as const).filter((kind) => waysTo({ kind }, allowed).length > 0);
}

/** The command for a way to a choice. */
export function commandFor(way: Way, choice: TargetChoice, interaction: InteractionView): Command {
  const { interaction_id } = interaction;
  if (way === "send_into_flow") return { op: "send_into_flow", args: { interaction_id, flow: choice.target } };
  if (choice.kind === "queue" && way === "transfer" && !interaction.allowed_actions.includes("transfer"))
    return { op: "transfer_to_queue", args: { interaction_id, queue_id: choice.target } };
  const target =
    choice.kind === "agent"
      ? ({ kind: "agent", agent_id: choice.target } as const)
      : choice.kind === "queue"
        ? ({ kind: "queue", queue_id: choice.target } as const)
        : ({ kind: "number", number: choice.target } as const);
  return { op: way, args: { interaction_id, target } };
}

/** The favourites after a choice was made one, or is one no more. */
export function toggled(favourites: readonly Favourite[], choice: TargetChoice, max: number): Favourite[] {
  const others = favourites.filter(({ kind, target }) => `${kind}:${target}` !== choice.id);
  if (others.length < favourites.length) return others;
  return [...others, { kind: choice.kind, target: choice.target, label: "" }].slice(-max);
}

function rankOf({ state }: TargetChoice): number {
  return state === null ? PRESENCE.length : PRESENCE.indexOf(state);
}

/** A favourite may have the agent's own words. */
function named(choice: TargetChoice, favourites: readonly Favourite[]): TargetChoice {
  const label = favourites.find(({ kind, target }) => `${kind}:${target}` === choice.id)?.label ?? "";
  return label === "" || choice.kind === "number" ? choice : { ...choice, name: `${choice.name} (${label})` };
}
