/**
 * Shows a contact in the CRM: a page of it in a new window, and word of it to the page that this desktop stands in.
 * Both only where the center's configuration allows it. Owns when that happens: once a contact and page.
 */
import { useEffect, useRef } from "react";
import { type CrmPage, deskSettings } from "../../protocol/desk_settings";
import type { InteractionView } from "../../protocol/desktop_frames";
import { useStore } from "../../protocol/store";
import { popUrl, popValues } from "./pop_url";

/**
 * Opens a page of the CRM for a contact; from a click, so that the browser lets it. Each in a window of its own: what
 * the agent writes in an earlier one is left alone, and a window that could be used again could lead ours astray.
 */
export function openCrmPage(page: CrmPage, interaction: InteractionView, agentId: string): void {
  const address = popUrl(page.url, popValues(interaction, agentId));
  if (address !== null) window.open(address, "_blank", "noopener,noreferrer");
}

/** Pops what is to be popped as contacts are offered and accepted. */
export function useScreenPop(interactions: readonly InteractionView[], agentId: string): void {
  const settings = useStore(deskSettings);
  const popped = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (settings === null) return;
    const isFirst = popped.current === null;
    const known = (popped.current ??= new Set());
    for (const interaction of interactions) {
      const moment = interaction.offer !== null ? "offered" : "accepted";
      const key = `${interaction.interaction_id} ${moment}`;
      if (known.has(key)) continue;
      known.add(key);
      // What was there when the page was loaded has been popped before.
      if (isFirst) continue;
      tellEmbedder(settings.embedded_in, moment, interaction, agentId);
      for (const page of settings.crm.pages) {
        if (page.opens === moment) openCrmPage(page, interaction, agentId);
      }
    }
  }, [settings, interactions, agentId]);
}

/** Tells the page around this one, if it is one of those allowed: the browser delivers it to that origin only. */
function tellEmbedder(origins: readonly string[], moment: string, interaction: InteractionView, agentId: string): void {
  if (window.parent === window) return;
  const message = { source: "cic", event: `contact_${moment}`, contact: popValues(interaction, agentId) };
  for (const origin of origins) window.parent.postMessage(message, origin);
}
