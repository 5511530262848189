/** The time line of one contact, over the page. What it shows is loaded when it is first opened. */
import { Dialog } from "../../controls/dialog";
import { useSpeech } from "../../i18n/language";
import type { WordLists } from "../words";
import { latePart } from "../parts/late_part";

const TimelineOfContact = latePart(async () => (await import("./contact_timeline")).TimelineOfContact);

interface TimelineDialogProps {
  /** Null while nothing is shown. */
  contactId: string | null;
  view: WordLists;
  /** Another contact is wanted: the one before, or the one this follows from. */
  onShow: (contactId: string) => void;
  onClose: () => void;
}

export function TimelineDialog({ contactId, view, onShow, onClose }: TimelineDialogProps) {
  const { t } = useSpeech();
  if (contactId === null) return null;
  return (
    <Dialog title={t("timeline_title")} isOpen isWide onClose={onClose} testId="timeline-dialog">
      <TimelineOfContact key={contactId} contactId={contactId} view={view} onShow={onShow} />
    </Dialog>
  );
}
