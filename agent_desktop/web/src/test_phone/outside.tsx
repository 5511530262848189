/** A phone of the world outside: it waits for calls to its number, rings and is answered. Owns the address's switch. */
import { useEffect } from "react";
import { Icon } from "../controls/icon";
import { useSpeech } from "../i18n/language";
import type { PhoneLine } from "../media/phone_line";
import { pageSwitch } from "../media/settings";
import { startRinging } from "../media/tones";

/** The number of `?outside=+15550123`, or null. A plus that was not escaped reads as a space in an address. */
export function outsideNumber(): string | null {
  const given = pageSwitch("outside")?.replace(/^ /, "+").trim() ?? "";
  return given === "" ? null : given;
}

export function OutsidePhone({ line, number, isRinging }: { line: PhoneLine; number: string; isRinging: boolean }) {
  const { t } = useSpeech();
  useEffect(() => (isRinging ? startRinging() : undefined), [isRinging]);
  if (!isRinging) return <p data-testid="outside-ready">{t("outside_ready", { number })}</p>;
  return (
    <div className="pair">
      <button type="button" className="go huge" data-testid="outside-answer" onClick={() => line.answer()}>
        <Icon name="phone" />
        {t("phone_answer")}
      </button>
      <button type="button" className="stop huge" data-testid="outside-reject" onClick={() => line.reject()}>
        <Icon name="hang_up" />
        {t("phone_reject")}
      </button>
    </div>
  );
}
