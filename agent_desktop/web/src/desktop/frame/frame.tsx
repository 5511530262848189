/** The desktop in full: header, contacts on the left, the chosen one in the middle, customer and day on the right. */
import { Banner, MicrophoneBanner, SoundBanner } from "../../controls/banner";
import { useSpeech } from "../../i18n/language";
import type { DesktopClient } from "../../protocol/desktop_client";
import type { DeskView } from "../../protocol/desktop_state";
import { usePart } from "../../protocol/store";
import { NotResponding } from "../activity/not_responding";
import { AlarmBanner } from "../alarms/alarm_banner";
import { useDeskView, useInteractions } from "../context";
import { Header } from "../header";
import { Canvas } from "../interaction/canvas";
import { Idle } from "../interaction/idle";
import { InteractionList } from "../interaction/interaction_list";
import { FromSupervisor } from "../from_supervisor/from_supervisor";
import { NoticeBar } from "../notice_bar";
import { OfferCards } from "../offers/offer_card";
import { ParkedList } from "../parked/parked_list";
import type { AgentPhone } from "../phone/agent_phone";
import { IncomingCall } from "../phone/phone_panel";
import { HelpList, MonitoringPanel, ReminderBanner } from "../slots";
import { Background } from "./background";
import { RightPanel } from "./right_panel";
import { showInteraction, useShownInteraction } from "./shown";

export interface FrameProps {
  client: DesktopClient;
  phone: AgentPhone;
  onSignOut: () => void;
}

/** Its places watch the contacts by themselves: what changes in one contact makes only its own places anew. */
export function Frame({ client, phone, onSignOut }: FrameProps) {
  const { t } = useSpeech();
  const view = useDeskView();
  return (
    <div className="desktop">
      <a className="skip" href="#contact">
        {t("skip_to_contact")}
      </a>
      <Header phone={phone} onSignOut={onSignOut} />
      <Banners client={client} phone={phone} />
      <aside className="side" aria-label={t("contacts")}>
        {view.agent.monitoring !== null && <MonitoringPanel monitoring={view.agent.monitoring} />}
        <InHand phone={phone} />
        <ParkedList view={view} />
        <HelpList view={view} />
      </aside>
      <main className="centre" id="contact" tabIndex={-1}>
        {view.agent.activity === "not_responding" && <NotResponding reason={view.agent.reason} phone={phone} />}
        <Middle view={view} />
      </main>
      <RightPanel view={view} />
      <Background agentId={view.agent.agent_id} />
    </div>
  );
}

/** Offers and contacts, whose list marks the one that is shown. */
function InHand({ phone }: { phone: AgentPhone }) {
  const interactions = useInteractions();
  const shownId = useShownInteraction()?.interaction_id ?? null;
  return (
    <>
      <OfferCards interactions={interactions} onAccepted={showInteraction} phone={phone} />
      <IncomingCall phone={phone} />
      <InteractionList interactions={interactions} chosenId={shownId} onChoose={showInteraction} />
    </>
  );
}

function Middle({ view }: { view: DeskView }) {
  const shown = useShownInteraction();
  if (shown !== null) return <Canvas key={shown.interaction_id} interaction={shown} view={view} />;
  return view.agent.activity !== "not_responding" && <Idle agent={view.agent} />;
}

export function Banners({ client, phone }: Omit<FrameProps, "onSignOut">) {
  const { t } = useSpeech();
  const view = useDeskView();
  const isReconnecting = usePart(client.store, (state) => state.link.phase === "reconnecting");
  const alarms = usePart(client.store, (state) => state.alarms);
  return (
    <div className="banners" role="region" aria-label={t("notices")}>
      {isReconnecting && <Banner tone="warn">{t("reconnecting_banner")}</Banner>}
      <AlarmBanner alarms={alarms} />
      <MicrophoneBanner microphone={phone.microphone} />
      <SoundBanner />
      <ReminderBanner view={view} />
      <FromSupervisor view={view} />
      <NoticeBar client={client} />
    </div>
  );
}
