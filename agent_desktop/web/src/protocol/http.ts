/** The few HTTP calls before the websockets. Owns paths and bodies; decides nothing. */

/** Whose rows a permission covers. */
export type Scope = "none" | "own" | "team" | "all";
export type Role = "agent" | "team_supervisor" | "supervisor" | "administrator" | "auditor" | "quality_reviewer";

export interface Identity {
  user: string;
  role: Role;
  agent_id: string | null;
  name: string;
  /** The team that a team supervisor watches over; empty for the own one. */
  team: string;
  /** What this person may do, by the names of permissions; what is not named may not be done. */
  permissions: Readonly<Record<string, Scope>>;
}

export interface SipAccount {
  is_available: true;
  websocket_url: string;
  uri: string;
  username: string;
  password: string;
}

/** `code` is the server's error code, or `http_<status>`, or `unreachable`; `detail` is for whoever looks for the cause. */
export interface Refused {
  ok: false;
  status: number;
  code: string;
  detail: string;
}

export type Answer<T> = { ok: true; value: T } | Refused;

/** One request to the center; what is refused comes back as a value. */
export async function call<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    });
  } catch {
    return { ok: false, status: 0, code: "unreachable", detail: "" };
  }
  const answer = await readJson(response);
  if (response.ok) return { ok: true, value: answer as T };
  const code = errorWord(answer, "code") ?? `http_${response.status}`;
  return { ok: false, status: response.status, code, detail: errorWord(answer, "detail") ?? "" };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function errorWord(answer: unknown, name: "code" | "detail"): string | null {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return null;
  const error = answer.error;
  if (typeof error !== "object" || error === null) return null;
  const word: unknown = (error as Record<string, unknown>)[name];
  return typeof word === "string" ? word : null;
}

interface Ticket {
  ticket: string;
}

export const signIn = (user: string, password: string) =>
  call<Identity>("POST", "/api/sign-in", { user, password });
export const signOut = () => call<null>("POST", "/api/sign-out", {});
export const whoAmI = () => call<Identity>("GET", "/api/me");
export const desktopTicket = () => call<Ticket>("POST", "/api/desktop/ticket", {});
export const agentPhoneTicket = () => call<Ticket>("POST", "/api/phone/ticket", {});
export const testPhoneTicket = (key: string) => call<Ticket>("POST", "/api/phone/ticket", { key });
/** Where a caller's message is heard; the browser asks for as much of it as it plays. */
export const messageUrl = (recording: string) => `/api/messages/${encodeURIComponent(recording)}`;
export const sipAccount = () => call<SipAccount | { is_available: false }>("GET", "/api/phone/sip");
