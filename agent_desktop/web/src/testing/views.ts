/** Views for tests: complete by default, with what the test is about put over it. */
import type { InteractionView, View, Work } from "../protocol/desktop_frames";

export function anInteraction(over: Partial<InteractionView> = {}): InteractionView {
  return {
    interaction_id: "i-1",
    rev: 1,
    contact_id: "c-1",
    medium: "voice",
    direction: "in",
    state: "connected",
    offer: null,
    queue: {
      queue_id: "support",
      label: { en: "Support", zh: "技术支持" },
      greeting: { en: "Hello", zh: "您好" },
      service_level_target_ms: 20_000,
    },
    caller: {
      name: "Ann Example",
      number: "+15550100",
      is_known: true,
      grade: "A",
      is_vip: true,
      language: "en",
      area: "",
      party_id: "p-1",
      tries_today: 0,
    },
    dialled_number: "4000",
    arrived_at_ms: 1_000,
    queued_at_ms: 10_000,
    accepted_at_ms: 22_000,
    connected_at_ms: 23_000,
    is_held: false,
    is_muted: false,
    held_since_ms: null,
    wrap_up_since_ms: null,
    wrap_up_until_ms: null,
    wants_wrap_up: false,
    given_disposition: null,
    path: [{ node: "main_menu", at_ms: 2_000, result: "technical_help" }],
    collected: [{ name: "customer_number", value: "123" }],
    looked_up: [],
    flow: null,
    flow_results: [],
    is_parked: false,
    work: null,
    consult: null,
    consulted_by: null,
    recorded: null,
    help_since_ms: null,
    help_answered_by: null,
    supervised: null,
    dispositions: [],
    allowed_actions: ["hold", "hang_up"],
    ...over,
  };
}

export function aView(...interactions: InteractionView[]): View {
  return {
    agent: {
      agent_id: "alice",
      name: "Alice",
      number: "101",
      activity: "available",
      reason: "",
      since_ms: 0,
      next_activity: null,
      is_free: true,
      phones: [],
      allowed_actions: [],
      monitoring: null,
      is_forced: false,
      is_next_forced: false,
      messages: [],
    },
    break_reasons: [],
    queues: [],
    flows: [],
    dispositions: [],
    interactions,
    follow_ups: [],
  };
}

/** A message that was left in the call c-0. */
export function aMessage(over: Partial<InteractionView> = {}, work: Partial<Work> = {}): InteractionView {
  return anInteraction({
    medium: "voicemail",
    allowed_actions: ["complete", "transfer_to_queue"],
    path: [],
    collected: [],
    work: {
      origin: "c-0",
      subject: "",
      due_at_ms: 100_000,
      recording: "m1.1",
      duration_ms: 65_000,
      number_to_call: null,
      ...work,
    },
    ...over,
  });
}
