/** The small desktop, from 320 x 460: one contact, its buttons, and who is calling; for standing in another page. */
import { useSpeech } from "../../i18n/language";
import { ActivityControl } from "../activity/activity_control";
import { NotResponding } from "../activity/not_responding";
import { useDeskView, useDesktop, useInteractions } from "../context";
import { DialOut } from "../dial_out/dial_out";
import { Background } from "../frame/background";
import { Banners, type FrameProps } from "../frame/frame";
import { showInteraction, useShownInteraction } from "../frame/shown";
import { ConnectionLight } from "../health/health";
import { Canvas } from "../interaction/canvas";
import { Idle } from "../interaction/idle";
import { InteractionList } from "../interaction/interaction_list";
import { OfferCards } from "../offers/offer_card";
import { IncomingCall, PhoneLight } from "../phone/phone_panel";
import { MonitoringPanel } from "../slots";
import "./compact.css";

export function CompactFrame({ client, phone, onSignOut }: FrameProps) {
  const { t } = useSpeech();
  const view = useDeskView();
  const interactions = useInteractions();
  const link = useDesktop((state) => state.link);
  const chosen = useShownInteraction();
  const isOfferOnly = chosen !== null && chosen.offer !== null;
  return (
    <div className="compact">
      <header className="compact-head">
        <h1 className="unseen">{t("app_name")}</h1>
        <ActivityControl view={view} phone={phone} onSignOut={onSignOut} />
        <div className="row spread">
          <PhoneLight phone={phone} phones={view.agent.phones} />
          <ConnectionLight link={link} />
          <DialOut view={view} phone={phone} />
        </div>
      </header>
      <Banners client={client} phone={phone} />
      <main className="compact-body" id="contact" tabIndex={-1} aria-label={t("contacts")}>
        {view.agent.monitoring !== null && <MonitoringPanel monitoring={view.agent.monitoring} />}
        <OfferCards interactions={interactions} onAccepted={showInteraction} phone={phone} />
        <IncomingCall phone={phone} />
        {interactions.length > 1 && (
          <InteractionList
            interactions={interactions}
            chosenId={chosen?.interaction_id ?? null}
            onChoose={showInteraction}
          />
        )}
        {view.agent.activity === "not_responding" && <NotResponding reason={view.agent.reason} phone={phone} />}
        {chosen === null && view.agent.activity !== "not_responding" && <Idle agent={view.agent} />}
        {chosen !== null && !isOfferOnly && (
          <Canvas key={chosen.interaction_id} interaction={chosen} view={view} />
        )}
      </main>
      <Background agentId={view.agent.agent_id} />
    </div>
  );
}
