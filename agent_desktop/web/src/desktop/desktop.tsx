/** One agent's desktop. Owns its connection and its phone, from signing in to signing out; frames show it. */
import { useEffect, useState } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { localeOf, useSpeech } from "../i18n/language";
import { loadDeskSettings } from "../protocol/desk_settings";
import { DesktopClient } from "../protocol/desktop_client";
import type { Identity } from "../protocol/http";
import { usePart } from "../protocol/store";
import { AlarmBanner, useAlarmAnnouncement } from "./alarms/alarm_banner";
import { ClientContext, ClockOffset, IsOnline, Permissions } from "./context";
import { isCompact } from "./compact/is_compact";
import { CompactFrame } from "./compact/compact_frame";
import { Frame } from "./frame/frame";
import { Contained } from "./parts/contained";
import { loadAhead } from "./parts/late_part";
import { AgentPhone } from "./phone/agent_phone";
import { ownShortcuts } from "./shortcuts/own_keys";
import { ownDrafts } from "./wrap_up/drafts";

/** What the agent sees first is not to wait for what may be seen later. */
const AHEAD_AFTER_MS = 1_000;

interface DesktopProps {
  agentId: string;
  permissions: Identity["permissions"];
  onRefused: () => void;
  onSignOut: () => void;
}

interface Parts {
  client: DesktopClient;
  phone: AgentPhone;
}

function makeParts(agentId: string): Parts {
  const client = new DesktopClient();
  ownDrafts(agentId);
  ownShortcuts(agentId);
  return { client, phone: new AgentPhone(client, agentId) };
}

export function Desktop({ agentId, permissions, onRefused, onSignOut }: DesktopProps) {
  const { t, language } = useSpeech();
  const [{ client, phone }] = useState(() => makeParts(agentId));
  const phase = usePart(client.store, (state) => state.link.phase);
  const alarms = usePart(client.store, (state) => state.alarms);
  const clockOffsetMs = usePart(client.store, (state) => state.clockOffsetMs);
  const hasView = usePart(client.store, (state) => state.view !== null);

  useEffect(() => {
    client.start();
    void loadDeskSettings();
    return () => {
      phone.stop();
      client.stop();
    };
  }, [client, phone]);

  useEffect(() => {
    if (!hasView) return;
    const waiting = setTimeout(() => void loadAhead(), AHEAD_AFTER_MS);
    return () => clearTimeout(waiting);
  }, [hasView]);

  const isRefused = phase === "refused";
  useEffect(() => {
    if (isRefused) onRefused();
  }, [isRefused, onRefused]);

  useLeaveGuard(phone);
  useAlarmAnnouncement(alarms);

  if (phase === "taken_over") return <TakenOver onTakeBack={() => client.start()} />;
  const Shown = isCompact ? CompactFrame : Frame;
  return (
    <I18nProvider locale={language === "zh" ? "zh-CN" : localeOf(language)}>
      <ClientContext value={client}>
        <ClockOffset value={clockOffsetMs}>
          <IsOnline value={phase === "online"}>
            {hasView ? (
              <Contained>
                <Permissions value={permissions}>
                  <Shown client={client} phone={phone} onSignOut={onSignOut} />
                </Permissions>
              </Contained>
            ) : (
              <main className="loading" aria-busy="true">
                <AlarmBanner alarms={alarms} />
                {t(phase === "reconnecting" ? "link_reconnecting" : "loading")}
              </main>
            )}
          </IsOnline>
        </ClockOffset>
      </ClientContext>
    </I18nProvider>
  );
}

function TakenOver({ onTakeBack }: { onTakeBack: () => void }) {
  const { t } = useSpeech();
  return (
    <main className="sign-in">
      <div className="card taken-over" role="alert">
        <h1>{t("link_taken_over_title")}</h1>
        <p>{t("link_taken_over_text")}</p>
        <button type="button" className="primary" data-testid="take-back" onClick={onTakeBack}>
          {t("take_back")}
        </button>
      </div>
    </main>
  );
}

/** Closing the window in a call asks first: a reload comes back to the call, a closed window does not. */
function useLeaveGuard(phone: AgentPhone): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      if (phone.isInCall()) event.preventDefault();
    };
    addEventListener("beforeunload", guard);
    return () => removeEventListener("beforeunload", guard);
  }, [phone]);
}
