/** A value of the CRM as people write it. Pure. */
import type { CrmField } from "../../protocol/records";

/** Words or a truth; an amount comes in its smallest unit, a date as a day or a time of ISO 8601. */
export function crmValue({ kind, value, decimals = 2 }: CrmField, language: string): string | boolean {
  if (typeof value === "boolean") return value;
  if (kind === "amount" && typeof value === "number") {
    const form = new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    return form.format(value / 10 ** decimals);
  }
  if (kind === "number" && typeof value === "number") return new Intl.NumberFormat(language).format(value);
  if (kind === "date" && typeof value === "string") return dateWords(value, language);
  return String(value);
}

function dateWords(text: string, language: string): string {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
  return Number.isNaN(at.getTime()) ? text : new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(at);
}
