/** What the agent does now and for how long, and the buttons that change it. */
import { useEffect, useRef, useState } from "react";
import { Button } from "../../controls/button";
import { Clock } from "../../controls/clock";
import { type MessageKey, useSpeech } from "../../i18n/language";
import type { Activity } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { useClient, useIsPending } from "../context";
import type { AgentPhone } from "../phone/agent_phone";

const ACTIVITY_WORDS: Record<Activity, MessageKey> = {
  available: "activity_available",
  on_break: "activity_on_break",
  not_responding: "activity_not_responding",
  signed_out: "activity_signed_out",
};

interface ActivityControlProps {
  view: DeskView;
  phone: AgentPhone;
  onSignOut: () => void;
}

export function ActivityControl({ view, phone, onSignOut }: ActivityControlProps) {
  const { t } = useSpeech();
  const client = useClient();
  const isBusy = useIsPending("set_activity");
  const { activity, next_activity: next } = view.agent;
  const set = (wanted: Activity, reason = "") =>
    client.command({ op: "set_activity", args: { activity: wanted, reason } });
  useFocusKept(activity, isBusy);
  const leave = useSignOut(activity, next, () => set("signed_out"), onSignOut);
  const goAvailable = () => {
    // The permission is asked for now and not while a caller waits.
    void phone.microphone.open();
    set("available");
  };
  return (
    <div className="activity" role="group" aria-label={t("activity")}>
      <ActivityNow view={view} />
      {next !== null && <NextActivity next={next} onCancel={activity === "available" && !view.agent.is_next_forced ? goAvailable : null} />}
      {activity !== "available" && (
        <Button tone="go" isDisabled={isBusy} testId="activity-available" onPress={goAvailable}>
          {t("go_available")}
        </Button>
      )}
      <Break view={view} isBusy={isBusy} onBreak={(reason) => set("on_break", reason)} />
      <Button tone="quiet" icon="leave" isIconOnly testId="sign-out" onPress={leave}>
        {t("sign_out")}
      </Button>
    </div>
  );
}

/** What comes after the contact in hand; the whole of it is in the tooltip and for screen readers. */
function NextActivity({ next, onCancel }: { next: Activity; onCancel: (() => void) | null }) {
  const { t } = useSpeech();
  const activity = t(next === "signed_out" ? "sign_out" : ACTIVITY_WORDS[next]);
  const whole = t("next_activity", { activity });
  return (
    <span className="chip" data-testid="next-activity" data-activity={next}>
      <span className="unseen">{whole}</span>
      <span className="shortens" title={whole} aria-hidden="true">
        {t("next_activity_short", { activity })}
      </span>
      {onCancel !== null && (
        <Button tone="quiet" icon="close" isIconOnly testId="cancel-next" onPress={onCancel}>
          {t("cancel_next")}
        </Button>
      )}
    </span>
  );
}

function ActivityNow({ view }: { view: DeskView }) {
  const { t, label } = useSpeech();
  const { activity, reason, since_ms: sinceMs } = view.agent;
  const why = activity === "on_break" ? view.break_reasons.find(({ code }) => code === reason) : undefined;
  const words = t(ACTIVITY_WORDS[activity]) + (why === undefined ? "" : ` · ${label(why.label)}`);
  return (
    <span className={`activity-now activity-${activity}`}>
      <span className="dot" aria-hidden="true" />
      <span className="shortens" title={words} data-testid="activity" data-activity={activity}>
        {words}
      </span>
      <Clock sinceMs={sinceMs} />
    </span>
  );
}

interface BreakProps {
  view: DeskView;
  isBusy: boolean;
  onBreak: (reason: string) => void;
}

/** The reason stands beside the button, so that the usual break is one click. */
function Break({ view, isBusy, onBreak }: BreakProps) {
  const { t, label } = useSpeech();
  const [chosen, setChosen] = useState<string | null>(null);
  const reasons = view.break_reasons;
  const reason = reasons.find(({ code }) => code === chosen)?.code ?? reasons[0]?.code ?? "";
  const { activity } = view.agent;
  return (
    <span className="joined">
      <select
        aria-label={t("break_reason")}
        value={reason}
        disabled={reasons.length === 0}
        data-testid="break-reason"
        onChange={(event) => setChosen(event.currentTarget.value)}
      >
        {reasons.map(({ code, label: words }) => (
          <option key={code} value={code}>
            {label(words)}
          </option>
        ))}
      </select>
      <button
        type="button"
        disabled={isBusy || activity === "not_responding"}
        data-testid="activity-break"
        onClick={() => onBreak(reason)}
      >
        {t("take_break")}
      </button>
    </span>
  );
}

/** The button that was pressed has gone with the activity it led to: the next one takes the focus over from it. */
function useFocusKept(activity: Activity, isBusy: boolean): void {
  const before = useRef(activity);
  useEffect(() => {
    // While the answer is out the next button cannot have the focus either.
    if (isBusy || before.current === activity) return;
    before.current = activity;
    if (activity !== "available" || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>('[data-testid="activity-break"]')?.focus();
  }, [activity, isBusy]);
}

/** Signing out waits for the contact in hand: the session ends when the server says that the agent is out. */
function useSignOut(activity: Activity, next: Activity | null, ask: () => void, onSignOut: () => void): () => void {
  const isLeaving = useRef(false);
  useEffect(() => {
    if (!isLeaving.current) return;
    if (activity === "signed_out") onSignOut();
    else if (next !== null && next !== "signed_out") isLeaving.current = false;
  }, [activity, next, onSignOut]);
  return () => {
    if (activity === "signed_out") {
      onSignOut();
      return;
    }
    isLeaving.current = true;
    ask();
  };
}
