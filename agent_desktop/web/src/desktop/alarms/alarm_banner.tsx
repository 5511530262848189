/** What is wrong with the center, told calmly for as long as it is so. Owns no words and no decision. */
import { useEffect, useRef } from "react";
import { Banner } from "../../controls/banner";
import { useSpeech } from "../../i18n/language";
import type { StandingAlarm } from "../../protocol/desktop_frames";
import { announce } from "../live_regions";
import { alarmWords } from "./alarm_words";

export function AlarmBanner({ alarms }: { alarms: readonly StandingAlarm[] | null }) {
  const { t, time } = useSpeech();
  if (alarms === null || alarms.length === 0) return null;
  return (
    <Banner tone="info">
      <div className="alarms" data-testid="alarms" data-codes={alarms.map(({ code }) => code).join(" ")}>
        {alarmWords(alarms).map(({ key, words, sinceMs }) => (
          <p key={key}>
            {t(key, words)} <span className="faint">{t("alarm_since", { time: time(sinceMs) })}</span>
          </p>
        ))}
      </div>
    </Banner>
  );
}

/** Says it to a screen reader when the agent is next idle, and that it is over; a lost connection is no end. */
export function useAlarmAnnouncement(alarms: readonly StandingAlarm[] | null): void {
  const { t } = useSpeech();
  const said = useRef("");
  const told = alarms === null ? null : alarmWords(alarms).map(({ key, words }) => t(key, words));
  const text = told === null ? null : told.join(" ");
  useEffect(() => {
    if (text === null || text === said.current) return;
    announce(text === "" ? t("alarm_over") : text);
    said.current = text;
  }, [text]);
}
