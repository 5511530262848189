/** The line at the top: who I am, what I do, how phone and connection are, and what is set once a day. */
import { useState } from "react";
import { Button } from "../controls/button";
import { useSpeech } from "../i18n/language";
import { LanguageSwitch } from "../i18n/language_switch";
import { ActivityControl } from "./activity/activity_control";
import { useDesktop, useDeskView } from "./context";
import { DialOut } from "./dial_out/dial_out";
import type { FrameProps } from "./frame/frame";
import { Health } from "./health/health";
import { lateDialog } from "./parts/late_part";
import { ThemeSwitch } from "./settings/theme_switch";
import { HeaderTools } from "./slots";

const Settings = lateDialog(async () => (await import("./settings/settings_dialog")).SettingsDialog);
const HelpSheet = lateDialog(async () => (await import("./shortcuts/help_sheet")).HelpSheet);

type Sheet = "settings" | "shortcuts" | null;

export function Header({ phone, onSignOut }: Omit<FrameProps, "client">) {
  const { t } = useSpeech();
  const view = useDeskView();
  const link = useDesktop((state) => state.link);
  const [sheet, setSheet] = useState<Sheet>(null);
  const { agent } = view;
  return (
    <header className="header">
      <div className="who">
        <span className="avatar" aria-hidden="true">
          {[...agent.name][0] ?? "·"}
        </span>
        <span className="who-name" title={agent.name}>
          <strong className="shortens" data-testid="agent-name">
            {agent.name}
          </strong>
          <span className="faint shortens">{t("agent_number", { number: agent.number })}</span>
        </span>
      </div>
      <ActivityControl view={view} phone={phone} onSignOut={onSignOut} />
      <div className="header-tools">
        <DialOut view={view} phone={phone} />
        <HeaderTools view={view} />
      </div>
      <div className="health">
        <Health agent={agent} phone={phone} link={link} onSettings={() => setSheet("settings")} />
        <LanguageSwitch />
        <ThemeSwitch />
        <Button tone="quiet" icon="keyboard" isIconOnly testId="shortcuts" onPress={() => setSheet("shortcuts")}>
          {t("shortcuts")}
        </Button>
        <Button tone="quiet" icon="settings" isIconOnly testId="settings" onPress={() => setSheet("settings")}>
          {t("settings")}
        </Button>
      </div>
      {sheet === "settings" && <Settings isOpen phone={phone} onClose={() => setSheet(null)} />}
      {sheet === "shortcuts" && <HelpSheet isOpen onClose={() => setSheet(null)} />}
    </header>
  );
}
