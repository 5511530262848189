import { type ReactNode, createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { keyboardDigit } from "../controls/keypad";
import { en } from "../i18n/en";
import { DesktopClient } from "../protocol/desktop_client";
import type { InteractionView } from "../protocol/desktop_frames";
import { anInteraction, aView } from "../testing/views";
import { chosenInteraction } from "./chosen";
import { ClientContext } from "./context";
import { CallControls } from "./interaction/call_controls";
import { InteractionList } from "./interaction/interaction_list";
import { stateSinceMs, stateWord, waitMs } from "./interaction/state_words";
import { hasCall, isAccepted, newMute } from "./phone/accepted";
import { phoneWord } from "./phone/phone_panel";
import { shortcutOf } from "./shortcuts/table";
import { givenDisposition, matchingDispositions } from "./wrap_up/dispositions";
import { EMPTY_DRAFT } from "./wrap_up/drafts";
import { WrapUpForm } from "./wrap_up/wrap_up_form";

/** What a part of the desktop looks like, as text. */
function shown(part: ReactNode): string {
  return renderToStaticMarkup(createElement(ClientContext, { value: new DesktopClient() }, part));
}

describe("taking a call without a click", () => {
  it("is for an accepted contact only", () => {
    const view = aView(anInteraction({ interaction_id: "i-1", state: "connecting" }));
    expect(isAccepted(view, "i-1", ["connecting"])).toBe(true);
    expect(isAccepted(view, "i-2", ["connecting"])).toBe(false);
    expect(isAccepted(null, "i-1", ["connecting"])).toBe(false);
    const monitoring = {
      monitoring_id: "i-9", interaction_id: "i-1", contact_id: "c-1", agent: { agent_id: "bob", name: "Bob" },
      queue: { queue_id: "sales", label: { en: "Sales", zh: "销售" } }, stage: "ringing" as const, since_ms: 0,
      mode: "listen" as const, mode_since_ms: 0, allowed_actions: [],
    };
    const supervisor = { ...aView(), agent: { ...aView().agent, monitoring } };
    expect(isAccepted(supervisor, "i-9", ["connecting"])).toBe(true);
    expect([hasCall(supervisor), hasCall(aView()), hasCall(null)]).toEqual([true, false, false]);
    const offered = aView(anInteraction({ state: "offered" }));
    expect(isAccepted(offered, "i-1", ["connecting", "connected"])).toBe(false);
  });
});

describe("the engine's mute", () => {
  it("counts when it changes, and when the contact is first seen", () => {
    const open = aView(anInteraction({ is_muted: false }));
    const muted = aView(anInteraction({ is_muted: true }));
    expect(newMute(open, muted, "i-1")).toBe(true);
    expect(newMute(muted, open, "i-1")).toBe(false);
    expect(newMute(muted, muted, "i-1")).toBeNull();
    expect(newMute(null, muted, "i-1")).toBe(true);
    expect(newMute(open, aView(), "i-1")).toBeNull();
  });
});

describe("the middle of the desktop", () => {
  const offered = anInteraction({ interaction_id: "i-offered", state: "offered" });
  const talking = anInteraction({ interaction_id: "i-talking", state: "connected" });

  it("shows the one chosen, else who is talking, else the offer", () => {
    expect(chosenInteraction([offered, talking], null)).toBe(talking);
    expect(chosenInteraction([offered, talking], "i-offered")).toBe(offered);
    expect(chosenInteraction([offered], "i-gone")).toBe(offered);
    expect(chosenInteraction([], "i-gone")).toBeNull();
  });
});

describe("several contacts at once", () => {
  const wrapUp = anInteraction({ interaction_id: "i-wrap", state: "wrap_up" });
  const first = anInteraction({ interaction_id: "i-first", state: "connected" });
  const second = anInteraction({ interaction_id: "i-second", state: "connected" });

  it("open with the first that goes on, and any of them may be chosen", () => {
    expect(chosenInteraction([wrapUp, first, second], null)).toBe(first);
    expect(chosenInteraction([wrapUp, first, second], "i-second")).toBe(second);
    expect(chosenInteraction([wrapUp, second], "i-first")).toBe(second);
  });

  it("are each found by their own phone call", () => {
    const view = aView(wrapUp, first, second);
    expect(isAccepted(view, "i-second", ["connected"])).toBe(true);
    expect(isAccepted(view, "i-wrap", ["connected"])).toBe(false);
  });

  it("stand in the list, each a button of its own, with the chosen one marked", () => {
    const list = createElement(InteractionList, {
      interactions: [wrapUp, first, second],
      chosenId: "i-second",
      onChoose: () => {},
    });
    const html = shown(list);
    expect(html.match(/<button/g)?.length).toBe(3);
    expect(html.match(/aria-current="true"/g)?.length).toBe(1);
  });
});

describe("wrap-up", () => {
  const sold = { code: "sold", label: { en: "Sold", zh: "成交" } };
  const wrapUp = anInteraction({ state: "wrap_up", dispositions: [sold], allowed_actions: ["finish_wrap_up"] });
  const draft = { draft: EMPTY_DRAFT, change: () => {} };
  const form = (over: Partial<InteractionView>) =>
    shown(createElement(WrapUpForm, { interaction: { ...wrapUp, ...over }, draft }));

  it("shows what was given already, also when the queue has it no more", () => {
    expect(givenDisposition(wrapUp)).toBeNull();
    expect(givenDisposition({ ...wrapUp, given_disposition: "sold" })).toBe(sold);
    expect(givenDisposition({ ...wrapUp, given_disposition: "gone" })?.label.en).toBe("gone");
  });

  it("counts down only where it ends by itself", () => {
    expect(form({ wrap_up_until_ms: null })).not.toContain("wrap-up-left");
    expect(form({ wrap_up_until_ms: 5_000 })).toContain("wrap-up-left");
  });

  it("may be changed until its time is over, beginning with what was given", () => {
    expect(form({})).toContain(en.finish_wrap_up);
    const html = form({ given_disposition: "sold" });
    expect(html).toContain(en.change_disposition);
    expect(html).toContain("Given: Sold");
    expect(html).toMatch(/data-testid="disposition-sold"[^>]*aria-selected="true"/);
  });

  it("may be asked for while the contact goes on, and the button says whether it was", () => {
    const controls = (over: Partial<InteractionView>) =>
      shown(createElement(CallControls, { interaction: anInteraction(over), view: aView() }));
    const asking = { allowed_actions: ["ask_for_wrap_up"] };
    expect(controls(asking)).toContain('aria-pressed="false"');
    expect(controls({ ...asking, wants_wrap_up: true })).toContain('aria-pressed="true"');
    expect(controls({ allowed_actions: ["hold"] })).not.toContain("ask_for_wrap_up");
  });
});

describe("times of a contact", () => {
  it("run by the state, and the wait ends when the offer is accepted", () => {
    const interaction = anInteraction();
    expect(stateSinceMs(interaction)).toBe(23_000);
    expect(waitMs(interaction, 99_000)).toBe(12_000);
    expect(waitMs(anInteraction({ accepted_at_ms: null }), 15_000)).toBe(5_000);
    expect(stateWord(anInteraction({ is_held: true }))).toBe("state_on_hold");
  });
});

describe("finding a disposition", () => {
  const all = [
    { code: "resolved", label: { en: "Resolved", zh: "已解决" } },
    { code: "follow_up", label: { en: "Follow-up needed", zh: "需回访" } },
  ];

  it("looks in the code and in both languages", () => {
    expect(matchingDispositions(all, "").length).toBe(2);
    expect(matchingDispositions(all, "NEED fol").map(({ code }) => code)).toEqual(["follow_up"]);
    expect(matchingDispositions(all, "解决").map(({ code }) => code)).toEqual(["resolved"]);
    expect(matchingDispositions(all, "nothing")).toEqual([]);
  });
});

describe("keys", () => {
  const press = { code: "KeyA", altKey: true, shiftKey: true, ctrlKey: false, metaKey: false };

  it("work with Alt and Shift only, and never while an input method composes", () => {
    expect(shortcutOf({ ...press, isComposing: false, repeat: false })?.words).toBe("shortcut_accept");
    expect(shortcutOf({ ...press, isComposing: true, repeat: false })).toBeNull();
    expect(shortcutOf({ ...press, isComposing: false, repeat: true })).toBeNull();
    expect(shortcutOf({ ...press, shiftKey: false, isComposing: false, repeat: false })).toBeNull();
    expect(shortcutOf({ ...press, code: "KeyZ", isComposing: false, repeat: false })).toBeNull();
  });

  it("dial digits unless a modifier makes them something else", () => {
    const key = { ctrlKey: false, altKey: false, metaKey: false };
    expect(keyboardDigit({ ...key, key: "7" })).toBe("7");
    expect(keyboardDigit({ ...key, key: "#" })).toBe("#");
    expect(keyboardDigit({ ...key, key: "a" })).toBeNull();
    expect(keyboardDigit({ ...key, key: "7", ctrlKey: true })).toBeNull();
  });
});

describe("the phone's word", () => {
  const phone = { provider: "simulated", is_reachable: true, is_in_use: false };
  const facts = { isElsewhere: false, isInCall: false, isMuted: false, phones: [phone] };

  it("says first what matters most", () => {
    expect(phoneWord(facts).word).toBe("phone_ready");
    expect(phoneWord({ ...facts, isInCall: true, isMuted: true }).word).toBe("phone_muted");
    expect(phoneWord({ ...facts, phones: [{ ...phone, is_in_use: true }] }).word).toBe("phone_in_call");
    expect(phoneWord({ ...facts, phones: [{ ...phone, is_reachable: false }] }).word).toBe("phone_not_ready");
    expect(phoneWord({ ...facts, isElsewhere: true }).word).toBe("phone_other_window");
    expect(phoneWord({ ...facts, phones: [] }).word).toBe("phone_no_phone");
  });
});
