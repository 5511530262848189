/** Where a caller types what it would say to a prompt that listens. Owns the words until they are said. */
import { type FormEvent, useId, useState } from "react";
import { Icon } from "../controls/icon";
import { useSpeech } from "../i18n/language";
import { WORDS_MAX } from "../protocol/phone_frames";

export function SayForm({ isDisabled, onSay }: { isDisabled: boolean; onSay: (words: string) => void }) {
  const { t } = useSpeech();
  const id = useId();
  const [words, setWords] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSay(words);
    setWords("");
  };
  return (
    <form className="say" onSubmit={submit}>
      <label htmlFor={id}>{t("say_words")}</label>
      <div className="row">
        <input
          id={id}
          autoComplete="off"
          maxLength={WORDS_MAX}
          aria-describedby={`${id}-hint`}
          value={words}
          data-testid="say-words"
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" disabled={isDisabled || words.trim() === ""} data-testid="say">
          <Icon name="unmute" />
          {t("say")}
        </button>
      </div>
      <p id={`${id}-hint`} className="faint">
        {t("say_hint")}
      </p>
    </form>
  );
}
