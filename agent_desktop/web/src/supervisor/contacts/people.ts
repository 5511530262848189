/** The agents by name, asked for once when contacts are looked for; none until the center has answered. */
import { useEffect, useState } from "react";
import { agents, type NamedAgent } from "./found";

export function usePeople(): readonly NamedAgent[] {
  const [people, setPeople] = useState<readonly NamedAgent[]>([]);
  useEffect(() => {
    let isCurrent = true;
    void agents().then((answer) => {
      if (isCurrent && answer.ok) setPeople(answer.value.agents);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  return people;
}

/** An agent's name; the id of one who has none. Pure. */
export function nameOf({ agent_id, name }: NamedAgent): string {
  return name || agent_id;
}

/** The same by id; the id of one who is no more. Pure. */
export function nameAmong(people: readonly NamedAgent[], agentId: string): string {
  const found = people.find(({ agent_id }) => agent_id === agentId);
  return found === undefined ? agentId : nameOf(found);
}
