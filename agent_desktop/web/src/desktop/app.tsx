/** Who is signed in decides what shows: the sign-in, or that agent's desktop. */
import { useCallback, useEffect, useState } from "react";
import { useSpeech } from "../i18n/language";
import { type Identity, signOut, whoAmI } from "../protocol/http";
import { Desktop } from "./desktop";
import { LiveRegions } from "./live_regions";
import { SignIn } from "./sign_in/sign_in";
import { forgetDrafts } from "./wrap_up/drafts";

type Session =
  | { phase: "asking" }
  | { phase: "signed_out"; wasSignedOut: boolean }
  | { phase: "signed_in"; identity: Identity };

export function App() {
  const { t, language } = useSpeech();
  const [session, setSession] = useState<Session>({ phase: "asking" });

  useEffect(() => {
    let isCurrent = true;
    void whoAmI().then((answer) => {
      if (!isCurrent) return;
      if (answer.ok) setSession({ phase: "signed_in", identity: answer.value });
      else setSession({ phase: "signed_out", wasSignedOut: false });
    });
    return () => {
      isCurrent = false;
    };
  }, []);

  useEffect(() => {
    document.title = t("app_name");
  }, [language]);

  const onRefused = useCallback(() => setSession({ phase: "signed_out", wasSignedOut: true }), []);
  const onSignOut = useCallback(() => {
    forgetDrafts();
    void signOut().then(() => setSession({ phase: "signed_out", wasSignedOut: false }));
  }, []);

  return (
    <>
      <LiveRegions />
      {session.phase === "signed_out" && (
        <SignIn
          wasSignedOut={session.wasSignedOut}
          onSignedIn={(identity) => setSession({ phase: "signed_in", identity })}
        />
      )}
      {session.phase === "signed_in" && session.identity.agent_id === null && <NoDesktop onSignOut={onSignOut} />}
      {session.phase === "signed_in" && session.identity.agent_id !== null && (
        <Desktop
          key={session.identity.agent_id}
          agentId={session.identity.agent_id}
          permissions={session.identity.permissions}
          onRefused={onRefused}
          onSignOut={onSignOut}
        />
      )}
    </>
  );
}

function NoDesktop({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useSpeech();
  return (
    <main className="sign-in">
      <div className="card">
        <p>{t("no_desktop")}</p>
        <button type="button" onClick={onSignOut}>
          {t("sign_out")}
        </button>
      </div>
    </main>
  );
}
