/** Written-down things for tests: complete by default, with what the test is about put over them. */
import type { Card } from "../protocol/records";

export function aCard(over: Partial<Card> = {}): Card {
  return {
    party_id: "p-1",
    version: 1,
    is_known: true,
    kind: "person",
    name: "Ann Example",
    given_name: "Ann",
    family_name: "Example",
    company_name: "",
    customer_number: "10001",
    numbers: ["+15550100"],
    addresses: [{ kind: "mail", text: "ann@example.com" }],
    grade: "gold",
    language: "en",
    area: "",
    account_manager: "",
    account_manager_name: "",
    preferred_channel: "",
    note: "",
    is_vip: false,
    lists: { blocked: false, vip: false, blocked_numbers: [], vip_numbers: [] },
    merged: [],
    changed_at_ms: null,
    changed_by: "",
    changes: [],
    ...over,
  };
}
