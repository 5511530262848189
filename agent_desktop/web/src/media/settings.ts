/** Switches of this page load that tests set in the address: `?tone=1` or `#tone=1`. Owns reading them. */

/** The value of a switch, from the query or the fragment. */
export function pageSwitch(name: string): string | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  return new URLSearchParams(location.search).get(name) ?? fragment.get(name);
}

/** Tone checks need audio as it is: no echo cancelling, and a meter on what is heard. */
export const isToneCheck = typeof location !== "undefined" && pageSwitch("tone") === "1";
