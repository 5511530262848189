/**
 * What contacts are looked for by. Owns which part of it stands in the page's address: never a number, a name or a word of a
 * note, which are of persons.
 */
import { timeOf } from "../../desktop/follow_ups/due";

export const OUTCOMES = [
  "in_progress",
  "answered",
  "abandoned",
  "self_service",
  "left_in_ivr",
  "not_reached",
  "entered",
  "to_be_done",
  "done",
  "let_go",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** In the address, as words. */
export const SHARED = [
  "from",
  "until",
  "queue",
  "agent",
  "outcome",
  "disposition",
  "medium",
  "talked",
  "waited",
  "rated",
  "recorded",
  "order",
] as const;
export const PERSONAL = ["number", "name", "note"] as const;
export type SharedField = (typeof SHARED)[number];
export type PersonalField = (typeof PERSONAL)[number];
export type Typed = Record<SharedField | PersonalField, string>;

const SECOND_MS = 1_000;

/** The fields as an address has them; what is personal is empty. Pure. */
export function typedFrom(query: string): Typed {
  const params = new URLSearchParams(query);
  const shared = Object.fromEntries(SHARED.map((name) => [name, params.get(name) ?? ""]));
  return { ...(shared as Record<SharedField, string>), number: "", name: "", note: "" };
}

/** What of the fields stands in the address. Pure. */
export function sharedOf(typed: Typed): Record<SharedField, string | null> {
  return Object.fromEntries(SHARED.map((name) => [name, typed[name] || null])) as Record<SharedField, string | null>;
}

/** What the center is asked; a field that makes no sense is left out. Pure. */
export function wishOf(typed: Typed): Record<string, unknown> {
  const wish: Record<string, unknown> = {};
  for (const name of PERSONAL) if (typed[name].trim() !== "") wish[name] = typed[name].trim();
  for (const [name, field] of LISTS) if (typed[name] !== "") wish[field] = [typed[name]];
  const fromMs = timeOf(typed.from);
  const untilMs = timeOf(typed.until);
  if (fromMs !== null) wish.from_ms = fromMs;
  if (untilMs !== null) wish.until_ms = untilMs;
  for (const [name, field] of LENGTHS) {
    const seconds = Number(typed[name]);
    if (typed[name] !== "" && Number.isFinite(seconds) && seconds >= 0) wish[field] = { least: Math.round(seconds * SECOND_MS) };
  }
  if (/^[0-9]{1,2}$/.test(typed.rated)) wish.rating = { most: Number(typed.rated) };
  if (typed.recorded !== "") wish.is_recorded = typed.recorded === "yes";
  if (typed.order === "longest") wish.order = "longest";
  return wish;
}

const LISTS: readonly (readonly [SharedField, string])[] = [
  ["queue", "queues"],
  ["agent", "agents"],
  ["outcome", "outcomes"],
  ["disposition", "dispositions"],
  ["medium", "media"],
];
const LENGTHS: readonly (readonly [SharedField, string])[] = [
  ["talked", "talk_ms"],
  ["waited", "waited_ms"],
];
