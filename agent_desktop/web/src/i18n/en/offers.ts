/** Offered contacts and the list of contacts, in English. */
export const en_offers = {
  contacts: "Contacts",
  no_contacts: "No contacts in hand",
  offer_title: "Incoming call",
  offer_for: "Incoming call from {caller} for {queue}. Accept with Alt Shift {key}.",
  offer_gone: "The offer has ended.",
  offer_for_work: "{kind} from {caller} for {queue}. Accept with Alt Shift {key}.",
  offer_time_left: "{seconds} s to answer",
  accept: "Accept",
  decline: "Decline",
  title_offer: "☎ {caller} is calling",
  title_offer_work: "✉ {kind}: {caller}",
  offer_consult: "A colleague asks",
  offer_asked_by: "{agent} asks you about this customer",
  offer_tries: "Try number {count} today",
} as const;
