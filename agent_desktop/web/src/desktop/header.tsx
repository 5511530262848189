/** The line at the top: who I am, what I do, how phone and connection are. */
import { useSpeech } from "../i18n/language";
import { LanguageSwitch } from "../i18n/language_switch";
import type { DesktopClient } from "../protocol/desktop_client";
import type { View } from "../protocol/desktop_frames";
import type { LinkState } from "../protocol/socket";
import { useStore } from "../protocol/store";
import { ActivityControl } from "./activity/activity_control";
import type { AgentPhone } from "./phone/agent_phone";
import { PhonePanel } from "./phone/phone_panel";

interface HeaderProps {
  view: View;
  client: DesktopClient;
  phone: AgentPhone;
  onSignOut: () => void;
}

export function Header({ view, client, phone, onSignOut }: HeaderProps) {
  const { t } = useSpeech();
  const { link } = useStore(client.store);
  const { agent } = view;
  return (
    <header className="header">
      <div className="who">
        <span className="avatar" aria-hidden="true">
          {[...agent.name][0] ?? "·"}
        </span>
        <span className="who-name">
          <strong data-testid="agent-name">{agent.name}</strong>
          <span className="faint">{t("agent_number", { number: agent.number })}</span>
        </span>
      </div>
      <ActivityControl view={view} phone={phone} onSignOut={onSignOut} />
      <div className="health">
        <PhonePanel phone={phone} phones={agent.phones} />
        <ConnectionLight link={link} />
        <LanguageSwitch />
      </div>
    </header>
  );
}

function ConnectionLight({ link }: { link: LinkState }) {
  const { t } = useSpeech();
  const isOnline = link.phase === "online";
  const word = isOnline ? "link_online" : link.phase === "reconnecting" ? "link_reconnecting" : "link_connecting";
  return (
    <span className={`light light-${isOnline ? "good" : "bad"}`} data-testid="connection" data-state={link.phase}>
      <span className="dot" aria-hidden="true" />
      {t(word)}
    </span>
  );
}
