import { describe, expect, it } from "vitest";
import { sharedOf, typedFrom, wishOf } from "./wish";

describe("what contacts are looked for by", () => {
  it("stands in the address but for what is of persons", () => {
    const typed = { ...typedFrom("queue=sales&outcome=abandoned"), number: "5678", name: "王", note: "refund" };
    const shared = sharedOf(typed);
    expect(shared.queue).toBe("sales");
    expect(shared.agent).toBeNull();
    expect(JSON.stringify(shared)).not.toMatch(/5678|王|refund/);
    expect(typedFrom("number=5678&name=x&note=y")).toMatchObject({ number: "", name: "", note: "" });
  });

  it("is asked in a body", () => {
    const typed = {
      ...typedFrom("queue=sales&agent=alice&talked=90&waited=0.5&rated=2&recorded=no&order=longest&medium=voice"),
      number: " 5678 ",
    };
    expect(wishOf(typed)).toEqual({
      number: "5678",
      queues: ["sales"],
      agents: ["alice"],
      media: ["voice"],
      talk_ms: { least: 90_000 },
      waited_ms: { least: 500 },
      rating: { most: 2 },
      is_recorded: false,
      order: "longest",
    });
  });

  it("leaves out what makes no sense", () => {
    expect(wishOf(typedFrom("from=yesterday&talked=long&rated=x"))).toEqual({});
  });

  it("takes days and times of the reader's clock", () => {
    const { from_ms, until_ms } = wishOf(typedFrom("from=2026-11-01T08%3A00&until=2026-11-02T08%3A00"));
    expect((until_ms as number) - (from_ms as number)).toBe(86_400_000);
  });
});
