/** The time line of one contact, over the page. What it shows is loaded when it is first opened. */
import { lazy, Suspense } from "react";
import { Dialog } from "../../controls/dialog";
import { useSpeech } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";

const TimelineOfContact = lazy(() =>
  import("./contact_timeline").then((module) => ({ default: module.TimelineOfContact })),
);

interface TimelineDialogProps {
  /** Null while nothing is shown. */
  contactId: string | null;
  view: DeskView;
  /** Another contact is wanted: the one before, or the one this follows from. */
  onShow: (contactId: string) => void;
  onClose: () => void;
}

export function TimelineDialog({ contactId, view, onShow, onClose }: TimelineDialogProps) {
  const { t } = useSpeech();
  if (contactId === null) return null;
  return (
    <Dialog title={t("timeline_title")} isOpen isWide onClose={onClose} testId="timeline-dialog">
      <Suspense fallback={<p className="faint">{t("loading_part")}</p>}>
        <TimelineOfContact key={contactId} contactId={contactId} view={view} onShow={onShow} />
      </Suspense>
    </Dialog>
  );
}
