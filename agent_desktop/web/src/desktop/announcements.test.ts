import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAnnouncements, STANDING_MAX, STANDS_MS } from "./announcements";

const texts = (announcements: ReturnType<typeof createAnnouncements>) => announcements.get().map(({ text }) => text);

describe("announcements", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("leaves one standing when another follows at once", () => {
    const announcements = createAnnouncements();
    announcements.add("The center is back.");
    announcements.add("The offer has ended.");
    expect(texts(announcements)).toEqual(["The center is back.", "The offer has ended."]);
  });

  it("says the same words again as another entry", () => {
    const announcements = createAnnouncements();
    announcements.add("Copied.");
    announcements.add("Copied.");
    expect(new Set(announcements.get().map(({ id }) => id)).size).toBe(2);
  });

  it("lets each go after its own time", () => {
    const announcements = createAnnouncements();
    announcements.add("first");
    vi.advanceTimersByTime(STANDS_MS / 2);
    announcements.add("second");
    vi.advanceTimersByTime(STANDS_MS / 2);
    expect(texts(announcements)).toEqual(["second"]);
    vi.advanceTimersByTime(STANDS_MS / 2);
    expect(texts(announcements)).toEqual([]);
  });

  it("takes back what no longer holds, and nothing else", () => {
    const announcements = createAnnouncements();
    const takeBack = announcements.add("An offer");
    announcements.add("The phone is lost");
    takeBack();
    takeBack();
    expect(texts(announcements)).toEqual(["The phone is lost"]);
  });

  it("keeps the newest where too much is said at once", () => {
    const announcements = createAnnouncements();
    for (let count = 0; count <= STANDING_MAX; count += 1) announcements.add(`${count}`);
    expect(texts(announcements)[0]).toBe("1");
    expect(texts(announcements)).toHaveLength(STANDING_MAX);
  });

  it("tells its watchers", () => {
    const announcements = createAnnouncements();
    const watcher = vi.fn();
    announcements.subscribe(watcher);
    announcements.add("An offer")();
    expect(watcher).toHaveBeenCalledTimes(2);
  });
});
