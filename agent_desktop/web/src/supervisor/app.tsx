/** Who is signed in decides what shows: the sign-in, or the page with the parts that person may see. */
import { useCallback, useEffect, useState } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { LiveRegions } from "../desktop/live_regions";
import { Contained } from "../desktop/parts/contained";
import { SignIn } from "../desktop/sign_in/sign_in";
import { localeOf } from "../i18n/language";
import { useWords } from "../i18n/supervisor_speech";
import { type Identity, signOut, whoAmI } from "../protocol/http";
import { forgetReasons } from "./acts/reasons";
import { Page } from "./frame/page";
import { MeContext } from "./me";

type Session =
  | { phase: "asking" }
  | { phase: "signed_out"; wasSignedOut: boolean }
  | { phase: "signed_in"; me: Identity };

export function SupervisorApp() {
  const { t, language } = useWords();
  const [session, setSession] = useState<Session>({ phase: "asking" });

  useEffect(() => {
    let isCurrent = true;
    void whoAmI().then((answer) => {
      if (!isCurrent) return;
      setSession(answer.ok ? { phase: "signed_in", me: answer.value } : { phase: "signed_out", wasSignedOut: false });
    });
    return () => {
      isCurrent = false;
    };
  }, []);

  useEffect(() => {
    document.title = t("supervisor_name");
  }, [language]);

  const onRefused = useCallback(() => setSession({ phase: "signed_out", wasSignedOut: true }), []);
  const onSignOut = useCallback(() => {
    forgetReasons();
    void signOut().then(() => setSession({ phase: "signed_out", wasSignedOut: false }));
  }, []);

  return (
    <I18nProvider locale={language === "zh" ? "zh-CN" : localeOf(language)}>
      <LiveRegions />
      {session.phase === "signed_out" && (
        <SignIn
          title={t("supervisor_name")}
          wasSignedOut={session.wasSignedOut}
          onSignedIn={(me) => setSession({ phase: "signed_in", me })}
        />
      )}
      {session.phase === "signed_in" && (
        <Contained>
          <MeContext value={session.me}>
            <Page key={session.me.user} onRefused={onRefused} onSignOut={onSignOut} />
          </MeContext>
        </Contained>
      )}
    </I18nProvider>
  );
}
