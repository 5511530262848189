/** The desktop in full: header, contacts on the left, the chosen one in the middle, customer and day on the right. */
import { useEffect } from "react";
import { Banner, MicrophoneBanner, SoundBanner } from "../../controls/banner";
import { useSpeech } from "../../i18n/language";
import type { DesktopClient } from "../../protocol/desktop_client";
import type { View } from "../../protocol/desktop_frames";
import { useStore } from "../../protocol/store";
import { NotResponding } from "../activity/not_responding";
import { AlarmBanner } from "../alarms/alarm_banner";
import { chosenInteraction } from "../chosen";
import { useScreenPop } from "../compact/screen_pop_out";
import { Header } from "../header";
import { Canvas } from "../interaction/canvas";
import { Idle } from "../interaction/idle";
import { InteractionList } from "../interaction/interaction_list";
import { NoticeBar } from "../notice_bar";
import { OfferCards } from "../offers/offer_card";
import { useOfferSignals } from "../offers/signals";
import { ParkedList } from "../parked/parked_list";
import type { AgentPhone } from "../phone/agent_phone";
import { IncomingCall } from "../phone/phone_panel";
import { Shortcuts } from "../shortcuts/shortcuts";
import { HelpList, ReminderBanner } from "../slots";
import { forgetDrafts } from "../wrap_up/drafts";
import { RightPanel } from "./right_panel";
import { showInteraction, wantedInteraction } from "./shown";

export interface FrameProps {
  view: View;
  client: DesktopClient;
  phone: AgentPhone;
  onSignOut: () => void;
}

export function Frame({ view, client, phone, onSignOut }: FrameProps) {
  const { t } = useSpeech();
  const chosen = chosenInteraction(view.interactions, useStore(wantedInteraction));
  useOfferSignals(view.interactions);
  useDraftsInHand(view);
  useScreenPop(view);
  return (
    <div className="desktop">
      <a className="skip" href="#contact">
        {t("skip_to_contact")}
      </a>
      <Header view={view} client={client} phone={phone} onSignOut={onSignOut} />
      <Banners view={view} client={client} phone={phone} />
      <aside className="side" aria-label={t("contacts")}>
        <OfferCards interactions={view.interactions} onAccepted={showInteraction} phone={phone} />
        <IncomingCall phone={phone} />
        <InteractionList
          interactions={view.interactions}
          chosenId={chosen?.interaction_id ?? null}
          onChoose={showInteraction}
        />
        <ParkedList view={view} />
        <HelpList view={view} />
      </aside>
      <main className="centre" id="contact" tabIndex={-1}>
        {view.agent.activity === "not_responding" && <NotResponding reason={view.agent.reason} phone={phone} />}
        {chosen === null ? (
          view.agent.activity !== "not_responding" && <Idle agent={view.agent} />
        ) : (
          <Canvas key={chosen.interaction_id} interaction={chosen} view={view} />
        )}
      </main>
      <RightPanel view={view} interaction={chosen} />
      <Shortcuts interactions={view.interactions} />
    </div>
  );
}

export function Banners({ view, client, phone }: Omit<FrameProps, "onSignOut">) {
  const { t } = useSpeech();
  const state = useStore(client.store);
  return (
    <div className="banners" role="region" aria-label={t("notices")}>
      {state.link.phase === "reconnecting" && <Banner tone="warn">{t("reconnecting_banner")}</Banner>}
      <AlarmBanner alarms={state.alarms} />
      <MicrophoneBanner microphone={phone.microphone} />
      <SoundBanner />
      <ReminderBanner view={view} />
      <NoticeBar client={client} />
    </div>
  );
}

/** What is written about a contact is kept for as long as the contact is in hand. */
export function useDraftsInHand(view: View): void {
  const inHand = view.interactions.map((interaction) => interaction.interaction_id).join(" ");
  useEffect(() => forgetDrafts(inHand.split(" ")), [inHand]);
}
