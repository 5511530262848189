/**
 * What a screen reader says by itself. Two regions that stand empty from the start: a region that comes together
 * with its text is not read reliably.
 */
import { useStore } from "../protocol/store";
import { type Announcements, createAnnouncements } from "./announcements";

const polite = createAnnouncements();
const assertive = createAnnouncements();

/** Says it when the person is next idle. */
export function announce(text: string): void {
  polite.add(text);
}

/** Says it at once: an offer, a lost phone. Returns what takes it back. */
export function announceNow(text: string): () => void {
  return assertive.add(text);
}

export function LiveRegions() {
  return (
    // React Aria hides what is outside of an open dialog from screen readers; this mark keeps it from doing so here.
    <div className="unseen" data-live-announcer="true">
      <Region announcements={polite} live="polite" />
      <Region announcements={assertive} live="assertive" />
    </div>
  );
}

/** Only what is added is read: a status or an alert would be read anew as a whole. */
function Region({ announcements, live }: { announcements: Announcements; live: "polite" | "assertive" }) {
  return (
    <div role="log" aria-live={live} aria-relevant="additions" aria-atomic="false" data-testid={`live-${live}`}>
      {useStore(announcements).map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
