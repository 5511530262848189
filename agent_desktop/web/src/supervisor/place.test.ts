import { describe, expect, it } from "vitest";
import { addressOf, placeOf } from "./place";

describe("the address of the supervisor's page", () => {
  it.each([
    ["/supervisor", "", { tab: "", query: "" }],
    ["/supervisor/live", "?queues=sales%2Csupport", { tab: "live", query: "queues=sales%2Csupport" }],
    ["/supervisor/contacts/", "", { tab: "contacts", query: "" }],
    ["/supervisor/../etc", "", { tab: "", query: "" }],
  ])("%s%s names a place", (pathname, search, place) => {
    expect(placeOf({ pathname, search })).toEqual(place);
  });

  it("is found again from the place", () => {
    expect(addressOf({ tab: "live", query: "team=night" })).toBe("/supervisor/live?team=night");
    expect(addressOf({ tab: "audit", query: "" })).toBe("/supervisor/audit");
  });
});
