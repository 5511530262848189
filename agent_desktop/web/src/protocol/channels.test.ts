import { describe, expect, it, vi } from "vitest";
import { ChannelFeeds, mergeItems, type StateFrame } from "./channels";

const queue = (waiting: number) => ({
  kind: "queue" as const,
  queue_id: "sales",
  label: { en: "Sales", zh: "销售" },
  waiting,
  longest_since_ms: null,
  free_agents: 1,
});

function told(items: StateFrame["items"], full = false): StateFrame {
  return { t: "state", channel: "directory", full, items } as StateFrame;
}

describe("items of a channel", () => {
  it("are merged by key, and gone when they are null", () => {
    const whole = mergeItems(null, told({ a: queue(1), b: queue(2) }, true));
    expect(mergeItems(whole, told({ a: null, b: queue(3) }))).toEqual({ b: queue(3) });
    expect(mergeItems(whole, told({ c: queue(4) }, true))).toEqual({ c: queue(4) });
  });

  it("are not known before they were told whole", () => {
    expect(mergeItems(null, told({ a: queue(1) }))).toBeNull();
  });
});

describe("a channel", () => {
  it("is subscribed to while anybody watches, and again on a new connection", () => {
    const sent: object[] = [];
    const feeds = new ChannelFeeds((frame) => sent.push(frame));
    const directory = feeds.of("directory");
    expect(feeds.of("directory")).toBe(directory);
    feeds.reopened();
    expect(sent).toEqual([]);
    const leaveFirst = directory.subscribe(() => undefined);
    const leaveSecond = directory.subscribe(() => undefined);
    feeds.reopened();
    leaveFirst();
    leaveFirst();
    expect(sent).toEqual([
      { t: "subscribe", channel: "directory" },
      { t: "subscribe", channel: "directory" },
    ]);
    leaveSecond();
    expect(sent.at(-1)).toEqual({ t: "unsubscribe", channel: "directory" });
  });

  it("tells its watchers, and shows nothing once nobody watches", () => {
    const feeds = new ChannelFeeds(() => undefined);
    const directory = feeds.of("directory");
    const watcher = vi.fn();
    const leave = directory.subscribe(watcher);
    feeds.heard(told({ "queue:sales": queue(1) }, true));
    expect(watcher).toHaveBeenCalledTimes(1);
    expect(directory.get()).toEqual({ "queue:sales": queue(1) });
    leave();
    feeds.heard(told({ "queue:sales": queue(2) }, true));
    expect(directory.get()).toBeNull();
  });

  it("is forgotten with its names when the agent is signed out", () => {
    const feeds = new ChannelFeeds(() => undefined);
    const directory = feeds.of("directory");
    directory.subscribe(() => undefined);
    feeds.heard(told({ "queue:sales": queue(1) }, true));
    feeds.forget();
    expect(directory.get()).toBeNull();
  });
});
