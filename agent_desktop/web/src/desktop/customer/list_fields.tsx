/** The numbers and addresses of a card, each line with a way to take it away. */
import { Button } from "../../controls/button";
import { Field } from "../../controls/field";
import { Select } from "../../controls/select";
import { useSpeech } from "../../i18n/language";
import type { Address } from "../../protocol/records";
import { OF_CUSTOMER } from "../telephone_number";
import { ADDRESS_CHARACTERS_MAX, ADDRESSES_MAX, type FieldProblem, NUMBERS_MAX } from "./card_fields";

type Problems = Readonly<Record<string, FieldProblem>>;

interface NumberFieldsProps {
  numbers: readonly string[];
  problems: Problems;
  onChange: (numbers: string[]) => void;
}

export function NumberFields({ numbers, problems, onChange }: NumberFieldsProps) {
  const { t } = useSpeech();
  return (
    <fieldset className="stack line-fields">
      <legend>{t("customer_numbers")}</legend>
      {numbers.map((number, index) => {
        const problem = problems[`numbers.${index}`];
        return (
          <div key={index} className="line-field">
            <Field
              label={t("customer_number_n", { n: index + 1 })}
              isLabelUnseen
              type="tel"
              value={number}
              onChange={(text) => onChange(numbers.with(index, text))}
              problem={problem === undefined ? undefined : t(problem, { ...OF_CUSTOMER })}
              testId="customer-number-field"
            />
            <Button tone="quiet" icon="close" isIconOnly onPress={() => onChange(numbers.toSpliced(index, 1))}>
              {t("customer_number_remove", { n: index + 1 })}
            </Button>
          </div>
        );
      })}
      {numbers.length < NUMBERS_MAX && (
        <Button tone="quiet" icon="add" testId="customer-number-add" onPress={() => onChange([...numbers, ""])}>
          {t("customer_number_add")}
        </Button>
      )}
    </fieldset>
  );
}

interface AddressFieldsProps {
  addresses: readonly Address[];
  problems: Problems;
  onChange: (addresses: Address[]) => void;
}

export function AddressFields({ addresses, problems, onChange }: AddressFieldsProps) {
  const { t } = useSpeech();
  return (
    <fieldset className="stack line-fields">
      <legend>{t("customer_addresses")}</legend>
      {addresses.map((address, index) => (
        <AddressLine
          key={index}
          address={address}
          n={index + 1}
          problem={problems[`addresses.${index}`]}
          onChange={(changed) => onChange(addresses.with(index, changed))}
          onRemove={() => onChange(addresses.toSpliced(index, 1))}
        />
      ))}
      {addresses.length < ADDRESSES_MAX && (
        <Button
          tone="quiet"
          icon="add"
          testId="customer-address-add"
          onPress={() => onChange([...addresses, { kind: "mail", text: "" }])}
        >
          {t("customer_address_add")}
        </Button>
      )}
    </fieldset>
  );
}

interface AddressLineProps {
  address: Address;
  n: number;
  problem: FieldProblem | undefined;
  onChange: (address: Address) => void;
  onRemove: () => void;
}

function AddressLine({ address, n, problem, onChange, onRemove }: AddressLineProps) {
  const { t } = useSpeech();
  return (
    <div className="line-field">
      <Select
        label={t("customer_address_kind_n", { n })}
        isLabelUnseen
        choices={(["mail", "postal"] as const).map((kind) => ({ id: kind, label: t(`customer_address_${kind}`) }))}
        value={address.kind}
        onChange={(kind) => onChange({ ...address, kind: kind as Address["kind"] })}
      />
      <Field
        label={t("customer_address_n", { n })}
        isLabelUnseen
        rows={address.kind === "postal" ? 2 : 1}
        maxLength={ADDRESS_CHARACTERS_MAX}
        value={address.text}
        onChange={(text) => onChange({ ...address, text })}
        problem={problem === undefined ? undefined : t(problem)}
        testId="customer-address-field"
      />
      <Button tone="quiet" icon="close" isIconOnly onPress={onRemove}>
        {t("customer_address_remove", { n })}
      </Button>
    </div>
  );
}
