/**
 * What the center has written down: customers, contacts, the agent's day. Owns the paths and the shapes of their
 * answers; decides nothing. Times are UTC milliseconds; names and numbers are null or empty once a person was erased.
 */
import type { Label } from "./desktop_frames";
import { type Answer, call } from "./http";

export type PartyKind = "person" | "company";
export type Channel = "" | "voice" | "callback" | "chat" | "messaging" | "mail" | "fax";

export interface Address {
  kind: "mail" | "postal";
  text: string;
}

/** A merge that can be undone. */
export interface Merged {
  merge_id: string;
  party_id: string;
  name: string;
  at_ms: number;
  by: string;
}

export interface CardChange {
  at_ms: number;
  by: string;
  what: "made" | "corrected" | "imported" | "merged" | "undone";
  fields: string[];
}

/** What an agent may write on a card. */
export interface CardFields {
  kind: PartyKind;
  name: string;
  given_name: string;
  family_name: string;
  company_name: string;
  numbers: string[];
  addresses: Address[];
  grade: string;
  language: string;
  area: string;
  account_manager: string;
  preferred_channel: Channel;
  note: string;
  is_vip: boolean;
}

/** A customer, or, with version 0, a visitor of whom there is no card yet. */
export interface Card extends CardFields {
  party_id: string;
  version: number;
  is_known: boolean;
  customer_number: string;
  account_manager_name: string;
  lists: { blocked: boolean; vip: boolean; blocked_numbers: string[]; vip_numbers: string[] };
  merged: Merged[];
  changed_at_ms: number | null;
  changed_by: string;
  changes: CardChange[];
}

export interface ContactLine {
  contact_id: string;
  medium: string;
  direction: "inbound" | "outbound";
  arrived_at_ms: number;
  ended_at_ms: number | null;
  queue_id: string | null;
  last_agent: string | null;
  last_agent_name: string;
  disposition: string;
  subject: string;
  is_abandoned: boolean;
  talk_ms: number;
  total_ms: number;
  end_cause: string | null;
  note: string | null;
}

export interface FollowUpRecord {
  contact_id: string;
  origin: string;
  queue_id: string;
  owner: string | null;
  owner_name: string;
  due_at_ms: number;
  remind_at_ms: number | null;
  is_reminded: boolean;
  /** Why its queue has not taken it in, since when it is due; empty while it is not. */
  refused: string;
  text: string;
  party_id: string;
  name: string | null;
  number: string | null;
}

export interface CustomerRecord {
  card: Card;
  last_contacts: ContactLine[];
  tries_today: number;
  follow_ups: FollowUpRecord[];
}

export interface FoundCustomer {
  party_id: string;
  name: string;
  kind: PartyKind;
  customer_number: string;
  numbers: string[];
  grade: string;
  is_vip: boolean;
}

export interface CrmField {
  name: string;
  label: Label;
  kind: "text" | "number" | "truth" | "amount" | "date";
  value: string | number | boolean;
  /** Of an amount: how many of its digits stand behind the point. */
  decimals?: number;
}

export interface CrmAnswer {
  result: "not_configured" | "found" | "not_found" | "failed";
  reason: string;
  fields: CrmField[];
}

export interface SegmentRecord {
  ordinal: number;
  kind: string;
  started_at_ms: number;
  ended_at_ms: number | null;
  duration_ms: number | null;
  queue_id: string | null;
  agent_id: string | null;
  agent_name: string;
  agent_number: string;
  served_by: "machine" | "person";
  initiator: string;
  cause: string;
  released_by: string | null;
  disposition: string;
  note: string | null;
}

export interface StepRecord {
  node: string;
  at_ms: number;
  duration_ms: number | null;
  result: string;
  segment: number;
  flow: string;
}

export interface TrackRecord {
  track: string;
  is_customer: boolean;
  agent_id: string | null;
  started_at_ms: number;
  ended_at_ms: number | null;
  failure: string;
}

export interface RecordingMark {
  at_ms: number;
  kind: "paused" | "continued";
  reason: "agent" | "apart" | "";
}

export interface RecordingRecord {
  recording_id: string;
  started_at_ms: number;
  ended_at_ms: number | null;
  tracks: TrackRecord[];
  marks: RecordingMark[];
}

export interface WorkLeftRecord {
  contact_id: string;
  at_ms: number;
  medium: string;
  queue_id: string;
  subject: string;
  due_at_ms: number;
}

export interface ContactTimeline {
  contact_id: string;
  medium: string;
  direction: "inbound" | "outbound";
  started_at_ms: number;
  ended_at_ms: number | null;
  caller: {
    party_id: string;
    number: string | null;
    name: string | null;
    is_known: boolean;
    grade: string;
    is_vip: boolean;
    area: string;
  };
  dialled_number: string;
  language: string;
  disposition: string;
  end_cause: string | null;
  released_by: string | null;
  origin: string | null;
  predecessor: string | null;
  subject: string;
  segments: SegmentRecord[];
  steps: StepRecord[];
  hand_overs: { segment: number; at_ms: number; from_agent: string; to_queue: string; to_agent: string | null }[];
  work_left: WorkLeftRecord[];
  ratings: { at_ms: number; subject: string; value: number; lowest: number; highest: number }[];
  message: { recording: string; duration_ms: number | null } | null;
  recordings: RecordingRecord[];
}

export interface DayContact extends ContactLine {
  caller_name: string | null;
  caller_number: string | null;
  party_id: string;
  my_talk_ms: number;
  my_disposition: string;
}

export interface MissedOffer {
  contact_id: string;
  at_ms: number;
  queue_id: string | null;
  ring_ms: number;
  cause: string;
  caller_name: string | null;
}

export interface DueCallback {
  contact_id: string;
  interaction_id: string;
  queue_id: string;
  due_at_ms: number;
  caller_name: string | null;
  number: string | null;
}

export interface DayFigures {
  handled: number;
  talk_ms: number;
  hold_ms: number;
  consult_ms: number;
  work_ms: number;
  wrap_up_ms: number;
  handling_ms: number;
  average_handling_ms: number | null;
  offers_missed: number;
  offers_declined: number;
}

export interface MyDayRecord {
  from_ms: number;
  now_ms: number;
  time_zone: string;
  figures: DayFigures;
  definitions: Partial<Record<keyof DayFigures, Label>>;
  contacts: DayContact[];
  missed_offers: MissedOffer[];
  callbacks: DueCallback[];
  follow_ups: FollowUpRecord[];
}

const id = encodeURIComponent;

export const customerOf = (interactionId: string, contactsMax = 10): Promise<Answer<CustomerRecord>> =>
  call("GET", `/api/interactions/${id(interactionId)}/customer?limit=${contactsMax}`);
export const customer = (partyId: string): Promise<Answer<CustomerRecord>> =>
  call("GET", `/api/customers/${id(partyId)}`);
export const saveCardOf = (interactionId: string, card: CardFields & { version: number }): Promise<Answer<Card>> =>
  call("PUT", `/api/interactions/${id(interactionId)}/customer`, card);
export const saveCard = (partyId: string, card: CardFields & { version: number }): Promise<Answer<Card>> =>
  call("PUT", `/api/customers/${id(partyId)}`, card);
export const findCustomers = (query: string): Promise<Answer<{ customers: FoundCustomer[] }>> =>
  call("GET", `/api/customers?query=${id(query)}`);
export const mergeCustomers = (keep: string, merge: string): Promise<Answer<{ merge_id: string; card: Card }>> =>
  call("POST", "/api/customers/merge", { keep, merge });
export const undoMerge = (mergeId: string): Promise<Answer<{ card: Card }>> =>
  call("POST", `/api/customers/merges/${id(mergeId)}/undo`, {});
export const crmFields = (partyId: string): Promise<Answer<CrmAnswer>> =>
  call("GET", `/api/customers/${id(partyId)}/crm`);
export const contactTimeline = (contactId: string): Promise<Answer<ContactTimeline>> =>
  call("GET", `/api/contacts/${id(contactId)}/timeline`);
export const myDay = (): Promise<Answer<MyDayRecord>> => call("GET", "/api/my-day");
/** Where one party's track of a recording is heard. */
export const trackUrl = (track: string) => `/api/recordings/${id(track)}`;
