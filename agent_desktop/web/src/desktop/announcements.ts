/**
 * What is to be said to a screen reader, in order. Owns how long each stands; knows nothing of the page.
 *
 * Each stands as an entry of its own: one that took the place of another within the same second would be all that is
 * read, and the same words again would not be read at all.
 */
import { createStore, type Watched } from "../protocol/store";

export interface Announcement {
  id: number;
  text: string;
}

/** Long enough to be begun; a reader that has begun goes on without the text. */
export const STANDS_MS = 10_000;
/** More at once would be read for minutes: the oldest gives way. */
export const STANDING_MAX = 5;

export interface Announcements extends Watched<readonly Announcement[]> {
  /** Says it; returns what takes it back where it no longer holds. */
  add(text: string): () => void;
}

export function createAnnouncements(): Announcements {
  const standing = createStore<readonly Announcement[]>([]);
  let lastId = 0;
  const remove = (id: number) => standing.set(standing.get().filter((announcement) => announcement.id !== id));
  return {
    get: standing.get,
    subscribe: standing.subscribe,
    add(text) {
      const id = ++lastId;
      standing.set([...standing.get(), { id, text }].slice(-STANDING_MAX));
      const timer = setTimeout(() => remove(id), STANDS_MS);
      return () => {
        clearTimeout(timer);
        remove(id);
      };
    },
  };
}
