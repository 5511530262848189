/** Callers who gave up waiting in a queue and whom nobody has seen to since. Asked for again when their number changes. */
import { useState } from "react";
import { Badge } from "../../controls/badge";
import { Button } from "../../controls/button";
import { Icon } from "../../controls/icon";
import { LoadedPart, useLoaded } from "../../desktop/loaded";
import { clock } from "../../i18n/language";
import { useWords } from "../../i18n/supervisor_speech";
import { type MissedCaller, missedCallers } from "../../protocol/supervision";
import { ActDialog } from "../acts/act_dialog";
import { useMay } from "../me";
import { Elapsed, useHasPassed } from "./elapsed";

interface MissedListProps {
  queueId: string;
  count: number;
  onTimeLine: (contactId: string) => void;
}

export function MissedList({ queueId, count, onTimeLine }: MissedListProps) {
  const { t } = useWords();
  const may = useMay();
  const loading = useLoaded(may("see_missed") && count > 0 ? `${queueId} ${count}` : null, missedCallers);
  const [seenTo, setSeenTo] = useState<string | null>(null);
  if (!may("see_missed") || count === 0) return null;
  return (
    <>
      <h3>{t("panel_missed")}</h3>
      <LoadedPart loading={loading}>
        {({ missed }) => (
          <ul className="served" data-testid="missed-callers">
            {missed
              .filter(({ queue_id }) => queue_id === queueId)
              .map((caller) => (
                <li key={caller.contact_id} data-testid="missed-caller" data-id={caller.contact_id}>
                  <Facts caller={caller} />
                  <div className="row wrap acts">
                    {may("read_contact") && (
                      <Button tone="quiet" icon="clock" testId="missed-time-line" onPress={() => onTimeLine(caller.contact_id)}>
                        {t("panel_time_line")}
                      </Button>
                    )}
                    {may("close_missed") && (
                      <Button tone="quiet" icon="check" testId="missed-close" onPress={() => setSeenTo(caller.contact_id)}>
                        {t("missed_close")}
                      </Button>
                    )}
                  </div>
                </li>
              ))}
          </ul>
        )}
      </LoadedPart>
      {seenTo !== null && (
        <ActDialog
          title={t("missed_close_title")}
          explained={t("missed_close_explained")}
          verb={t("missed_close")}
          request={{ path: `/api/missed/${encodeURIComponent(seenTo)}/close`, body: {} }}
          done={() => t("missed_closed")}
          onClose={() => setSeenTo(null)}
        />
      )}
    </>
  );
}

function Facts({ caller }: { caller: MissedCaller }) {
  const { t } = useWords();
  const isPlaceLost = useHasPassed(caller.resume_until_ms);
  return (
    <p className="row spread">
      <span className="row">
        <Icon name="hang_up" />
        {t("missed_waited", { clock: clock(caller.missed_at_ms - caller.waiting_since_ms) })}
        {caller.may_resume && !isPlaceLost && <Badge tone="good">{t("missed_keeps_place")}</Badge>}
      </span>
      <Elapsed sinceMs={caller.missed_at_ms} testId="missed-since" />
    </p>
  );
}
