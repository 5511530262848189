/** Users as the center tells them, and what may be asked about them. Owns addresses; decides nothing. */
import { type Answer, call, type Role } from "../../protocol/http";

export interface User {
  user: string;
  role: Role;
  agent_id: string | null;
  team: string;
  is_disabled: boolean;
  /** `demo`, `user:NAME` or `openid:ISSUER`. */
  made_by: string;
  created_at_ms: number;
  password_changed_at_ms: number | null;
  locked_until_ms: number | null;
  sessions: number;
}

export interface Users {
  users: User[];
  teams: string[];
}

/** What came of a change; a password that the center made is told this once. */
export interface Changed {
  password: string | null;
  sessions_ended: number;
}

/** What a user is here for, as it is typed in. */
export interface Purpose {
  role: Role;
  agent: string;
  team: string;
}

export const ROLES: readonly Role[] = [
  "agent",
  "team_supervisor",
  "supervisor",
  "administrator",
  "auditor",
  "quality_reviewer",
];

export const everybody = (): Promise<Answer<Users>> => call("GET", "/api/users");

/** Where an act on a user is asked for. Pure. */
export const pathOf = (user: string, act: string) => `/api/users/${encodeURIComponent(user)}/${act}`;

/** The body of a purpose; null while it makes no sense. Pure. */
export function purposeBody({ role, agent, team }: Purpose): Record<string, unknown> | null {
  const agentId = agent.trim();
  if (role === "agent" && agentId === "") return null;
  if (role === "team_supervisor" && agentId === "" && team === "") return null;
  return { role, agent_id: agentId === "" ? null : agentId, team };
}

/** The one word of how a user stands. Pure. */
export function stateOf(user: Pick<User, "is_disabled" | "locked_until_ms">): "disabled" | "locked" | "open" {
  if (user.is_disabled) return "disabled";
  return user.locked_until_ms === null ? "open" : "locked";
}

/** Who made a user: the demo, a person, or a provider; and by which name. Pure. */
export function makerOf(madeBy: string): { kind: "demo" | "user" | "openid"; name: string } {
  const [kind, ...name] = madeBy.split(":");
  return kind === "user" || kind === "openid" ? { kind, name: name.join(":") } : { kind: "demo", name: "" };
}
