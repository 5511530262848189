import { describe, expect, it } from "vitest";
import { type Screen, whenShown } from "./shown";

/** A window whose frames and timers come when the test says so. */
class ScreenByHand implements Screen {
  document: { visibilityState: DocumentVisibilityState } = { visibilityState: "visible" };
  private next = 1;
  readonly frames = new Map<number, () => void>();
  readonly timers = new Map<number, () => void>();

  requestAnimationFrame = (painted: () => void) => this.keep(this.frames, painted);
  cancelAnimationFrame = (handle: number) => void this.frames.delete(handle);
  setTimeout = (late: () => void) => this.keep(this.timers, late);
  clearTimeout = (handle: number) => void this.timers.delete(handle);

  come(waiting: Map<number, () => void>): void {
    const called = [...waiting.values()];
    waiting.clear();
    for (const call of called) call();
  }

  private keep(waiting: Map<number, () => void>, call: () => void): number {
    waiting.set(this.next, call);
    return this.next++;
  }
}

function watched(screen: ScreenByHand) {
  const seen = { times: 0 };
  return { seen, callOff: whenShown(screen, () => (seen.times += 1)) };
}

describe("what stands in a page", () => {
  it("is shown once a frame was painted with it, and told of once", () => {
    const screen = new ScreenByHand();
    const { seen } = watched(screen);
    screen.come(screen.frames);
    expect(seen.times).toBe(0);
    screen.come(screen.frames);
    expect(seen.times).toBe(1);
    screen.come(screen.timers);
    screen.come(screen.frames);
    expect(seen.times).toBe(1);
  });

  it("is shown at once in the background, where no frame is painted", () => {
    const screen = new ScreenByHand();
    screen.document.visibilityState = "hidden";
    expect(watched(screen).seen.times).toBe(1);
    expect(screen.frames.size + screen.timers.size).toBe(0);
  });

  it("is shown after a while when the page is covered before its next frame", () => {
    const screen = new ScreenByHand();
    const { seen } = watched(screen);
    screen.come(screen.timers);
    expect(seen.times).toBe(1);
    screen.come(screen.frames);
    expect(seen.times).toBe(1);
  });

  it.each([0, 1])("is not told of when it has gone after %i frames", (frames) => {
    const screen = new ScreenByHand();
    const { seen, callOff } = watched(screen);
    for (let n = 0; n < frames; n += 1) screen.come(screen.frames);
    callOff();
    screen.come(screen.frames);
    screen.come(screen.timers);
    expect(seen.times).toBe(0);
  });
});
