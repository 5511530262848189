/** What a supervisor may do with a contact, waiting or in an agent's hand; by permission, and where its state allows it. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { ComboBox } from "../../controls/combo_box";
import { Icon } from "../../controls/icon";
import { useWords } from "../../i18n/supervisor_speech";
import type { AgentItem, InHand, WaitingItem } from "../../protocol/generated_boards";
import { useFeed } from "../board";
import { useChoices } from "../choices";
import { useMay, useMe } from "../me";
import { PRESENCES } from "../live/figures";
import { PRESENCE_ICONS } from "../live/presence";
import { ActDialog } from "./act_dialog";

type Asked = "front" | "reassign" | "pick_up" | "release" | null;

export interface ContactOfActs {
  interactionId: string;
  /** Who it is, or what, in the titles of dialogs. */
  who: string;
  isOffered: boolean;
  /** Its place in line; null where it waits in none. */
  place: number | null;
  /** With whom it is, or to whom it is offered. */
  agentId: string | null;
  isWrapUp: boolean;
}

export function contactOfWaiting(item: WaitingItem, place: number, who: string): ContactOfActs {
  const agentId = item.offered_to?.agent_id ?? null;
  return { interactionId: item.interaction_id, who, isOffered: agentId !== null, place, agentId, isWrapUp: false };
}

export function contactOfHand(held: InHand, agentId: string, who: string): ContactOfActs {
  const { interaction_id: interactionId, state } = held;
  return { interactionId, who, isOffered: state === "offered", place: null, agentId, isWrapUp: state === "wrap_up" };
}

/** What may be done with it as it stands. Pure. */
export function contactActs(contact: ContactOfActs, ownAgentId: string | null): Record<Exclude<Asked, null>, boolean> {
  return {
    front: contact.place !== null && contact.place > 1 && !contact.isOffered,
    reassign: !contact.isWrapUp,
    pick_up: contact.isOffered && ownAgentId !== null && ownAgentId !== contact.agentId,
    release: !contact.isWrapUp,
  };
}

export function ContactActs({ contact }: { contact: ContactOfActs }) {
  const { t } = useWords();
  const may = useMay();
  const { agent_id: ownAgentId } = useMe();
  const [asked, setAsked] = useState<Asked>(null);
  const can = contactActs(contact, ownAgentId);
  const close = () => setAsked(null);
  const mayMove = may("move_contact");
  const dialogs = { contact, onClose: close };
  return (
    <>
      {mayMove && can.pick_up && (
        <Button tone="quiet" icon="phone" testId="act-pick-up" onPress={() => setAsked("pick_up")}>
          {t("act_pick_up")}
        </Button>
      )}
      {mayMove && can.front && (
        <Button tone="quiet" icon="swap" testId="act-front" onPress={() => setAsked("front")}>
          {t("act_front")}
        </Button>
      )}
      {mayMove && can.reassign && (
        <Button tone="quiet" icon="transfer" testId="act-reassign" onPress={() => setAsked("reassign")}>
          {t("act_reassign")}
        </Button>
      )}
      {may("release_contact") && can.release && (
        <Button tone="quiet" icon="hang_up" testId="act-release" onPress={() => setAsked("release")}>
          {t("act_release")}
        </Button>
      )}
      {asked === "front" && <FrontDialog {...dialogs} />}
      {asked === "pick_up" && <PickUpDialog {...dialogs} />}
      {asked === "release" && <ReleaseDialog {...dialogs} />}
      {asked === "reassign" && <ReassignDialog {...dialogs} />}
    </>
  );
}

interface ContactDialogProps {
  contact: ContactOfActs;
  onClose: () => void;
}

function pathOf({ interactionId }: ContactOfActs, what: string): string {
  return `/api/interactions/${encodeURIComponent(interactionId)}/${what}`;
}

function FrontDialog({ contact, onClose }: ContactDialogProps) {
  const { t } = useWords();
  return (
    <ActDialog
      title={t("act_front_title", { who: contact.who })}
      explained={t("act_front_explained")}
      verb={t("act_front")}
      request={{ path: pathOf(contact, "front"), body: {} }}
      done={() => t("act_front_done", { who: contact.who })}
      onClose={onClose}
    />
  );
}

function PickUpDialog({ contact, onClose }: ContactDialogProps) {
  const { t } = useWords();
  return (
    <ActDialog
      title={t("act_pick_up_title", { who: contact.who })}
      explained={t("act_pick_up_explained")}
      verb={t("act_pick_up")}
      tone="go"
      request={{ path: pathOf(contact, "pick-up"), body: {} }}
      done={() => t("act_pick_up_done", { who: contact.who })}
      onClose={onClose}
    />
  );
}

function ReleaseDialog({ contact, onClose }: ContactDialogProps) {
  const { t } = useWords();
  return (
    <ActDialog
      title={t("act_release_title", { who: contact.who })}
      explained={t("act_release_explained")}
      verb={t("act_release")}
      tone="stop"
      request={{ path: pathOf(contact, "release"), body: {} }}
      done={() => t("act_release_done", { who: contact.who })}
      onClose={onClose}
    />
  );
}

/** To an agent or a queue, found by typing. */
function ReassignDialog({ contact, onClose }: ContactDialogProps) {
  const { t } = useWords();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const targets = useTargets(contact);
  const found = targets.filter(({ label: words }) => words.toLowerCase().includes(typed.trim().toLowerCase()));
  const target = targets.find(({ id }) => id === chosen);
  const [kind, id = ""] = chosen?.split(":", 2) ?? [];
  const body = { [kind === "agent" ? "to_agent" : "to_queue"]: id };
  return (
    <ActDialog
      title={t("act_reassign_title", { who: contact.who })}
      explained={t("act_reassign_explained")}
      verb={t("act_reassign_do")}
      request={target === undefined ? null : { path: pathOf(contact, "reassign"), body }}
      done={() => t("act_reassign_done", { who: contact.who, target: target?.label ?? "" })}
      onClose={onClose}
    >
      <ComboBox
        label={t("act_reassign_to")}
        items={target?.label === typed ? targets : found}
        value={chosen}
        typed={typed}
        onType={(text) => {
          setTyped(text);
          if (text !== target?.label) setChosen(null);
        }}
        onChoose={(next) => {
          setChosen(next);
          const words = targets.find((each) => each.id === next)?.label;
          if (words !== undefined) setTyped(words);
        }}
        nothing={t("act_reassign_none")}
        shouldFocus
        testId="act-target"
      />
    </ActDialog>
  );
}

function useTargets({ agentId }: ContactOfActs) {
  const { t, label } = useWords();
  const { queues } = useChoices();
  const agents = useFeed("agents").items;
  const others = Object.values(agents ?? {})
    .filter((agent) => agent.agent_id !== agentId && agent.state !== "signed_out")
    .toSorted(freeFirst);
  return [
    ...queues.map(({ queue_id, label: words }) => ({
      id: `queue:${queue_id}`,
      label: label(words),
      shown: (
        <>
          <Icon name="queue" /> {label(words)}
        </>
      ),
      testId: `target-queue-${queue_id}`,
    })),
    ...others.map((agent) => ({
      id: `agent:${agent.agent_id}`,
      label: agent.name,
      shown: (
        <>
          <Icon name={PRESENCE_ICONS[agent.state]} /> {agent.name} <span className="faint">{t(`presence_${agent.state}`)}</span>
        </>
      ),
      testId: `target-agent-${agent.agent_id}`,
    })),
  ];
}

function freeFirst(one: AgentItem, other: AgentItem): number {
  return PRESENCES.indexOf(one.state) - PRESENCES.indexOf(other.state) || one.name.localeCompare(other.name);
}
