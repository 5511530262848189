/** What a caller has left: what to do, until when, the message to hear, the number to call. */
import { useRef, useState } from "react";
import { Icon } from "../../controls/icon";
import { clock, useSpeech } from "../../i18n/language";
import type { InteractionView, Work } from "../../protocol/desktop_frames";
import { messageUrl } from "../../protocol/http";
import { useDesktop, useOfServerNow } from "../context";
import { copyText } from "../copy_text";
import { openDialBox } from "../dial_out/open_dial_box";
import { useCodeWord } from "./code_words";
import { dueInMs, kindIcon, kindWord } from "./work_words";

export function WorkCard({ interaction, work }: { interaction: InteractionView; work: Work }) {
  const { t } = useSpeech();
  const codeWord = useCodeWord();
  return (
    <section className="card work" aria-label={t(kindWord(interaction))} data-testid="work">
      <div className="row spread wrap">
        <h2 className="work-kind">
          <Icon name={kindIcon(interaction)} />
          {t(kindWord(interaction))}
        </h2>
        <Due work={work} />
      </div>
      {work.subject !== "" && (
        <p className="big" data-testid="work-subject">
          {codeWord(work.subject)}
        </p>
      )}
      {work.recording !== null && <Message recording={work.recording} durationMs={work.duration_ms} />}
      {interaction.medium === "callback" && <NumberToCall number={work.number_to_call} />}
      <p className="faint" data-testid="work-origin">
        {t("work_origin", { contact: work.origin })}
      </p>
    </section>
  );
}

/** Until when, in words as well as in colour. */
export function Due({ work }: { work: Work }) {
  const { t, dateTime } = useSpeech();
  const isOverdue = useOfServerNow((nowMs) => dueInMs(work, nowMs) < 0);
  const time = useOfServerNow((nowMs) => clock(Math.abs(dueInMs(work, nowMs))));
  return (
    <span
      className={isOverdue ? "badge overdue" : "badge"}
      title={dateTime(work.due_at_ms)}
      data-testid="due"
      data-overdue={isOverdue}
    >
      {t(isOverdue ? "overdue" : "due_in", { time, at: dateTime(work.due_at_ms) })}
    </span>
  );
}

/** The browser's own player: it has keys, a name for screen readers, and asks for the parts that it plays. */
function Message({ recording, durationMs }: { recording: string; durationMs: number | null }) {
  const { t } = useSpeech();
  const [isBroken, setBroken] = useState(false);
  const length = durationMs === null ? "" : clock(durationMs);
  return (
    <div className="message">
      <audio
        controls
        controlsList="nodownload"
        preload="none"
        src={messageUrl(recording)}
        aria-label={t("message_player", { length })}
        data-testid="message"
        onError={() => setBroken(true)}
        onPlaying={() => setBroken(false)}
      />
      <span className="clock faint" data-testid="message-length">
        {length}
      </span>
      <p role="alert" className="problem">
        {isBroken && t("message_failed")}
      </p>
    </div>
  );
}

function NumberToCall({ number }: { number: string | null }) {
  const { t } = useSpeech();
  const shown = useRef<HTMLElement>(null);
  const mayDial = useDesktop(({ view }) => view?.agent.allowed_actions.includes("dial_out") === true);
  if (number === null) return <p data-testid="number-to-call">{t("number_withheld")}</p>;
  return (
    <p className="row wrap">
      <strong ref={shown} className="big number" data-testid="number-to-call">
        {number}
      </strong>
      <button type="button" data-testid="copy-number" onClick={() => void copyText(number, shown.current, t)}>
        <Icon name="copy" />
        {t("copy_number")}
      </button>
      {mayDial && (
        <button type="button" data-testid="dial-this" onClick={() => openDialBox(number)}>
          <Icon name="phone" />
          {t("dial_this")}
        </button>
      )}
    </p>
  );
}
