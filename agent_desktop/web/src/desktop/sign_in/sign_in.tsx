/** The sign-in form. Owns what is typed until it is sent; passwords may be pasted and kept by a manager. */
import { type FormEvent, useId, useState } from "react";
import { type MessageKey, useSpeech } from "../../i18n/language";
import { LanguageSwitch } from "../../i18n/language_switch";
import { wakeSound } from "../../media/audio_context";
import { type Identity, type Refused, signIn } from "../../protocol/http";
import { OtherWays } from "./other_ways";

interface SignInProps {
  /** The name of the page that is signed in to; the desktop's when left out. */
  title?: string;
  wasSignedOut: boolean;
  onSignedIn: (identity: Identity) => void;
}

/** The words for a refused sign-in. */
export function refusalMessage({ status }: Refused): MessageKey {
  if (status === 0) return "server_unreachable";
  if (status === 401 || status === 422) return "sign_in_wrong";
  return status === 429 ? "sign_in_too_often" : "sign_in_failed";
}

export function SignIn({ title, wasSignedOut, onSignedIn }: SignInProps) {
  const { t } = useSpeech();
  const [refused, setRefused] = useState<Refused | null>(null);
  const [isSending, setSending] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    wakeSound();
    const form = new FormData(event.currentTarget);
    setSending(true);
    const answer = await signIn(String(form.get("user") ?? ""), String(form.get("password") ?? ""));
    setSending(false);
    if (answer.ok) onSignedIn(answer.value);
    else setRefused(answer);
  };

  return (
    <main className="sign-in">
      <form className="card" onSubmit={(event) => void submit(event)}>
        <div className="row spread">
          <h1>{title ?? t("app_name")}</h1>
          <LanguageSwitch />
        </div>
        {wasSignedOut && refused === null && <p className="hint">{t("signed_out_by_server")}</p>}
        <Fields isWrong={refused !== null} />
        <p role="alert" className="problem" data-testid="sign-in-problem">
          {refused !== null && t(refusalMessage(refused), { code: refused.code })}
        </p>
        <button type="submit" className="primary wide" data-testid="sign-in-button" disabled={isSending}>
          {t(isSending ? "signing_in" : "sign_in")}
        </button>
        <OtherWays />
        <p className="faint">{t("sign_in_hint")}</p>
      </form>
    </main>
  );
}

function Fields({ isWrong }: { isWrong: boolean }) {
  const { t } = useSpeech();
  const [isShown, setShown] = useState(false);
  const id = useId();
  return (
    <>
      <label htmlFor={`${id}-user`}>{t("user")}</label>
      <input
        id={`${id}-user`}
        name="user"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus
        aria-invalid={isWrong}
        data-testid="sign-in-user"
      />
      <label htmlFor={`${id}-password`}>{t("password")}</label>
      <input
        id={`${id}-password`}
        name="password"
        type={isShown ? "text" : "password"}
        autoComplete="current-password"
        required
        aria-invalid={isWrong}
        data-testid="sign-in-password"
      />
      <label className="check">
        <input type="checkbox" checked={isShown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {t("show_password")}
      </label>
    </>
  );
}
