/** Keys for the far end. While a key of it has the focus, the keyboard's digits are sent too. */
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { keyboardDigit, Keypad } from "../../controls/keypad";
import { useSpeech } from "../../i18n/language";
import { soundKey } from "../../media/tones";
import type { InteractionView } from "../../protocol/desktop_frames";
import { useClient } from "../context";

const SHOWN_MAX = 24;

export function Digits({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const client = useClient();
  const pad = useRef<HTMLDivElement>(null);
  const [sent, setSent] = useState("");
  // Where the recording is paused for it, what is keyed is nobody's business either.
  const isSecret = interaction.recorded?.pause === "agent";
  useEffect(() => pad.current?.focus(), []);
  const send = (digits: string) => {
    soundKey(digits);
    client.command({ op: "send_digits", args: { interaction_id: interaction.interaction_id, digits } });
    setSent((before) => `${before}${isSecret ? "•" : digits}`.slice(-SHOWN_MAX));
  };
  const onKey = (event: KeyboardEvent) => {
    const digit = keyboardDigit(event);
    if (digit === null || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send(digit);
  };
  return (
    <div
      ref={pad}
      className="panel pad"
      role="group"
      aria-label={t("keypad")}
      tabIndex={-1}
      data-testid="pad"
      onKeyDown={onKey}
    >
      <output className="pad-sent" aria-label={t("digits_sent")} data-testid="pad-sent">
        {sent}
      </output>
      <Keypad isDisabled={false} onKey={send} idPrefix="digit" />
      <p className="faint">{t("digits_hint")}</p>
    </div>
  );
}
