/** What differs for an agent for a while, as it is chosen in the dialog and as the center wants it. Pure. */

import type { AgentNow } from "../../protocol/supervision";

/** Levels as they stand in their fields: empty where the agent has not the skill. */
export type SkillFields = Readonly<Record<string, string>>;

export function skillFieldsOf(skills: readonly string[], agent: AgentNow): SkillFields {
  return Object.fromEntries(skills.map((skill) => [skill, String(agent.skills[skill] ?? "")]));
}

export interface Override {
  skills: Record<string, number>;
  more_queues: string[];
  without_queues: string[];
}

const LEVEL_MAX = 100;

/**
 * What is to hold; null where a level is none, or nothing differs from now. An override takes the place of the one before,
 * which was on top of a configuration that is not seen here: where one holds, all is said, else only what differs.
 */
export function overrideOf(
  agent: AgentNow,
  fields: SkillFields,
  queues: readonly string[],
  allQueues: readonly string[],
): Override | null {
  const levels = Object.entries(fields).map(([skill, text]) => [skill, levelOf(text)] as const);
  if (levels.some(([, level]) => level === null)) return null;
  const skills = Object.fromEntries(levels.map(([skill, level]) => [skill, level ?? 0]));
  const changed = Object.fromEntries(Object.entries(skills).filter(([skill, level]) => level !== (agent.skills[skill] ?? 0)));
  const more = queues.filter((id) => !agent.queues.includes(id));
  const without = agent.queues.filter((id) => !queues.includes(id));
  if (Object.keys(changed).length + more.length + without.length === 0) return null;
  if (agent.override_until_ms === null) return { skills: changed, more_queues: more, without_queues: without };
  return { skills, more_queues: [...queues], without_queues: allQueues.filter((id) => !queues.includes(id)) };
}

function levelOf(text: string): number | null {
  const level = text.trim() === "" ? 0 : Number(text);
  return Number.isInteger(level) && level >= 0 && level <= LEVEL_MAX ? level : null;
}
