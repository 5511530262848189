/** Signing in at the company's own provider, where the center has one, and why it did not work. */
import { useEffect, useState } from "react";
import { type MessageKey, useSpeech } from "../../i18n/language";
import { en } from "../../i18n/en";
import { call } from "../../protocol/http";

interface Provider {
  url: string;
  sign_out_url: string;
  label: { en: string; zh: string };
}

/** The words for what the center says in the address when nobody was signed in. Pure. */
export function reasonIn(search: string): MessageKey | null {
  const code = new URLSearchParams(search).get("sign_in");
  if (code === null) return null;
  const key = `openid_${code}`;
  return key in en ? (key as MessageKey) : "openid_other";
}

export function OtherWays() {
  const { t, label } = useSpeech();
  const [reason] = useState(() => reasonIn(location.search));
  const [provider, setProvider] = useState<Provider | null>(null);

  useEffect(() => {
    // A page that is loaded anew tells the reason no more.
    if (reason !== null) history.replaceState(null, "", location.pathname);
    void call<{ openid_connect: Provider | null }>("GET", "/api/sign-in/ways").then((answer) => {
      if (answer.ok) setProvider(answer.value.openid_connect);
    });
  }, [reason]);

  const to = location.pathname.startsWith("/supervisor") ? "/supervisor" : "/";
  return (
    <>
      {reason !== null && (
        <p role="alert" className="problem" data-testid="openid-problem">
          {t(reason)}
        </p>
      )}
      {provider !== null && (
        <p className="row wrap">
          <a className="way" href={`${provider.url}?to=${to}`} data-testid="openid-sign-in">
            {t("openid_sign_in", { account: label(provider.label) })}
          </a>
          <a className="way" href={provider.sign_out_url} data-testid="openid-sign-out">
            {t("openid_sign_out", { account: label(provider.label) })}
          </a>
        </p>
      )}
    </>
  );
}
