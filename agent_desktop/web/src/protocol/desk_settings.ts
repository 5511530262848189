/** What the configuration says about the desktop itself. Owns asking for it once; decides nothing. */
import { type Answer, call } from "./http";
import type { Label } from "./desktop_frames";
import type { Channel, PartyKind } from "./records";
import { createStore } from "./store";

export interface Favourite {
  kind: "agent" | "queue" | "flow" | "number";
  target: string;
  /** The agent's own words for it; empty for none. */
  label: string;
}

export interface CrmPage {
  code: string;
  label: Label;
  /** With placeholders such as `{number}`; the server has checked its host against those allowed. */
  url: string;
  opens: "offered" | "accepted" | "asked";
}

/** What may be chosen on a customer's card. */
export interface CardChoices {
  kinds: PartyKind[];
  grades: string[];
  languages: string[];
  channels: Exclude<Channel, "">[];
}

export interface DeskSettings {
  crm: { pages: CrmPage[]; has_lookup: boolean };
  embedded_in: string[];
  favourites: Favourite[];
  favourites_max: number;
  card: CardChoices;
  /** What people read for codes of flows and tables. */
  words: Record<string, Label>;
}

/** What the server has said; null until it has. */
export const deskSettings = createStore<DeskSettings | null>(null);

/** Asks for the settings. A center that has none is fine: the desktop goes on without. */
export async function loadDeskSettings(): Promise<void> {
  const answer = await call<DeskSettings>("GET", "/api/desk-settings");
  if (answer.ok) deskSettings.set(answer.value);
}

/** Keeps the agent's favourites, here at once and at the server. */
export async function keepFavourites(favourites: readonly Favourite[]): Promise<Answer<unknown>> {
  const before = deskSettings.get();
  if (before !== null) deskSettings.set({ ...before, favourites: [...favourites] });
  const answer = await call<{ favourites: Favourite[] }>("PUT", "/api/favourites", { favourites });
  if (!answer.ok && before !== null) deskSettings.set(before);
  return answer;
}
