/** A customer's card while it is being written: what it begins with, what is wrong with it, how sure it is. Pure. */
import type { InteractionView } from "../../protocol/desktop_frames";
import type { Address, Card, CardFields } from "../../protocol/records";
import { normalNumber, OF_CUSTOMER } from "../telephone_number";

export const NUMBERS_MAX = 20;
export const ADDRESSES_MAX = 20;
export const NAME_CHARACTERS_MAX = 100;
export const ADDRESS_CHARACTERS_MAX = 300;
export const NOTE_CHARACTERS_MAX = 2_000;

/** How sure it is that the caller is who the card says. */
export type Sureness = "sure" | "guessed" | "unknown";

/** A flow that has checked who the caller is says so with one of these words. */
const CHECKED: readonly string[] = ["verified", "authenticated", "known"];

/**
 * A number alone is a guess: others use the same telephone. It is sure once the caller has entered the customer number,
 * or a flow has checked who it is.
 */
export function sureness(card: Card, interaction: InteractionView | null): Sureness {
  if (!card.is_known) return "unknown";
  if (interaction === null) return "sure"; // the agent looked this card up
  const hasEntered = interaction.collected.some(
    ({ value }) => value !== null && card.customer_number !== "" && value === card.customer_number,
  );
  const isChecked = interaction.flow_results.some(({ result }) => CHECKED.includes(result));
  return hasEntered || isChecked || interaction.work !== null ? "sure" : "guessed";
}

/** What of a card can be written. */
export function fieldsOf(card: Card): CardFields {
  const { kind, given_name, family_name, company_name, grade, language, area, account_manager } = card;
  const { preferred_channel, note, is_vip, name } = card;
  return {
    kind,
    name,
    given_name,
    family_name,
    company_name,
    numbers: [...card.numbers],
    addresses: card.addresses.map((address) => ({ ...address })),
    grade,
    language,
    area,
    account_manager,
    preferred_channel,
    note,
    is_vip,
  };
}

export type FieldProblem =
  | "customer_problem_name"
  | "customer_problem_number"
  | "customer_problem_number_twice"
  | "customer_problem_mail"
  | "customer_problem_empty";

/** What is wrong, by field; `numbers.0` is the first number. An empty record: nothing is. */
export function problemsOf(fields: CardFields): Readonly<Record<string, FieldProblem>> {
  const problems: Record<string, FieldProblem> = {};
  const { name, given_name, family_name, company_name } = fields;
  if ([name, given_name, family_name, company_name].every((each) => each.trim() === "")) {
    problems["name"] = "customer_problem_name";
  }
  fields.numbers.forEach((number, index) => {
    const problem = numberProblem(number, fields.numbers.slice(0, index));
    if (problem !== null) problems[`numbers.${index}`] = problem;
  });
  fields.addresses.forEach((address, index) => {
    const problem = addressProblem(address);
    if (problem !== null) problems[`addresses.${index}`] = problem;
  });
  return problems;
}

function numberProblem(number: string, before: readonly string[]): FieldProblem | null {
  if (number.trim() === "") return "customer_problem_empty";
  const normal = normalNumber(number, OF_CUSTOMER);
  if (normal === null) return "customer_problem_number";
  const isTwice = before.some((other) => normalNumber(other, OF_CUSTOMER) === normal);
  return isTwice ? "customer_problem_number_twice" : null;
}

function addressProblem({ kind, text }: Address): FieldProblem | null {
  if (text.trim() === "") return "customer_problem_empty";
  return kind === "mail" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) ? "customer_problem_mail" : null;
}

/** What is sent: without the spaces around it, and numbers in their normal form. */
export function sentFields(fields: CardFields): CardFields {
  return {
    ...fields,
    name: fields.name.trim(),
    given_name: fields.given_name.trim(),
    family_name: fields.family_name.trim(),
    company_name: fields.company_name.trim(),
    numbers: fields.numbers.map((number) => normalNumber(number, OF_CUSTOMER) ?? number),
    addresses: fields.addresses.map(({ kind, text }) => ({ kind, text: text.trim() })),
    area: fields.area.trim(),
    account_manager: fields.account_manager.trim(),
    note: fields.note.trim(),
  };
}
