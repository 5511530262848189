/** A supervisor listens in on an agent's talk, with the supervisor's own phone. Owns paths and bodies; decides nothing. */
import type { MonitorMode } from "./desktop_frames";
import { call } from "./http";

const pathOf = (agentId: string) => `/api/agents/${encodeURIComponent(agentId)}/monitor`;

/** The own phone rings; once it is answered the talk is heard. */
export const startMonitoring = (agentId: string, mode: MonitorMode, reason: string, interactionId?: string) =>
  call<unknown>("POST", pathOf(agentId), {
    mode,
    reason,
    ...(interactionId === undefined ? {} : { interaction_id: interactionId }),
  });
export const switchMonitoring = (agentId: string, mode: MonitorMode) =>
  call<unknown>("PUT", pathOf(agentId), { mode });
export const endMonitoring = (agentId: string) => call<unknown>("DELETE", pathOf(agentId));
/** The customer is the supervisor's from then on. */
export const takeOver = (agentId: string, reason: string) =>
  call<unknown>("POST", `${pathOf(agentId)}/take-over`, { reason });
