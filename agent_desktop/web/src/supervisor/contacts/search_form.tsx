/** The fields that contacts are looked for by. Owns what is typed until it is asked for; asks nobody. */
import type { SyntheticEvent } from "react";
import { Button } from "../../controls/button";
import { Field } from "../../controls/field";
import { type Choice, Select } from "../../controls/select";
import { useWords } from "../../i18n/supervisor_speech";
import { useChoices } from "../choices";
import type { NamedAgent } from "./found";
import { nameOf } from "./people";
import { OUTCOMES, type PersonalField, type SharedField, type Typed, typedFrom } from "./wish";

const MEDIA = ["voice", "voicemail", "callback", "task"] as const;

interface SearchFormProps {
  people: readonly NamedAgent[];
  typed: Typed;
  isAsking: boolean;
  onChange: (typed: Typed) => void;
  onAsk: (typed: Typed) => void;
}

export function SearchForm({ people, typed, isAsking, onChange, onAsk }: SearchFormProps) {
  const { t } = useWords();
  const ask = (event: SyntheticEvent) => {
    event.preventDefault();
    onAsk(typed);
  };
  const field = (name: PersonalField | SharedField, type = "text") => (
    <Field
      label={t(`contacts_${name}` as "contacts_name")}
      type={type}
      value={typed[name]}
      onChange={(value) => onChange({ ...typed, [name]: value })}
      maxLength={name === "number" ? 40 : 100}
      inputMode={type === "number" ? "numeric" : "text"}
      testId={`contacts-${name}`}
    />
  );
  const lists = useLists(people);
  const select = (name: keyof typeof lists) => (
    <Select
      label={t(`contacts_${name}` as "contacts_queue")}
      choices={lists[name]}
      value={typed[name]}
      onChange={(value) => onChange({ ...typed, [name]: value })}
      testId={`contacts-${name}`}
    />
  );
  return (
    <form className="contacts-wish" onSubmit={ask} aria-label={t("contacts_looking_for")}>
      {field("number")}
      {field("name")}
      {field("note")}
      {field("from", "datetime-local")}
      {field("until", "datetime-local")}
      {select("queue")}
      {select("agent")}
      {select("outcome")}
      {select("disposition")}
      {select("medium")}
      {field("talked", "number")}
      {field("waited", "number")}
      {select("rated")}
      {select("recorded")}
      {select("order")}
      <div className="row contacts-do">
        <Button type="submit" tone="primary" icon="search" isDisabled={isAsking} testId="contacts-ask">
          {t("contacts_ask")}
        </Button>
        <Button testId="contacts-clear" onPress={() => onAsk(typedFrom(""))}>
          {t("contacts_clear")}
        </Button>
      </div>
    </form>
  );
}

function useLists(people: readonly NamedAgent[]) {
  const { t, label } = useWords();
  const { queues, dispositions } = useChoices();
  const any: Choice = { id: "", label: t("contacts_any") };
  return {
    queue: [any, ...queues.map((each) => ({ id: each.queue_id, label: label(each.label) }))],
    agent: [any, ...people.map((each) => ({ id: each.agent_id, label: nameOf(each) }))],
    outcome: [any, ...OUTCOMES.map((id) => ({ id, label: t(`found_${id}`) }))],
    disposition: [any, ...dispositions.map((each) => ({ id: each.code, label: label(each.label) }))],
    medium: [any, ...MEDIA.map((id) => ({ id, label: t(`medium_${id}`) })), { id: "entered", label: t("found_entered") }],
    rated: [any, ...[1, 2, 3].map((most) => ({ id: String(most), label: t("contacts_rated_most", { most }) }))],
    recorded: [any, { id: "yes", label: t("contacts_recorded_yes") }, { id: "no", label: t("contacts_recorded_no") }],
    order: [
      { id: "", label: t("contacts_newest") },
      { id: "longest", label: t("contacts_longest") },
    ],
  };
}
