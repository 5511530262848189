/** Follow-ups that the center reminds of, across the page until they are put away; said aloud once. */
import { useEffect, useState } from "react";
import { Banner } from "../../controls/banner";
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";
import { isCompact } from "../compact/is_compact";
import { showTab } from "../frame/chosen_tab";
import { announce } from "../live_regions";
import { wanting } from "./items";

export function ReminderBanner({ view }: { view: DeskView }) {
  const { t, minute, dateTime } = useSpeech();
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  const items = wanting(view.follow_ups, read);
  const [first, ...others] = items;
  const isToday = (atMs: number) => new Date(atMs).toDateString() === new Date().toDateString();
  const at = (atMs: number) => (isToday(atMs) ? minute(atMs) : dateTime(atMs));
  const text = first === undefined ? "" : t("follow_up_reminder", { at: at(first.dueAtMs), text: first.text });
  useEffect(() => {
    if (text !== "") announce(text);
  }, [text]);
  if (first === undefined) return null;
  return (
    <section aria-label={t("follow_up_reminders")}>
      <Banner tone="info">
        <span className="reminder" data-testid="follow-up-reminder">
          {text} {others.length > 0 && t("follow_up_reminder_more", { count: others.length })}
        </span>
        <span className="row">
          {/* The small desktop has no tabs to show. */}
          {!isCompact && (
            <Button tone="quiet" onPress={() => showTab("my_day")}>
              {t("follow_ups_title")}
            </Button>
          )}
          <Button
            testId="follow-up-reminder-read"
            onPress={() => setRead((known) => new Set([...known, ...items.map(({ contactId }) => contactId)]))}
          >
            {t("follow_up_reminder_read")}
          </Button>
        </span>
      </Banner>
    </section>
  );
}
