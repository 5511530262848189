/** One agent's desktop: header, contacts on the left, the chosen one in the middle. Owns which one is chosen. */
import { useEffect, useState } from "react";
import { Banner, MicrophoneBanner, SoundBanner } from "../controls/banner";
import { useSpeech } from "../i18n/language";
import { DesktopClient } from "../protocol/desktop_client";
import type { View } from "../protocol/desktop_frames";
import { useStore } from "../protocol/store";
import { NotResponding } from "./activity/not_responding";
import { AlarmBanner, useAlarmAnnouncement } from "./alarms/alarm_banner";
import { chosenInteraction } from "./chosen";
import { ClockOffset, ClientContext } from "./context";
import { Header } from "./header";
import { Canvas } from "./interaction/canvas";
import { Idle } from "./interaction/idle";
import { InteractionList } from "./interaction/interaction_list";
import { NoticeBar } from "./notice_bar";
import { OfferCards } from "./offers/offer_card";
import { useOfferSignals } from "./offers/signals";
import { AgentPhone } from "./phone/agent_phone";
import { IncomingCall } from "./phone/phone_panel";
import { Shortcuts } from "./shortcuts";
import { forgetDrafts } from "./wrap_up/drafts";

interface DesktopProps {
  agentId: string;
  onRefused: () => void;
  onSignOut: () => void;
}

interface Parts {
  client: DesktopClient;
  phone: AgentPhone;
}

function makeParts(agentId: string): Parts {
  const client = new DesktopClient();
  return { client, phone: new AgentPhone(client, agentId) };
}

export function Desktop({ agentId, onRefused, onSignOut }: DesktopProps) {
  const { t } = useSpeech();
  const [{ client, phone }] = useState(() => makeParts(agentId));
  const state = useStore(client.store);

  useEffect(() => {
    client.start();
    return () => {
      phone.stop();
      client.stop();
    };
  }, [client, phone]);

  const isRefused = state.link.phase === "refused";
  useEffect(() => {
    if (isRefused) onRefused();
  }, [isRefused, onRefused]);

  useLeaveGuard(phone);
  useAlarmAnnouncement(state.alarms);

  if (state.link.phase === "taken_over") return <TakenOver onTakeBack={() => client.start()} />;
  return (
    <ClientContext value={client}>
      <ClockOffset value={state.clockOffsetMs}>
        {state.view === null ? (
          <main className="loading" aria-busy="true">
            <AlarmBanner alarms={state.alarms} />
            {t(state.link.phase === "reconnecting" ? "link_reconnecting" : "loading")}
          </main>
        ) : (
          <Signed view={state.view} client={client} phone={phone} onSignOut={onSignOut} />
        )}
      </ClockOffset>
    </ClientContext>
  );
}

interface SignedProps extends Parts {
  view: View;
  onSignOut: () => void;
}

function Signed({ view, client, phone, onSignOut }: SignedProps) {
  const { t } = useSpeech();
  const state = useStore(client.store);
  const [wanted, setWanted] = useState<string | null>(null);
  const chosen = chosenInteraction(view.interactions, wanted);
  useOfferSignals(view.interactions);
  const inHand = view.interactions.map((interaction) => interaction.interaction_id).join(" ");
  useEffect(() => forgetDrafts(inHand.split(" ")), [inHand]);
  return (
    <div className="desktop">
      <Header view={view} client={client} phone={phone} onSignOut={onSignOut} />
      <div className="banners">
        {state.link.phase === "reconnecting" && <Banner tone="warn">{t("reconnecting_banner")}</Banner>}
        <AlarmBanner alarms={state.alarms} />
        <MicrophoneBanner microphone={phone.microphone} />
        <SoundBanner />
        <NoticeBar client={client} />
      </div>
      <aside className="side" aria-label={t("contacts")}>
        <OfferCards interactions={view.interactions} onAccepted={setWanted} phone={phone} />
        <IncomingCall phone={phone} />
        <InteractionList
          interactions={view.interactions}
          chosenId={chosen?.interaction_id ?? null}
          onChoose={setWanted}
        />
      </aside>
      <main className="centre">
        {view.agent.activity === "not_responding" && <NotResponding reason={view.agent.reason} phone={phone} />}
        {chosen === null ? (
          view.agent.activity !== "not_responding" && <Idle agent={view.agent} />
        ) : (
          <Canvas key={chosen.interaction_id} interaction={chosen} queues={view.queues} flows={view.flows} />
        )}
      </main>
      <Shortcuts />
    </div>
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
