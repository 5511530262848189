/** What was dialled last in this tab, to dial it again after a reload. Owns one entry of the session storage. */
import type { Call } from "../media/phone_line";

const KEPT_AS = "cic.phone.call";
const FIRST: Call = { number: "4000", callerNumber: "+15550100", callerName: "" };

export function lastCall(): Call {
  const text = sessionStorage.getItem(KEPT_AS);
  return text === null ? FIRST : { ...FIRST, ...(JSON.parse(text) as Partial<Call>) };
}

export function keepCall(call: Call): void {
  sessionStorage.setItem(KEPT_AS, JSON.stringify(call));
}
