import { createElement } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { DesktopClient } from "../protocol/desktop_client";
import type { InteractionView, View } from "../protocol/desktop_frames";
import { applyEvents } from "../protocol/desktop_apply";
import { type Rendering, rendered } from "../testing/rendering";
import { anInteraction, aView } from "../testing/views";
import { ClientContext, useDesktop, useDeskView, useInteractions, useIsPending } from "./context";
import { useShownInteraction, wantedInteraction } from "./frame/shown";
import { type Sending, useCommand } from "./use_command";

const FIRST = anInteraction({ interaction_id: "i-1" });
const SECOND = anInteraction({ interaction_id: "i-2" });

const PLACE = {
  client: new DesktopClient(),
  rendering: null as Rendering | null,
};

/** Counts how often a component is rendered that needs this much of what the desktop knows. */
async function renderings(use: () => unknown): Promise<{ count: () => number; change: (event: Event) => Promise<void> }> {
  const client = new DesktopClient(() => ({ start() {}, stop() {}, send: () => true }));
  client.store.set({ ...client.store.get(), view: aView(FIRST, SECOND) });
  let count = 0;
  function Part() {
    use();
    count += 1;
    return null;
  }
  const rendering = await rendered(createElement(ClientContext, { value: client }, createElement(Part)));
  PLACE.client = client;
  PLACE.rendering = rendering;
  return { count: () => count, change: (event) => rendering.during(() => happen(event)) };
}

type Event = { changed: string } | { agentFree: boolean } | "pending" | "answered";

function happen(event: Event): void {
  const { store } = PLACE.client;
  const state = store.get();
  const view = state.view as View;
  if (event === "pending") PLACE.client.command({ op: "hold", args: { interaction_id: "i-1" } });
  else if (event === "answered") store.set({ ...state, pending: [] });
  else if ("agentFree" in event) {
    const told = { event: "agent_changed", data: { is_free: event.agentFree } } as const;
    store.set({ ...state, view: applyEvents(view, [told]) });
  } else {
    const told = { event: "interaction_changed", interaction_id: event.changed, data: { is_held: true } } as const;
    store.set({ ...state, view: applyEvents(view, [told]) });
  }
}

const one = (id: string) => ({ view }: { view: View | null }): InteractionView | undefined =>
  view?.interactions.find(({ interaction_id }) => interaction_id === id);

afterEach(() => PLACE.rendering?.end());

describe("a component that needs a part of what the desktop knows", () => {
  it("is not made anew when another contact changes", async () => {
    const { count, change } = await renderings(() => useDesktop(one("i-1")));
    await change({ changed: "i-2" });
    expect(count()).toBe(1);
    await change({ changed: "i-1" });
    expect(count()).toBe(2);
  });

  it("shows the chosen contact, and is not made anew when another changes", async () => {
    wantedInteraction.set("i-2");
    const { count, change } = await renderings(useShownInteraction);
    await change({ changed: "i-1" });
    expect(count()).toBe(1);
    await change({ changed: "i-2" });
    expect(count()).toBe(2);
    wantedInteraction.set(null);
  });

  it("is not made anew by any contact where it needs none of them", async () => {
    const { count, change } = await renderings(useDeskView);
    await change({ changed: "i-1" });
    expect(count()).toBe(1);
    await change({ agentFree: false });
    expect(count()).toBe(2);
  });

  it("sees all contacts, and nothing of the agent, where it needs all contacts", async () => {
    const { count, change } = await renderings(useInteractions);
    await change({ agentFree: false });
    expect(count()).toBe(1);
    await change({ changed: "i-2" });
    expect(count()).toBe(2);
  });

  it("waits for its own command only", async () => {
    const other = await renderings(() => useIsPending("hold", "i-2"));
    await other.change("pending");
    expect(other.count()).toBe(1);
    const own = await renderings(() => useIsPending("hold", "i-1"));
    await own.change("pending");
    expect(own.count()).toBe(2);
  });

  it("may make its part of several things each time, if it says when two are the same", async () => {
    const isSame = (before: string[], after: string[]) => before.join() === after.join();
    const { count, change } = await renderings(() =>
      useDesktop(({ view }) => view?.interactions.map(({ interaction_id }) => interaction_id) ?? [], isSame),
    );
    await change({ changed: "i-1" });
    expect(count()).toBe(1);
  });
});

describe("a form that sends a command", () => {
  it("is not made anew by what happens meanwhile, and goes on when it is answered", async () => {
    let form: Sending | undefined;
    let done = 0;
    const { count, change } = await renderings(() => {
      form = useCommand();
    });
    await change({ changed: "i-1" });
    expect(count()).toBe(1);
    await PLACE.rendering?.during(() =>
      form?.send({ op: "hold", args: { interaction_id: "i-1" } }, () => {
        done += 1;
      }),
    );
    expect(form?.isWaiting).toBe(true);
    const waiting = count();
    await change({ changed: "i-2" });
    expect([count(), done]).toEqual([waiting, 0]);
    await change("answered");
    expect([form?.isWaiting, done]).toEqual([false, 1]);
  });
});
