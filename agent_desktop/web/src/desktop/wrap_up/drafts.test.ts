import { beforeEach, describe, expect, it, vi } from "vitest";
import { MemoryStorage } from "../../testing/memory_storage";
import { draftOf, EMPTY_DRAFT, forgetDrafts, forgetKept, keep, ownDrafts, readKept, writeDraft } from "./drafts";

const WRITTEN = { ...EMPTY_DRAFT, note: "wants a quote", disposition: "sold" };

beforeEach(() => {
  vi.stubGlobal("sessionStorage", new MemoryStorage());
  ownDrafts("alice");
});

describe("a draft", () => {
  it("is empty until something is written, and then is what was written", () => {
    expect(draftOf("i-1").get()).toEqual(EMPTY_DRAFT);
    writeDraft("i-1", WRITTEN);
    expect(draftOf("i-1").get()).toEqual(WRITTEN);
    expect(draftOf("i-2").get()).toEqual(EMPTY_DRAFT);
  });

  it("is seen by every part that writes on it, and comes back after a reload", () => {
    writeDraft("i-1", { note: "first" });
    writeDraft("i-1", { disposition: "sold" });
    expect(draftOf("i-1").get()).toEqual({ ...EMPTY_DRAFT, note: "first", disposition: "sold" });
    ownDrafts("alice"); // what the page does when it starts
    expect(draftOf("i-1").get()).toEqual({ ...EMPTY_DRAFT, note: "first", disposition: "sold" });
  });

  it("goes with its contact, while those in hand keep theirs", () => {
    writeDraft("i-1", WRITTEN);
    writeDraft("i-2", WRITTEN);
    forgetDrafts(["i-2"]);
    expect(draftOf("i-1").get()).toEqual(EMPTY_DRAFT);
    expect(draftOf("i-2").get()).toEqual(WRITTEN);
  });

  it("of a form without a contact outlives all contacts until the form is done", () => {
    keep("entered", { note: "came by" });
    forgetDrafts([]);
    expect(readKept("entered", { note: "", kind: "visit" })).toEqual({ note: "came by", kind: "visit" });
    forgetKept("entered");
    expect(readKept("entered", { note: "" })).toEqual({ note: "" });
  });

  it("never outlives signing out", () => {
    writeDraft("i-1", WRITTEN);
    keep("entered", { note: "came by" });
    sessionStorage.setItem("cic.language", "zh");
    forgetDrafts();
    expect([sessionStorage.length, sessionStorage.getItem("cic.language")]).toEqual([1, "zh"]);
  });

  it("is never seen by the next agent, even for a contact that both had", () => {
    writeDraft("i-1", WRITTEN);
    ownDrafts("bob");
    expect(draftOf("i-1").get()).toEqual(EMPTY_DRAFT);
    ownDrafts("alice");
    expect(draftOf("i-1").get()).toEqual(EMPTY_DRAFT);
  });

  it("that is broken is none", () => {
    sessionStorage.setItem("cic.draft.alice.contact.i-1", "{");
    expect(draftOf("i-1").get()).toEqual(EMPTY_DRAFT);
  });
});
