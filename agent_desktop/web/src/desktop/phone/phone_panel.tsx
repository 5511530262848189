/** How the agent's phone is: ready or not, in a call, microphone off; and a call to be answered by hand. */
import { useEffect } from "react";
import type { IconName } from "../../controls/icon";
import { Light, type LightProps } from "../../controls/light";
import { useSpeech } from "../../i18n/language";
import { startRinging } from "../../media/tones";
import type { AgentPhone as Phone } from "../../protocol/desktop_frames";
import { isInCall } from "../../protocol/line_state";
import { usePart, useStore } from "../../protocol/store";
import { announceNow } from "../live_regions";
import type { AgentPhone } from "./agent_phone";

type PhoneWord =
  | "phone_ready"
  | "phone_not_ready"
  | "phone_in_call"
  | "phone_muted"
  | "phone_other_window"
  | "phone_no_phone";

interface Shown {
  word: PhoneWord;
  tone: LightProps["tone"];
}

/** A picture for each word; the two without a working phone look the same and never stand without their words. */
export const PHONE_ICONS: Record<PhoneWord, IconName> = {
  phone_ready: "phone",
  phone_in_call: "phone_in_call",
  phone_muted: "mute",
  phone_other_window: "elsewhere",
  phone_not_ready: "phone_off",
  phone_no_phone: "phone_off",
};

interface PhoneFacts {
  isElsewhere: boolean;
  isInCall: boolean;
  isMuted: boolean;
  phones: readonly Phone[];
}

/** The one word for the phone: what the agent must know first comes first. */
export function phoneWord({ isElsewhere, isInCall, isMuted, phones }: PhoneFacts): Shown {
  if (isInCall) return isMuted ? { word: "phone_muted", tone: "busy" } : { word: "phone_in_call", tone: "busy" };
  if (phones.some((phone) => phone.is_in_use)) return { word: "phone_in_call", tone: "busy" };
  const isReachable = phones.some((phone) => phone.is_reachable);
  if (isElsewhere && isReachable) return { word: "phone_other_window", tone: "quiet" };
  if (isReachable) return { word: "phone_ready", tone: "good" };
  return phones.length === 0 ? { word: "phone_no_phone", tone: "bad" } : { word: "phone_not_ready", tone: "bad" };
}

/** The phone in a word and a picture. */
export function PhoneLight({ phone, phones }: { phone: AgentPhone; phones: readonly Phone[] }) {
  const { t } = useSpeech();
  const isLineInCall = usePart(phone.line.store, (line) => isInCall(line) && line.status !== "ringing");
  const isLineMuted = usePart(phone.line.store, (line) => line.isMuted);
  const sip = useStore(phone.sip.store);
  const place = useStore(phone.place);
  const { word, tone } = phoneWord({
    isElsewhere: place === "elsewhere",
    isInCall: isLineInCall || sip.status === "in_call",
    isMuted: isLineMuted || sip.isMuted,
    phones,
  });
  const details = phones.map((known) => {
    const how = t(known.is_reachable ? "phone_ready" : "phone_elsewhere");
    return `${known.provider}: ${how}`;
  });
  return (
    <Light tone={tone} icon={PHONE_ICONS[word]} word={t(word)} details={details} testId="phone" state={word} />
  );
}

/** The phone of an accepted contact rings too, for a moment, before it is taken: that is not worth a sound. */
const TAKEN_BY_ITSELF_MS = 800;

function ringLater(words: string): () => void {
  let stop = () => {};
  const timer = setTimeout(() => {
    const takeBack = announceNow(words);
    const stopRinging = startRinging();
    stop = () => {
      takeBack();
      stopRinging();
    };
  }, TAKEN_BY_ITSELF_MS);
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** A call that was not accepted as a contact rings here: the phone never takes it by itself. */
export function IncomingCall({ phone }: { phone: AgentPhone }) {
  const { t } = useSpeech();
  const isLineRinging = usePart(phone.line.store, (line) => line.status === "ringing");
  const isSipRinging = usePart(phone.sip.store, (sip) => sip.status === "ringing");
  const isRinging = isLineRinging || isSipRinging;
  useEffect(() => (isRinging ? ringLater(t("phone_incoming")) : undefined), [isRinging]);
  if (!isRinging) return null;
  const answer = () => (isSipRinging ? void phone.sip.answer() : phone.line.answer());
  const reject = () => (isSipRinging ? phone.sip.reject() : phone.line.reject());
  return (
    <section className="card incoming" aria-label={t("phone_incoming")} data-testid="incoming-call">
      <h2>{t("phone_incoming")}</h2>
      <div className="row">
        <button type="button" className="go" data-testid="phone-answer" onClick={answer}>
          {t("phone_answer")}
        </button>
        <button type="button" data-testid="phone-reject" onClick={reject}>
          {t("phone_reject")}
        </button>
      </div>
    </section>
  );
}
