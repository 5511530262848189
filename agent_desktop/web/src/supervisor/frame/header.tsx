/** The line at the top: the parts of the page, who watches, and how the page looks and is connected. */
import type { MouseEvent } from "react";
import { Button } from "../../controls/button";
import { ThemeSwitch } from "../../desktop/settings/theme_switch";
import { readable } from "../../desktop/interaction/readable";
import { LanguageSwitch } from "../../i18n/language_switch";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { AccountButton } from "../account/account_button";
import { useBoardClient } from "../board";
import { useMe } from "../me";
import { addressOf, goTo } from "../place";
import type { SupervisorTab } from "../tabs";
import { BoardLight } from "./board_light";

/** The part that shows what is now: only there it matters how old it is. */
const LIVE = "live";

interface HeaderProps {
  tabs: readonly SupervisorTab[];
  shownId: string;
  onSignOut: () => void;
}

export function Header({ tabs, shownId, onSignOut }: HeaderProps) {
  const { t } = useWords();
  const me = useMe();
  const client = useBoardClient();
  return (
    <header className="supervision-header">
      <strong className="supervision-name">CIC</strong>
      <nav aria-label={t("supervisor_tabs")}>
        <ul className="supervision-tabs">
          {tabs.map((tab) => (
            <li key={tab.id}>
              <TabLink tab={tab} isShown={tab.id === shownId} />
            </li>
          ))}
        </ul>
      </nav>
      <div className="supervision-tools">
        {client !== null && shownId === LIVE && <BoardLight />}
        <Who />
        {me.agent_id !== null && (
          <a className="as-button quiet" href="/" target="_blank" rel="noopener" data-testid="own-desk">
            {t("supervisor_own_desk")}
          </a>
        )}
        <AccountButton />
        <LanguageSwitch />
        <ThemeSwitch />
        <Button tone="quiet" icon="leave" isIconOnly testId="sign-out" onPress={onSignOut}>
          {t("sign_out")}
        </Button>
      </div>
    </header>
  );
}

/** A link, so that a part can be opened beside another; a plain press stays in this page. */
function TabLink({ tab, isShown }: { tab: SupervisorTab; isShown: boolean }) {
  const { t } = useWords();
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    goTo(tab.id);
  };
  return (
    <a
      className="supervision-tab"
      href={addressOf({ tab: tab.id, query: "" })}
      aria-current={isShown ? "page" : undefined}
      data-testid={`tab-${tab.id}`}
      onClick={follow}
    >
      {t(tab.words)}
    </a>
  );
}

function Who() {
  const { t } = useWords();
  const me = useMe();
  const role = t(codedWord("role", me.role, "role_agent"));
  const team = me.team ? ` · ${t("supervisor_team", { team: readable(me.team) })}` : "";
  return (
    <div className="who" title={`${me.name} (${me.user})`}>
      <span className="avatar" aria-hidden="true">
        {[...me.name][0] ?? "·"}
      </span>
      <span className="who-name">
        <strong className="shortens" data-testid="who">
          {me.name}
        </strong>
        <span className="faint shortens" data-testid="role">
          {role}
          {team}
        </span>
      </span>
    </div>
  );
}
