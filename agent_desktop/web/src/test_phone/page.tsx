/** The test phone's page: asks for its key where it has none, then shows the phone. */
import { type FormEvent, useEffect, useId, useState } from "react";
import { useSpeech } from "../i18n/language";
import { LanguageSwitch } from "../i18n/language_switch";
import { Microphone } from "../media/microphone";
import { PhoneLine } from "../media/phone_line";
import { testPhoneTicket } from "../protocol/http";
import { useStore } from "../protocol/store";
import { outsideNumber } from "./outside";
import { firstKey, forgetKey, keepKey } from "./phone_key";
import { TestPhone } from "./test_phone";

export function TestPhonePage() {
  const { t, language } = useSpeech();
  const [outside] = useState(outsideNumber);
  const name = t(outside === null ? "phone_page_name" : "outside_phone");
  const [key, setKey] = useState(firstKey);
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    document.title = name;
  }, [language]);
  const use = (given: string) => {
    keepKey(given);
    setWrong(false);
    setKey(given);
  };
  const refuse = () => {
    forgetKey();
    setWrong(true);
    setKey(null);
  };
  return (
    <main className="phone-page">
      <div className="row spread phone-head">
        <h1>{name}</h1>
        <LanguageSwitch />
      </div>
      {key === null ? (
        <KeyForm isWrong={isWrong} onKey={use} />
      ) : (
        <Connected key={key} phoneKey={key} outside={outside} onRefused={refuse} />
      )}
    </main>
  );
}

interface ConnectedProps {
  phoneKey: string;
  outside: string | null;
  onRefused: () => void;
}

function Connected({ phoneKey, outside, onRefused }: ConnectedProps) {
  const [microphone] = useState(() => new Microphone());
  const [line] = useState(() => new PhoneLine(microphone, "cic.phone.leg", () => testPhoneTicket(phoneKey), outside));
  const { link } = useStore(line.store);
  useEffect(() => {
    line.start();
    return () => line.stop();
  }, [line]);
  const isRefused = link.phase === "refused";
  useEffect(() => {
    if (isRefused) onRefused();
  }, [isRefused]);
  return <TestPhone line={line} microphone={microphone} outside={outside} />;
}

function KeyForm({ isWrong, onKey }: { isWrong: boolean; onKey: (key: string) => void }) {
  const { t } = useSpeech();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get("key") ?? "").trim();
    if (key !== "") onKey(key);
  };
  return (
    <form className="card" onSubmit={submit}>
      <h2>{t("phone_key_title")}</h2>
      <p className="faint">{t("phone_key_hint")}</p>
      <label htmlFor={id}>{t("phone_key")}</label>
      <input id={id} name="key" autoComplete="off" spellCheck={false} required data-testid="phone-key" />
      <p role="alert" className="problem">
        {isWrong && t("phone_key_wrong")}
      </p>
      <button type="submit" className="primary" data-testid="phone-key-use">
        {t("phone_key_use")}
      </button>
    </form>
  );
}
