import { describe, expect, it } from "vitest";
import type { CrmField } from "../../protocol/records";
import { crmValue } from "./crm_value";

const field = (over: Partial<CrmField>): CrmField => ({
  name: "f",
  label: { en: "F", zh: "F" },
  kind: "text",
  value: "",
  ...over,
});

describe("a value of the CRM", () => {
  it.each([
    [field({ value: "Hamburg" }), "Hamburg"],
    [field({ kind: "amount", value: 123_456 }), "1,234.56"],
    [field({ kind: "amount", value: 1_500, decimals: 0 }), "1,500"],
    [field({ kind: "number", value: 12_000 }), "12,000"],
    [field({ kind: "truth", value: true }), true],
    [field({ kind: "date", value: "2026-11-27" }), "Nov 27, 2026"],
    [field({ kind: "date", value: "soon" }), "soon"],
  ])("is written as people write it", (given, shown) => expect(crmValue(given, "en")).toBe(shown));
});
