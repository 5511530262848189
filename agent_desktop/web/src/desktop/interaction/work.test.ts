import { type ReactNode, createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { en } from "../../i18n/en";
import { DesktopClient } from "../../protocol/desktop_client";
import type { InteractionView } from "../../protocol/desktop_frames";
import { messageUrl } from "../../protocol/http";
import { aMessage, aView, anInteraction } from "../../testing/views";
import { chosenInteraction } from "../chosen";
import { ClientContext } from "../context";
import { ON_THE_PHONE, isAccepted } from "../phone/accepted";
import { shortcutOf } from "../shortcuts/table";
import { CallControls } from "./call_controls";
import { FlowLines } from "./flow_lines";
import { InteractionList } from "./interaction_list";
import { ScreenPop } from "./screen_pop";
import { stateSinceMs, stateTone, stateWord } from "./state_words";
import { Due, WorkCard } from "./work_card";
import { dueInMs, kindIcon, kindWord } from "./work_words";

/** What a part of the desktop looks like, as text. */
function shown(part: ReactNode): string {
  return renderToStaticMarkup(createElement(ClientContext, { value: new DesktopClient() }, part));
}

function card(interaction: InteractionView): string {
  const { work } = interaction;
  if (work === null) throw new Error("this is no work");
  return shown(createElement(WorkCard, { interaction, work }));
}

describe("what a caller has left", () => {
  it("has a word and a picture of its own for each kind", () => {
    for (const medium of ["voicemail", "task", "callback"]) {
      expect(kindWord(aMessage({ medium }))).toBe(`medium_${medium}`);
      expect(kindIcon(aMessage({ medium }))).not.toBe("phone");
    }
    expect([kindWord(anInteraction()), kindIcon(anInteraction())]).toEqual(["medium_voice", "phone"]);
    expect(kindWord(aMessage({ medium: "fax" }))).toBe("medium_other");
  });

  it("is played by a player that keys and screen readers reach, and that loads nothing unasked", () => {
    const html = card(aMessage());
    expect(html).toContain('src="/api/messages/m1.1"');
    expect(html).toContain('preload="none"');
    expect(html).toContain('aria-label="The caller’s message, 1:05"');
    expect(html).toContain("controls");
    expect(messageUrl("../x")).toBe("/api/messages/..%2Fx");
  });

  it("shows the subject of a task and no player", () => {
    const html = card(aMessage({ medium: "task" }, { subject: "wrong_invoice", recording: null }));
    expect(html).toContain("Wrong invoice");
    expect(html).not.toContain("<audio");
  });

  it("shows the number to call back with a button that copies it, or that there is none", () => {
    const html = card(aMessage({ medium: "callback" }, { recording: null, number_to_call: "+15550100" }));
    expect(html).toContain("+15550100");
    expect(html).toContain('data-testid="copy-number"');
    const erased = card(aMessage({ medium: "callback" }, { recording: null }));
    expect(erased).toContain(en.number_withheld);
    expect(erased).not.toContain("copy-number");
  });

  it("says in words when it is late", () => {
    const { work } = aMessage();
    if (work === null) throw new Error("this is no work");
    expect([dueInMs(work, 40_000), dueInMs(work, 160_000)]).toEqual([60_000, -60_000]);
    const late = shown(createElement(Due, { work: { ...work, due_at_ms: 0 } }));
    expect(late).toContain("Overdue by");
    const early = shown(createElement(Due, { work: { ...work, due_at_ms: Date.now() + 600_000 } }));
    expect(early).toContain("Due in");
    expect(early).toContain('data-overdue="false"');
  });

  it("has states of its own, and one for being laid aside", () => {
    expect(stateWord(aMessage())).toBe("state_in_work");
    expect(stateWord(aMessage({ state: "offered" }))).toBe("state_offered_work");
    expect(stateWord(aMessage({ state: "wrap_up" }))).toBe("state_wrap_up");
    expect([stateWord(aMessage({ is_parked: true })), stateTone(aMessage({ is_parked: true }))]).toEqual([
      "state_parked",
      "held",
    ]);
  });

  it("is done with a button of its own, and with a key", () => {
    const html = shown(createElement(CallControls, { interaction: aMessage(), view: aView() }));
    expect(html).toContain('data-testid="action-complete"');
    expect(html).toContain(en.work_controls);
    const press = { code: "KeyC", altKey: true, shiftKey: true, ctrlKey: false, metaKey: false };
    expect(shortcutOf({ ...press, isComposing: false, repeat: false })?.testIds).toEqual(["action-complete"]);
  });

  it("stands in the list with its kind, and comes after a call when it is laid aside", () => {
    const work = aMessage({ interaction_id: "i-work", is_parked: true });
    const call = anInteraction({ interaction_id: "i-call" });
    const list = { interactions: [work, call], chosenId: null, onChoose: () => {} };
    expect(shown(createElement(InteractionList, list))).toContain(en.medium_voicemail);
    expect(chosenInteraction([work, call], null)).toBe(call);
    expect(chosenInteraction([work], null)).toBe(work);
  });

  it("is not measured against the target for callers who wait", () => {
    expect(shown(createElement(ScreenPop, { interaction: anInteraction() }))).toContain('data-testid="waited"');
    expect(shown(createElement(ScreenPop, { interaction: aMessage() }))).not.toContain('data-testid="waited"');
  });
});

describe("a caller in a flow", () => {
  const inFlow = anInteraction({
    state: "in_flow",
    flow: "verify_caller",
    is_held: true,
    held_since_ms: 30_000,
    allowed_actions: ["resume", "hang_up"],
  });

  it("is shown as such, with the way to take the caller back", () => {
    expect([stateWord(inFlow), stateTone(inFlow), stateSinceMs(inFlow)]).toEqual(["state_in_flow", "in_flow", 30_000]);
    const html = shown(createElement(CallControls, { interaction: inFlow, view: aView() }));
    expect(html).toContain(en.action_take_back);
    expect(shown(createElement(FlowLines, { interaction: inFlow }))).toContain("Verify caller");
  });

  it("keeps the agent's phone", () => {
    expect(isAccepted(aView(inFlow), "i-1", ON_THE_PHONE)).toBe(true);
    expect(chosenInteraction([anInteraction({ state: "offered" }), inFlow], null)).toBe(inFlow);
  });

  it("comes back with a result that is read out", () => {
    const back = anInteraction({ flow_results: [{ flow: "verify_caller", result: "verified" }] });
    const html = shown(createElement(FlowLines, { interaction: back }));
    expect(html).toContain('role="status"');
    expect(html).toContain('data-result="verified"');
  });
});

describe("what was looked up", () => {
  it("stands with the call, also what is true or false", () => {
    const looked_up = [
      { name: "open_orders", value: 3 },
      { name: "is_member", value: true },
    ];
    const html = shown(createElement(ScreenPop, { interaction: anInteraction({ looked_up }) }));
    expect(html).toContain("Open orders");
    expect(html).toContain(">3<");
    expect(html).toContain(`>${en.yes}<`);
  });
});
