/**
 * The state channels: live items that are merged by key, of which the newest is enough. Owns who listens; a channel
 * is subscribed to while anybody does.
 */
import type { ChannelName, Channels, ServerFrame } from "./desktop_frames";
import { createStore, type Store } from "./store";

export type StateFrame = Extract<ServerFrame, { t: "state" }>;
export type ChannelItems<N extends ChannelName> = Readonly<Record<string, Channels[N]>>;

/** A channel's items; null until they were told. */
export type ChannelStore<N extends ChannelName> = Pick<Store<ChannelItems<N> | null>, "get" | "subscribe">;

type AnyItems = Readonly<Record<string, unknown>>;

/** The items after a frame. Pure. A change of items that were never told whole says nothing. */
export function mergeItems(items: AnyItems | null, frame: Pick<StateFrame, "full" | "items">): AnyItems | null {
  if (items === null && !frame.full) return null;
  const merged: Record<string, unknown> = frame.full ? {} : { ...items };
  for (const [key, item] of Object.entries(frame.items)) {
    if (item === null) delete merged[key];
    else merged[key] = item;
  }
  return merged;
}

interface Feed {
  store: Store<AnyItems | null>;
  watchers: number;
  shown: ChannelStore<ChannelName>;
}

export class ChannelFeeds {
  private readonly feeds = new Map<ChannelName, Feed>();

  /** `send` hands a frame to the center; what cannot be sent now is sent by `reopened`. */
  constructor(private readonly send: (frame: object) => void) {}

  of<N extends ChannelName>(channel: N): ChannelStore<N> {
    const feed = this.feeds.get(channel) ?? this.made(channel);
    return feed.shown as unknown as ChannelStore<N>;
  }

  /** A connection is open anew: what is listened to is asked for again, and shown as it was until it comes. */
  reopened(): void {
    for (const [channel, feed] of this.feeds) {
      if (feed.watchers > 0) this.send({ t: "subscribe", channel });
    }
  }

  heard(frame: StateFrame): void {
    const feed = this.feeds.get(frame.channel);
    if (feed !== undefined && feed.watchers > 0) feed.store.set(mergeItems(feed.store.get(), frame));
  }

  /** Who is signed out sees nothing of callers any more. */
  forget(): void {
    for (const feed of this.feeds.values()) feed.store.set(null);
  }

  private made(channel: ChannelName): Feed {
    const store = createStore<AnyItems | null>(null);
    const feed: Feed = {
      store,
      watchers: 0,
      shown: {
        get: store.get as ChannelStore<ChannelName>["get"],
        subscribe: (watcher) => this.watch(channel, feed, watcher),
      },
    };
    this.feeds.set(channel, feed);
    return feed;
  }

  private watch(channel: ChannelName, feed: Feed, watcher: () => void): () => void {
    const leave = feed.store.subscribe(watcher);
    feed.watchers += 1;
    if (feed.watchers === 1) this.send({ t: "subscribe", channel });
    let isListening = true;
    return () => {
      leave();
      if (!isListening) return;
      isListening = false;
      feed.watchers -= 1;
      if (feed.watchers > 0) return;
      this.send({ t: "unsubscribe", channel });
      feed.store.set(null);
    };
  }
}
