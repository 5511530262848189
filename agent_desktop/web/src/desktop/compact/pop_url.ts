/** The address of a page in the CRM for one contact. Pure. The server allows hosts; here it is looked at once more. */
import type { InteractionView } from "../../protocol/desktop_frames";

/** What the placeholders of a template stand for. */
export function popValues(interaction: InteractionView, agentId: string): Record<string, string> {
  const { caller } = interaction;
  const customer = interaction.collected.find(({ name }) => name === "customer_number")?.value;
  return {
    number: caller.number ?? "",
    name: caller.name ?? "",
    party_id: caller.party_id,
    customer_number: customer ?? "",
    contact_id: interaction.contact_id,
    interaction_id: interaction.interaction_id,
    queue_id: interaction.queue.queue_id,
    agent_id: agentId,
  };
}

/** Where a page may be: anywhere by https, by http on this machine only. No placeholder stands before the path. */
const ORIGIN = /^(?:https:\/\/[^/?#{}\\@]+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?)(?=[/?#]|$)/;

/** The address, each value percent-encoded; null unless it is where a page may be. */
export function popUrl(template: string, values: Record<string, string>): string | null {
  const origin = ORIGIN.exec(template)?.[0];
  if (origin === undefined) return null;
  const filled = template.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? ""));
  const url = URL.parse(filled);
  // A value must never move the address to another place.
  return url !== null && url.origin === URL.parse(origin)?.origin ? url.href : null;
}
