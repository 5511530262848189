/** The small desktop, from 320 x 460: one contact, its buttons, and who is calling; for standing in another page. */
import { Suspense } from "react";
import { useSpeech } from "../../i18n/language";
import { useStore } from "../../protocol/store";
import { ActivityControl } from "../activity/activity_control";
import { NotResponding } from "../activity/not_responding";
import { chosenInteraction } from "../chosen";
import { DialOut } from "../dial_out/dial_out";
import { Banners, type FrameProps, useDraftsInHand } from "../frame/frame";
import { showInteraction, wantedInteraction } from "../frame/shown";
import { ConnectionLight } from "../health/health";
import { Canvas } from "../interaction/canvas";
import { Idle } from "../interaction/idle";
import { InteractionList } from "../interaction/interaction_list";
import { OfferCards } from "../offers/offer_card";
import { useOfferSignals } from "../offers/signals";
import { IncomingCall, PhoneLight } from "../phone/phone_panel";
import { Shortcuts } from "../shortcuts/shortcuts";
import { useScreenPop } from "./screen_pop_out";
import "./compact.css";

export function CompactFrame({ view, client, phone, onSignOut }: FrameProps) {
  const { t } = useSpeech();
  const { link } = useStore(client.store);
  const chosen = chosenInteraction(view.interactions, useStore(wantedInteraction));
  const isOfferOnly = chosen !== null && chosen.offer !== null;
  useOfferSignals(view.interactions);
  useDraftsInHand(view);
  useScreenPop(view);
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
      <Banners view={view} client={client} phone={phone} />
      <main className="compact-body" id="contact" tabIndex={-1} aria-label={t("contacts")}>
        <OfferCards interactions={view.interactions} onAccepted={showInteraction} phone={phone} />
        <IncomingCall phone={phone} />
        {view.interactions.length > 1 && (
          <InteractionList
            interactions={view.interactions}
            chosenId={chosen?.interaction_id ?? null}
            onChoose={showInteraction}
          />
        )}
        {view.agent.activity === "not_responding" && <NotResponding reason={view.agent.reason} phone={phone} />}
        {chosen === null && view.agent.activity !== "not_responding" && <Idle agent={view.agent} />}
        {chosen !== null && !isOfferOnly && (
          <Suspense>
            <Canvas key={chosen.interaction_id} interaction={chosen} view={view} />
          </Suspense>
        )}
      </main>
      <Shortcuts interactions={view.interactions} />
    </div>
  );
}
