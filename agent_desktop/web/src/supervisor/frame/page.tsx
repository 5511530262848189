/** The frame of the supervisor's page: the header, and the part that the address names. Owns no part. */
import { useRef } from "react";
import { IsOnline } from "../../desktop/context";
import { Contained } from "../../desktop/parts/contained";
import { useWords } from "../../i18n/supervisor_speech";
import { useMe } from "../me";
import { usePlace } from "../place";
import { TABS, tabsFor } from "../tabs";
import { Header } from "./header";

interface PageProps {
  /** The center knows this sign-in no more. */
  onRefused: () => void;
  onSignOut: () => void;
}

export function Page({ onSignOut }: PageProps) {
  const { t } = useWords();
  const me = useMe();
  const { tab } = usePlace();
  const main = useRef<HTMLElement>(null);
  const tabs = tabsFor(me, TABS);
  const shown = tabs.find(({ id }) => id === tab) ?? tabs[0];
  return (
    <IsOnline value>
      <div className="supervision">
        <button type="button" className="skip" onClick={() => main.current?.focus()}>
          {t("supervisor_skip")}
        </button>
        <Header tabs={tabs} shownId={shown?.id ?? ""} onSignOut={onSignOut} />
        <main ref={main} tabIndex={-1} className="supervision-main">
          <h1 className="unseen">{t(shown?.words ?? "supervisor_name")}</h1>
          {shown === undefined ? (
            <p className="empty" data-testid="nothing-to-watch">
              {t("supervisor_nothing")}
            </p>
          ) : (
            <Contained key={shown.id}>
              <shown.Panel />
            </Contained>
          )}
        </main>
      </div>
    </IsOnline>
  );
}
