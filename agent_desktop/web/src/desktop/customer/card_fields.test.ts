import { describe, expect, it } from "vitest";
import { aCard } from "../../testing/records";
import { anInteraction } from "../../testing/views";
import { fieldsOf, problemsOf, sentFields, sureness } from "./card_fields";

const CARD = aCard();
const CALL = anInteraction({ collected: [], flow_results: [] });

describe("how sure a card is", () => {
  it("is a guess where only the number led to it: others use the same telephone", () => {
    expect(sureness(CARD, CALL)).toBe("guessed");
  });

  it("is sure once the customer number was entered, or a flow has checked the caller", () => {
    expect(sureness(CARD, { ...CALL, collected: [{ name: "customer_number", value: "10001" }] })).toBe("sure");
    expect(sureness(CARD, { ...CALL, flow_results: [{ flow: "verify", result: "verified" }] })).toBe("sure");
    expect(sureness(CARD, { ...CALL, collected: [{ name: "amount", value: "10" }] })).toBe("guessed");
  });

  it("is unknown without a card, and sure for one that the agent has looked up", () => {
    expect(sureness(aCard({ is_known: false, version: 0 }), CALL)).toBe("unknown");
    expect(sureness(CARD, null)).toBe("sure");
  });

  it("does not take an empty customer number for one that was entered", () => {
    const nameless = aCard({ customer_number: "" });
    expect(sureness(nameless, { ...CALL, collected: [{ name: "customer_number", value: "" }] })).toBe("guessed");
  });
});

describe("a card that is being written", () => {
  it("has nothing wrong when it is as the center sent it", () => expect(problemsOf(fieldsOf(CARD))).toEqual({}));

  it("says all that is wrong at once, at the fields where it is", () => {
    const fields = {
      ...fieldsOf(CARD),
      name: " ",
      given_name: "",
      family_name: "",
      numbers: ["+1555 0100", "+15550100", "x", ""],
      addresses: [
        { kind: "mail" as const, text: "nowhere" },
        { kind: "postal" as const, text: "" },
      ],
    };
    expect(problemsOf(fields)).toEqual({
      name: "customer_problem_name",
      "numbers.1": "customer_problem_number_twice",
      "numbers.2": "customer_problem_number",
      "numbers.3": "customer_problem_empty",
      "addresses.0": "customer_problem_mail",
      "addresses.1": "customer_problem_empty",
    });
  });

  it("is sent without the spaces that people write", () => {
    const sent = sentFields({ ...fieldsOf(CARD), name: " Ann ", numbers: ["+1 555-0100", "001 555 0199"], note: " x " });
    expect([sent.name, sent.numbers, sent.note]).toEqual(["Ann", ["+15550100", "+15550199"], "x"]);
  });
});
