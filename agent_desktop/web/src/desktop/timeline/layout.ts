/** Where the stretches of a contact stand in its picture: lanes, places, and the marks of the clock. Pure. */

/** What the picture needs of a segment. */
export interface Stretch {
  ordinal: number;
  kind: string;
  started_at_ms: number;
  ended_at_ms: number | null;
  agent_id: string | null;
  queue_id: string | null;
}

/** A place on the line, in percent of its length. */
export interface Place {
  left: number;
  width: number;
}

/** One row of the picture: the customer's side, or one agent's (`agentId`). */
export interface Lane<S extends Stretch> {
  agentId: string | null;
  segments: readonly S[];
}

export interface Span {
  startMs: number;
  endMs: number;
}

const SHORTEST_MS = 1_000;

/** From the beginning to the end of all; what goes on ends now. It is never shorter than a second. */
export function spanOf(segments: readonly Stretch[], nowMs: number): Span {
  if (segments.length === 0) return { startMs: nowMs - SHORTEST_MS, endMs: nowMs };
  const startMs = Math.min(...segments.map(({ started_at_ms }) => started_at_ms));
  const endMs = Math.max(...segments.map(({ ended_at_ms }) => ended_at_ms ?? nowMs));
  return { startMs, endMs: Math.max(endMs, startMs + SHORTEST_MS) };
}

/** A stretch on the line; what lies outside of the span is cut off. */
export function placeOf(span: Span, startMs: number, endMs: number): Place {
  const length = span.endMs - span.startMs;
  const from = clamped((startMs - span.startMs) / length);
  const to = clamped((endMs - span.startMs) / length);
  return { left: from * 100, width: Math.max(0, to - from) * 100 };
}

const clamped = (part: number) => Math.min(1, Math.max(0, part));

/** What the customer does not take part in stands in the agents' lanes only. */
const AGENTS_ONLY: readonly string[] = ["wrap_up", "consulted"];

/** The customer's lane, then one for each agent in the order in which they came in. */
export function lanesOf<S extends Stretch>(segments: readonly S[]): readonly Lane<S>[] {
  const customer = segments.filter(({ kind }) => !AGENTS_ONLY.includes(kind));
  const byAgent = new Map<string, S[]>();
  for (const segment of [...segments].sort((one, other) => one.started_at_ms - other.started_at_ms)) {
    if (segment.agent_id === null) continue;
    byAgent.set(segment.agent_id, [...(byAgent.get(segment.agent_id) ?? []), segment]);
  }
  const agents = [...byAgent].map(([agentId, own]) => ({ agentId, segments: own }));
  return [{ agentId: null, segments: customer }, ...agents];
}

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

/** The clock's marks below the picture: round times, at most so many. */
export function marksOf(span: Span, marksMax = 6): readonly number[] {
  const lengthMs = span.endMs - span.startMs;
  const days = Math.ceil(lengthMs / 86_400_000 / marksMax);
  const stepMs = 1_000 * (STEPS_S.find((step) => lengthMs / (step * 1_000) <= marksMax) ?? days * 86_400);
  const first = Math.ceil(span.startMs / stepMs) * stepMs;
  const marks: number[] = [];
  for (let mark = first; mark <= span.endMs; mark += stepMs) marks.push(mark);
  return marks;
}

/** The stretch that an arrow key leads to, by the order in which they began; null for any other key, and at the ends. */
export function neighbour<S extends Stretch>(segments: readonly S[], ordinal: number | null, key: string): S | null {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (step === undefined) return null;
  const inOrder = [...segments].sort(
    (one, other) => one.started_at_ms - other.started_at_ms || one.ordinal - other.ordinal,
  );
  const at = inOrder.findIndex((segment) => segment.ordinal === ordinal);
  return (at === -1 ? inOrder.at(step === 1 ? 0 : -1) : inOrder[at + step]) ?? null;
}
