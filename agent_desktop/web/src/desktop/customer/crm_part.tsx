/** What the CRM knows of a customer, asked for when the card is shown, where the center has a CRM. */
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import { type CrmField, crmFields } from "../../protocol/records";
import { LoadedPart, useLoaded } from "../loaded";
import { CardFact } from "./card_fact";
import { crmValue } from "./crm_value";

export function CrmPart({ partyId }: { partyId: string }) {
  const { t } = useSpeech();
  const loading = useLoaded(partyId, crmFields);
  const isAskedAgain = loading.loaded.phase === "ready" && loading.loaded.isOld;
  return (
    <section className="stack" aria-label={t("customer_crm")} data-testid="customer-crm">
      <h3>{t("customer_crm")}</h3>
      <LoadedPart loading={loading}>
        {({ result, fields }) =>
          result === "found" ? (
            <dl className="facts customer-facts">
              {fields.map((field) => (
                <Value key={field.name} field={field} />
              ))}
            </dl>
          ) : (
            <div className="row wrap">
              <p className="faint" role="status" aria-busy={isAskedAgain}>
                {t(isAskedAgain ? "loading_part" : result === "not_found" ? "customer_crm_not_found" : "customer_crm_failed")}
              </p>
              {result === "failed" && <Button onPress={loading.reload}>{t("try_again")}</Button>}
            </div>
          )
        }
      </LoadedPart>
    </section>
  );
}

function Value({ field }: { field: CrmField }) {
  const { t, label, language } = useSpeech();
  const value = crmValue(field, language);
  const words = typeof value === "boolean" ? t(value ? "yes" : "no") : value;
  return <CardFact word={label(field.label) || field.name}>{words}</CardFact>;
}
