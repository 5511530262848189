/**
 * What a screen reader says by itself. Two regions that stand empty from the start: a region that comes together
 * with its text is not read reliably.
 */
import { createStore, useStore } from "../protocol/store";

const polite = createStore("");
const assertive = createStore("");

/** Says it when the person is next idle. */
export function announce(text: string): void {
  polite.set(text);
}

/** Says it at once: an offer, a lost phone. */
export function announceNow(text: string): void {
  assertive.set(text);
}

export function LiveRegions() {
  return (
    // React Aria hides what is outside of an open dialog from screen readers; this mark keeps it from doing so here.
    <div className="unseen" data-live-announcer="true">
      <div role="status" aria-live="polite" data-testid="live-polite">
        {useStore(polite)}
      </div>
      <div role="alert" aria-live="assertive" data-testid="live-assertive">
        {useStore(assertive)}
      </div>
    </div>
  );
}
