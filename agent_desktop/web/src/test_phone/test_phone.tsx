/** A caller's phone: dial, hear, press keys, say words, leave a message, talk, hang up; or one of the world outside.
 * Shows what the line does; owns what is typed. */
import { type FormEvent, useEffect, useId, useState } from "react";
import { Banner, MicrophoneBanner, SoundBanner } from "../controls/banner";
import { Icon } from "../controls/icon";
import { keyboardDigit, Keypad } from "../controls/keypad";
import { useNow } from "../controls/now";
import { clock, codedKey, type Speech, useSpeech } from "../i18n/language";
import type { Microphone } from "../media/microphone";
import type { Call, PhoneLine } from "../media/phone_line";
import { isInCall, type LineState } from "../protocol/line_state";
import { useStore } from "../protocol/store";
import { keepCall, lastCall } from "./last_call";
import { OutsidePhone } from "./outside";
import { recordingName } from "./recording_name";
import { SayForm } from "./say_form";

const PRESSED_MAX = 24;

interface TestPhoneProps {
  line: PhoneLine;
  microphone: Microphone;
  outside: string | null;
}

export function TestPhone({ line, microphone, outside }: TestPhoneProps) {
  const { t } = useSpeech();
  const state = useStore(line.store);
  const [call, setCall] = useState(lastCall);
  const [pressed, setPressed] = useState("");
  const isOnline = state.link.phase === "online";
  const inCall = isInCall(state);
  const press = (digit: string) => {
    line.press(digit);
    setPressed((before) => (before + digit).slice(-PRESSED_MAX));
  };
  const dial = () => {
    setPressed("");
    keepCall(call);
    line.dial(call);
  };
  useKeyboardDigits(inCall && isOnline, press);
  return (
    <>
      <LinkBanner line={line} state={state} />
      <MicrophoneBanner microphone={microphone} />
      <SoundBanner />
      <section className="card handset" aria-label={t("phone")}>
        <Screen state={state} pressed={pressed} isOutside={outside !== null} />
        {state.isListening && <SayForm isDisabled={!isOnline} onSay={(words) => line.say(words)} />}
        {outside !== null && (!inCall || state.status === "ringing") ? (
          <OutsidePhone line={line} number={outside} isRinging={state.status === "ringing"} />
        ) : inCall ? (
          <button type="button" className="stop huge wide" data-testid="hang-up" onClick={() => line.hangUp()}>
            <Icon name="hang_up" />
            {t("hang_up")}
          </button>
        ) : (
          <DialForm call={call} isReady={isOnline} onChange={setCall} onDial={dial} />
        )}
        <Keypad isDisabled={!inCall || !isOnline} onKey={press} />
      </section>
    </>
  );
}

function LinkBanner({ line, state }: { line: PhoneLine; state: LineState }) {
  const { t } = useSpeech();
  const { phase } = state.link;
  if (phase === "reconnecting") return <Banner tone="warn">{t("link_reconnecting")}</Banner>;
  if (phase !== "taken_over" && phase !== "stopped") return null;
  return (
    <Banner tone="warn">
      <span>{t(phase === "stopped" ? "line_stopped" : "line_elsewhere")}</span>
      <button type="button" onClick={() => line.start()}>
        {t("line_again")}
      </button>
    </Banner>
  );
}

function statusWords({ t }: Speech, state: LineState, isOutside: boolean): string {
  if (state.isRejoining) return t("line_rejoining");
  if (state.link.phase !== "online" && !isInCall(state)) return t("link_connecting");
  const { status } = state;
  if (isOutside && (status === "idle" || status === "bridged")) return t(`line_${status}_outside`);
  if (status !== "ended") return t(`line_${status}`);
  const cause = state.endCause ?? "";
  return t("line_ended", { cause: t(codedKey("cause", cause, "cause_other"), { cause }) });
}

/** The phone's little screen: the state, the clock, what plays, which keys were pressed. */
function Screen({ state, pressed, isOutside }: { state: LineState; pressed: string; isOutside: boolean }) {
  const speech = useSpeech();
  const { t } = speech;
  return (
    <div className={`screen screen-${state.status}`}>
      <p className="row spread">
        <span
          role="status"
          className="status"
          data-testid="status"
          data-state={state.status}
          data-rejoining={state.isRejoining}
        >
          {statusWords(speech, state, isOutside)}
        </span>
        {state.sinceMs !== null && <CallClock sinceMs={state.sinceMs} endedAtMs={state.endedAtMs} />}
      </p>
      <div className="now-playing" aria-live="polite">
        {state.recordings.length > 0 && (
          <>
            <span className="faint">
              <Icon name="music" />
              {t("now_playing")}
            </span>
            <p data-testid="now-playing" data-recordings={state.recordings.join(" ")}>
              {state.recordings.map(recordingName).join(" · ")}
            </p>
          </>
        )}
        {state.isRecording && <p data-testid="recording-message">{t("recording_message")}</p>}
        {state.gather !== "none" && <p className="faint">{t("waiting_for_keys")}</p>}
      </div>
      {pressed !== "" && (
        <p className="pressed" data-testid="pressed" aria-label={t("pressed")}>
          {pressed}
        </p>
      )}
      {state.farDigits !== "" && (
        <p className="faint" data-testid="far-digits">
          {t("far_keys", { digits: state.farDigits })}
        </p>
      )}
    </div>
  );
}

function CallClock({ sinceMs, endedAtMs }: { sinceMs: number; endedAtMs: number | null }) {
  const nowMs = useNow(0);
  return (
    <span className="clock" data-testid="call-clock">
      {clock((endedAtMs ?? nowMs) - sinceMs)}
    </span>
  );
}

interface DialFormProps {
  call: Call;
  isReady: boolean;
  onChange: (call: Call) => void;
  onDial: () => void;
}

function DialForm({ call, isReady, onChange, onDial }: DialFormProps) {
  const { t } = useSpeech();
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDial();
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={`${id}-number`}>{t("number")}</label>
      <input
        id={`${id}-number`}
        className="number-field"
        type="tel"
        inputMode="tel"
        autoComplete="off"
        required
        value={call.number}
        data-testid="number"
        onChange={(event) => onChange({ ...call, number: event.currentTarget.value })}
      />
      <div className="pair">
        <div>
          <label htmlFor={`${id}-caller`}>{t("caller_number")}</label>
          <input
            id={`${id}-caller`}
            type="tel"
            autoComplete="off"
            value={call.callerNumber}
            data-testid="caller-number"
            onChange={(event) => onChange({ ...call, callerNumber: event.currentTarget.value })}
          />
        </div>
        <div>
          <label htmlFor={`${id}-name`}>{t("caller_name")}</label>
          <input
            id={`${id}-name`}
            autoComplete="off"
            value={call.callerName}
            data-testid="caller-name"
            onChange={(event) => onChange({ ...call, callerName: event.currentTarget.value })}
          />
        </div>
      </div>
      <button type="submit" className="go huge wide" disabled={!isReady} data-testid="call">
        <Icon name="phone" />
        {t("call")}
      </button>
    </form>
  );
}

/** In a call the keyboard's digits, * and # are the phone's keys. */
function useKeyboardDigits(isOn: boolean, press: (digit: string) => void): void {
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      // What is typed into a field is words, not keys of the phone.
      const isTyped = event.target instanceof HTMLInputElement;
      const digit = event.repeat || isTyped ? null : keyboardDigit(event);
      if (digit !== null) press(digit);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [isOn]);
}
