/** The key that lets this page dial. Owns reading it from the address and keeping it for reloads of this tab. */
import { pageSwitch } from "../media/settings";

const KEPT_AS = "cic.phone.key";

/** The key of the address, else the one of before a reload, else null. */
export function firstKey(): string | null {
  const given = pageSwitch("key");
  if (given === null || given === "") return sessionStorage.getItem(KEPT_AS);
  keepKey(given);
  hideKey();
  return given;
}

export function keepKey(key: string): void {
  sessionStorage.setItem(KEPT_AS, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(KEPT_AS);
}

/** Takes the key out of the address line, where others could read it off a shared screen. */
function hideKey(): void {
  const address = new URL(location.href);
  const fragment = new URLSearchParams(address.hash.slice(1));
  fragment.delete("key");
  address.searchParams.delete("key");
  address.hash = fragment.toString();
  history.replaceState(null, "", address);
}
