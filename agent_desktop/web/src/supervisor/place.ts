/**
 * Where in the supervisor's page somebody is. Owns the page's address: the tab is its path, what a tab is narrowed to is
 * its query, so that both last over a reload and can be given to somebody else.
 */
import { createStore, useStore } from "../protocol/store";

export interface Place {
  /** Empty where the address names none. */
  tab: string;
  query: string;
}

const ROOT = "/supervisor";

/** The place that an address names. Pure. */
export function placeOf({ pathname, search }: Pick<Location, "pathname" | "search">): Place {
  const [, tab = ""] = /^\/supervisor\/([a-z_]+)\/?$/.exec(pathname) ?? [];
  return { tab, query: search.replace(/^\?/, "") };
}

/** The address of a place. Pure. */
export function addressOf({ tab, query }: Place): string {
  return `${ROOT}/${tab}${query === "" ? "" : `?${query}`}`;
}

const place = createStore<Place>(typeof location === "undefined" ? { tab: "", query: "" } : placeOf(location));

/** Follows the browser's own way back and forth. */
export function followHistory(): void {
  addEventListener("popstate", () => place.set(placeOf(location)));
}

export function usePlace(): Place {
  return useStore(place);
}

/** Shows a tab, narrowed as it is told. */
export function goTo(tab: string, query = ""): void {
  const next = { tab, query };
  if (addressOf(next) === addressOf(place.get())) return;
  history.pushState(null, "", addressOf(next));
  place.set(next);
}

/** Narrows what the tab shows; the way back leads to the tab before, not through all that was tried. */
export function narrow(change: Readonly<Record<string, string | null>>): void {
  const params = new URLSearchParams(place.get().query);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === "") params.delete(name);
    else params.set(name, value);
  }
  const next = { ...place.get(), query: params.toString() };
  history.replaceState(null, "", addressOf(next));
  place.set(next);
}

/** One value of the address's query, empty where it is not there. */
export function useParam(name: string): string {
  return new URLSearchParams(usePlace().query).get(name) ?? "";
}
