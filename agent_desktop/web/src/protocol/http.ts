/** The few HTTP calls before the websockets. Owns paths and bodies; decides nothing. */

export interface Identity {
  user: string;
  role: "agent" | "operator";
  agent_id: string | null;
  name: string;
}

export interface SipAccount {
  is_available: true;
  websocket_url: string;
  uri: string;
  username: string;
  password: string;
}

/** `code` is the server's error code, or `http_<status>`, or `unreachable`. */
export interface Refused {
  ok: false;
  status: number;
  code: string;
}

export type Answer<T> = { ok: true; value: T } | Refused;

async function call<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<Answer<T>> {
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
    return { ok: false, status: 0, code: "unreachable" };
  }
  const answer = await readJson(response);
  if (response.ok) return { ok: true, value: answer as T };
  return { ok: false, status: response.status, code: errorCode(answer) ?? `http_${response.status}` };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function errorCode(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return null;
  const error = answer.error;
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
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
