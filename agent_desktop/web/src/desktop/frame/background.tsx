/** What goes on with the contacts in hand without being seen: signals, drafts, screen pops, keys. Shows nothing. */
import { useEffect } from "react";
import { useInteractions } from "../context";
import { useScreenPop } from "../compact/screen_pop_out";
import { useOfferSignals } from "../offers/signals";
import { Shortcuts } from "../shortcuts/shortcuts";
import { forgetDrafts } from "../wrap_up/drafts";

export function Background({ agentId }: { agentId: string }) {
  const interactions = useInteractions();
  useOfferSignals(interactions);
  useScreenPop(interactions, agentId);
  const inHand = interactions.map((interaction) => interaction.interaction_id).join(" ");
  // What is written about a contact is kept for as long as the contact is in hand.
  useEffect(() => forgetDrafts(inHand.split(" ")), [inHand]);
  return <Shortcuts interactions={interactions} />;
}
