/** Somebody is asked meanwhile: both legs with their clocks, and what may be done with them. */
import type { ReactNode } from "react";
import { Button } from "../../controls/button";
import { Clock } from "../../controls/clock";
import { Icon, type IconName } from "../../controls/icon";
import { useSpeech } from "../../i18n/language";
import type { Consult, InteractionView } from "../../protocol/desktop_frames";
import { useClient, useIsPending } from "../context";
import { personName } from "../words";
import { consultedLeg, customerLeg, type Leg } from "./legs";
import "./consult.css";

type ConsultAction = "swap" | "conference" | "complete_transfer" | "end_consult";

interface ConsultButton {
  action: ConsultAction;
  icon: IconName;
  tone: "plain" | "primary";
}

const BUTTONS: readonly ConsultButton[] = [
  { action: "complete_transfer", icon: "transfer", tone: "primary" },
  { action: "swap", icon: "swap", tone: "plain" },
  { action: "conference", icon: "people", tone: "plain" },
  { action: "end_consult", icon: "hang_up", tone: "plain" },
];

export function ConsultPanel({ interaction, consult }: { interaction: InteractionView; consult: Consult }) {
  const { t } = useSpeech();
  const isConference = consult.stage === "conference";
  return (
    <section className="consult" aria-label={t("consult")} data-testid="consult" data-stage={consult.stage}>
      <h2>{t(isConference ? "conference" : "consult")}</h2>
      <div className="legs">
        <Party icon="phone" role={t("leg_customer")} leg={customerLeg(interaction, consult)} testId="leg-customer">
          {personName(interaction.caller.name, interaction.caller.number, t)}
        </Party>
        <Party icon="person" role={t("leg_consulted")} leg={consultedLeg(consult)} testId="leg-consulted">
          <ConsultedName consult={consult} />
        </Party>
      </div>
      <Buttons interaction={interaction} isConference={isConference} />
    </section>
  );
}

function ConsultedName({ consult }: { consult: Consult }) {
  const { t, label } = useSpeech();
  if (consult.agent !== null) return <>{consult.agent.name}</>;
  if (consult.queue !== null) return <>{label(consult.queue.label)}</>;
  return <>{consult.number ?? t("number_withheld")}</>;
}

interface PartyProps {
  icon: IconName;
  role: string;
  leg: Leg;
  testId: string;
  children: ReactNode;
}

function Party({ icon, role, leg, testId, children }: PartyProps) {
  const { t } = useSpeech();
  return (
    <div className={`leg leg-${leg.state}`} data-testid={testId} data-state={leg.state}>
      <Icon name={icon} />
      <span className="leg-who">
        <span className="faint">{role}</span>
        <strong>{children}</strong>
      </span>
      <span className="leg-state">
        <span>{t(`leg_${leg.state}`)}</span>
        <Clock sinceMs={leg.sinceMs} className="big" />
      </span>
    </div>
  );
}

function Buttons({ interaction, isConference }: { interaction: InteractionView; isConference: boolean }) {
  const { t } = useSpeech();
  const { interaction_id: interactionId, allowed_actions: allowed } = interaction;
  return (
    <div className="row wrap">
      {BUTTONS.filter(({ action }) => allowed.includes(action)).map((button) => (
        <ActionButton key={button.action} interactionId={interactionId} {...button}>
          {t(button.action === "end_consult" && isConference ? "action_drop_consulted" : `action_${button.action}`)}
        </ActionButton>
      ))}
    </div>
  );
}

interface ActionButtonProps extends ConsultButton {
  interactionId: string;
  children: string;
}

function ActionButton({ action, icon, tone, interactionId, children }: ActionButtonProps) {
  const client = useClient();
  const isWaiting = useIsPending(action, interactionId);
  return (
    <Button
      icon={icon}
      tone={tone}
      isDisabled={isWaiting}
      testId={`action-${action}`}
      onPress={() => client.command({ op: action, args: { interaction_id: interactionId } })}
    >
      {children}
    </Button>
  );
}

/** Told to whoever is asked: this customer is a colleague's. */
export function ConsultedBy({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  if (interaction.consulted_by === null) return null;
  return (
    <p className="banner banner-info" data-testid="consulted-by">
      {t("consulted_by", { agent: interaction.consulted_by.name })}
    </p>
  );
}
