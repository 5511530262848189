/** A customer's card to write: made at the pop, or corrected. What is written is kept until it is saved. */
import { type FormEvent, useState } from "react";
import { Button } from "../../controls/button";
import { Field } from "../../controls/field";
import { Select } from "../../controls/select";
import { type MessageKey, useSpeech } from "../../i18n/language";
import { deskSettings } from "../../protocol/desk_settings";
import type { Answer } from "../../protocol/http";
import type { Card, CardFields, Channel, PartyKind } from "../../protocol/records";
import { useStore } from "../../protocol/store";
import { useCodeWord } from "../interaction/code_words";
import { announce } from "../live_regions";
import { useReason } from "../loaded";
import { forgetKept, keep, readKept } from "../wrap_up/drafts";
import { fieldsOf, NAME_CHARACTERS_MAX, NOTE_CHARACTERS_MAX, problemsOf, sentFields } from "./card_fields";
import { AddressFields, NumberFields } from "./list_fields";

export interface CardFormProps {
  card: Card;
  save: (fields: CardFields & { version: number }) => Promise<Answer<Card>>;
  onSaved: (card: Card) => void;
  onCancel: () => void;
  /** Somebody else has changed the card meanwhile: it has to be asked for again. */
  onStale: () => void;
}

const keptAs = (card: Card) => `card.${card.party_id}`;

/** Whether there is something written for this card that was not saved. */
export function hasCardDraft(card: Card): boolean {
  return Object.keys(readKept(keptAs(card), {})).length > 0;
}

export function CardForm({ card, save, onSaved, onCancel, onStale }: CardFormProps) {
  const { t } = useSpeech();
  const reason = useReason();
  const [fields, setFields] = useState<CardFields>(() => readKept(keptAs(card), fieldsOf(card)));
  const [isTried, setTried] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isStale, setStale] = useState(false);
  const problems = isTried ? problemsOf(fields) : {};
  const change = (part: Partial<CardFields>) => {
    const changed = { ...fields, ...part };
    keep(keptAs(card), changed);
    setFields(changed);
  };
  const leave = () => {
    forgetKept(keptAs(card));
    onCancel();
  };
  const takeTheirs = () => {
    forgetKept(keptAs(card));
    setFields(fieldsOf(card));
    setRefusal(null);
    setStale(false);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problemsOf(fields)).length > 0) return;
    setSaving(true);
    const answer = await save({ ...sentFields(fields), version: card.version });
    setSaving(false);
    if (answer.ok) {
      forgetKept(keptAs(card));
      announce(t("customer_saved"));
      onSaved(answer.value);
    } else if (answer.code === "stale") {
      setRefusal(t("customer_stale"));
      setStale(true);
      onStale();
    } else {
      setRefusal(t("customer_refused", { reason: answer.code === "bad_card" ? answer.detail : reason(answer) }));
    }
  };
  const title = t(card.is_known ? "customer_correct" : "customer_make");
  return (
    <form
      className="stack"
      aria-label={title}
      onSubmit={(event) => void submit(event)}
      noValidate
      data-testid="customer-form"
    >
      <h3>{title}</h3>
      <Names fields={fields} change={change} problem={problems["name"]} />
      <NumberFields numbers={fields.numbers} problems={problems} onChange={(numbers) => change({ numbers })} />
      <AddressFields addresses={fields.addresses} problems={problems} onChange={(addresses) => change({ addresses })} />
      <Ranks fields={fields} change={change} />
      <Field
        label={t("customer_note")}
        rows={3}
        maxLength={NOTE_CHARACTERS_MAX}
        value={fields.note}
        onChange={(note) => change({ note })}
        testId="customer-note-field"
      />
      <p role="alert" className="problem">
        {refusal}
      </p>
      <div className="row wrap">
        <Button type="submit" tone="primary" isDisabled={isSaving} testId="customer-save">
          {t("customer_save")}
        </Button>
        {isStale && (
          <Button testId="customer-theirs" onPress={takeTheirs}>
            {t("customer_load_theirs")}
          </Button>
        )}
        <Button tone="quiet" onPress={leave} testId="customer-cancel">
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  fields: CardFields;
  change: (part: Partial<CardFields>) => void;
}

function Names({ fields, change, problem }: PartProps & { problem: MessageKey | undefined }) {
  const { t } = useSpeech();
  const isCompany = fields.kind === "company";
  return (
    <>
      <div className="choices" role="radiogroup" aria-label={t("customer_kind")}>
        {(["person", "company"] as const).map((kind: PartyKind) => (
          <label key={kind} className="choice" data-testid={`customer-kind-${kind}`}>
            <input type="radio" name="customer-kind" checked={fields.kind === kind} onChange={() => change({ kind })} />
            {t(`customer_${kind}`)}
          </label>
        ))}
      </div>
      {isCompany && (
        <Name
          word="customer_company_name"
          value={fields.company_name}
          onChange={(company_name) => change({ company_name })}
        />
      )}
      <div className="pair-fields">
        <Name word="customer_given_name" value={fields.given_name} onChange={(given_name) => change({ given_name })} />
        <Name
          word="customer_family_name"
          value={fields.family_name}
          onChange={(family_name) => change({ family_name })}
        />
      </div>
      <Field
        label={t("customer_name")}
        hint={t("customer_name_hint")}
        maxLength={NAME_CHARACTERS_MAX}
        value={fields.name}
        onChange={(name) => change({ name })}
        problem={problem === undefined ? undefined : t(problem)}
        testId="customer-name-field"
      />
    </>
  );
}

interface NameProps {
  word: "customer_company_name" | "customer_given_name" | "customer_family_name";
  value: string;
  onChange: (value: string) => void;
}

function Name({ word, value, onChange }: NameProps) {
  const { t } = useSpeech();
  const testId = word.replaceAll("_", "-");
  return (
    <Field
      label={t(word)}
      maxLength={NAME_CHARACTERS_MAX}
      value={value}
      onChange={onChange}
      testId={`${testId}-field`}
    />
  );
}

/** What may be chosen is the center's to say; what stands on the card stays possible. */
function Ranks({ fields, change }: PartProps) {
  const { t, languageName } = useSpeech();
  const codeWord = useCodeWord();
  const choices = useStore(deskSettings)?.card;
  const some = (all: readonly string[] | undefined, own: string) => [...new Set([...(all ?? []), own])];
  const channels = ["", ...(choices?.channels ?? [])] as Channel[];
  return (
    <>
      <div className="pair-fields">
        <Select
          label={t("customer_grade")}
          choices={some(choices?.grades, fields.grade).map((grade) => ({ id: grade, label: codeWord(grade) }))}
          value={fields.grade}
          onChange={(grade) => change({ grade })}
          testId="customer-grade-field"
        />
        <Select
          label={t("customer_language")}
          choices={some(choices?.languages, fields.language).map((code) => ({ id: code, label: languageName(code) }))}
          value={fields.language}
          onChange={(language) => change({ language })}
          testId="customer-language-field"
        />
        <Select
          label={t("customer_channel")}
          choices={some(channels, fields.preferred_channel).map((channel) => ({
            id: channel,
            label: t(`customer_channel_${channel === "" ? "none" : (channel as Exclude<Channel, "">)}`),
          }))}
          value={fields.preferred_channel}
          onChange={(channel) => change({ preferred_channel: channel as Channel })}
          testId="customer-channel-field"
        />
        <Field
          label={t("customer_manager")}
          maxLength={NAME_CHARACTERS_MAX}
          value={fields.account_manager}
          onChange={(account_manager) => change({ account_manager })}
          testId="customer-manager-field"
        />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={fields.is_vip}
          data-testid="customer-vip-field"
          onChange={(event) => change({ is_vip: event.currentTarget.checked })}
        />
        {t("customer_vip")}
      </label>
    </>
  );
}
