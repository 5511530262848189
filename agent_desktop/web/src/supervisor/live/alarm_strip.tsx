/** The alarms that stand, worst first, in one line each; said to screen readers when they come and when they are over. */
import { useEffect, useRef } from "react";
import { Icon } from "../../controls/icon";
import { alarmWords } from "../../desktop/alarms/alarm_words";
import { announce } from "../../desktop/live_regions";
import { type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import type { AlarmItem, CenterAlarmItem, QueueAlarmItem } from "../../protocol/generated_boards";
import { useFeed } from "../board";
import { Elapsed } from "./elapsed";
import { alarmValue, limitWords } from "./figure_words";
import { LevelMark } from "./level";

const SHOWN_MAX = 6;

export function AlarmStrip({ onQueue }: { onQueue: (queueId: string) => void }) {
  const { t, label, time } = useWords();
  const { items } = useFeed("alarms");
  useSaid(items);
  const all = Object.values(items ?? {});
  const ofQueues = all.filter((item) => item.kind === "queue_alarm").toSorted(worstFirst);
  const ofCenter = alarmWords(all.filter((item) => item.kind === "center_alarm"));
  if (all.length === 0) return null;
  return (
    <section className="alarm-strip" aria-label={t("alarms_standing")} data-testid="alarms">
      {ofCenter.map(({ key, words, sinceMs }) => (
        <p key={key} className="banner banner-warn">
          <span>
            <Icon name="alarm" /> {t(key, words)} <span className="faint">{t("alarm_since", { time: time(sinceMs) })}</span>
          </span>
        </p>
      ))}
      <ul>
        {ofQueues.slice(0, SHOWN_MAX).map((alarm) => (
          <li key={`${alarm.queue_id}:${alarm.figure}`}>
            <button
              type="button"
              className={`alarm alarm-${alarm.level}`}
              data-testid="alarm"
              data-level={alarm.level}
              onClick={() => onQueue(alarm.queue_id)}
            >
              <LevelMark level={alarm.level} />
              <strong>{label(alarm.label)}</strong>
              <span>
                {t(`figure_${alarm.figure}`)} {alarmValue(alarm.figure, alarm.value)}
              </span>
              <span className="faint">{limitWords(alarm, t)}</span>
              <Elapsed sinceMs={alarm.since_ms} className="faint" />
            </button>
          </li>
        ))}
        {ofQueues.length > SHOWN_MAX && <li className="faint">{t("alarms_more", { count: ofQueues.length - SHOWN_MAX })}</li>}
      </ul>
    </section>
  );
}

function worstFirst(one: QueueAlarmItem, other: QueueAlarmItem): number {
  return Number(other.level === "red") - Number(one.level === "red") || one.since_ms - other.since_ms;
}

type Items = Readonly<Record<string, AlarmItem>>;

/** What is to be said when these alarms follow those. Pure. A level that changes is told; what stood at first is not. */
export function saidOf(before: Items, after: Items, t: SupervisorSpeech["t"], label: SupervisorSpeech["label"]): string[] {
  const came = Object.entries(after)
    .filter(([key, alarm]) => levelOf(before[key]) !== levelOf(alarm))
    .map(([, alarm]) => (alarm.kind === "queue_alarm" ? queueAlarmWords(alarm, t, label) : centerAlarmWords(alarm, t)));
  const over = Object.entries(before)
    .filter(([key]) => !(key in after))
    .map(([, alarm]) =>
      alarm.kind === "queue_alarm"
        ? t("alarm_over_said", { queue: label(alarm.label), figure: t(`figure_${alarm.figure}`) })
        : t("alarm_over"),
    );
  return [...came, ...over];
}

function levelOf(alarm: AlarmItem | undefined): string | null {
  if (alarm === undefined) return null;
  return alarm.kind === "queue_alarm" ? alarm.level : "center";
}

function queueAlarmWords(alarm: QueueAlarmItem, t: SupervisorSpeech["t"], label: SupervisorSpeech["label"]): string {
  return t("alarm_said", {
    level: t(`level_${alarm.level}`),
    queue: label(alarm.label),
    figure: t(`figure_${alarm.figure}`),
    value: alarmValue(alarm.figure, alarm.value),
  });
}

function centerAlarmWords(alarm: CenterAlarmItem, t: SupervisorSpeech["t"]): string {
  return alarmWords([alarm])
    .map(({ key, words }) => t(key, words))
    .join(" ");
}

function useSaid(items: Items | null): void {
  const { t, label } = useWords();
  const before = useRef<Items | null>(null);
  useEffect(() => {
    if (items === null) return;
    if (before.current !== null) saidOf(before.current, items, t, label).forEach(announce);
    before.current = items;
  }, [items]);
}
