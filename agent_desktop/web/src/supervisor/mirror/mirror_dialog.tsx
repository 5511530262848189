/**
 * A read-only picture of an agent's desktop, in the desktop's own parts, for a reason that is written down before anything
 * is shown. Owns the reason, the subscription, and saying whose it is and since when.
 */
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "../../controls/button";
import { Clock } from "../../controls/clock";
import { Dialog } from "../../controls/dialog";
import { Field } from "../../controls/field";
import { Icon } from "../../controls/icon";
import { useServerClock } from "../../desktop/context";
import { chosenInteraction } from "../../desktop/chosen";
import { ConsultedBy, ConsultPanel } from "../../desktop/consult/consult_panel";
import { FlowLines } from "../../desktop/interaction/flow_lines";
import { InteractionList } from "../../desktop/interaction/interaction_list";
import { ScreenPop } from "../../desktop/interaction/screen_pop";
import { stateSinceMs, stateTone, stateWord } from "../../desktop/interaction/state_words";
import { RecordingBadge } from "../../desktop/recording/recording_badge";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { loadDeskSettings } from "../../protocol/desk_settings";
import type { InteractionView, View } from "../../protocol/desktop_frames";
import type { AgentItem } from "../../protocol/generated_boards";
import { lastReasons, REASON_LENGTH_MAX, rememberReason } from "../acts/reasons";
import { useBoardClient } from "../board";
import { mirror, NOTHING_MIRRORED, withoutActs } from "./mirrored";
import "../../styles/contact.css";
import "./mirror.css";

interface MirrorDialogProps {
  agent: AgentItem;
  onClose: () => void;
}

export function MirrorDialog({ agent, onClose }: MirrorDialogProps) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const title = t("mirror_title", { agent: agent.name });
  return (
    <Dialog title={title} isOpen isWide onClose={onClose} testId="mirror-dialog">
      {reason === "" ? <AskReason onReason={setReason} /> : <Mirror agent={agent} reason={reason} />}
    </Dialog>
  );
}

function AskReason({ onReason }: { onReason: (reason: string) => void }) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [isAsked, setAsked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    const reason = text.trim();
    if (reason === "") return;
    rememberReason(reason);
    onReason(reason);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p className="faint">{t("mirror_explained")}</p>
      <Field
        label={t("act_reason")}
        value={text}
        onChange={setText}
        maxLength={REASON_LENGTH_MAX}
        autoFocus
        problem={isAsked && text.trim() === "" ? t("act_reason_missing") : undefined}
        hint={t("act_reason_hint")}
        testId="mirror-reason"
      />
      <div className="row wrap">
        {lastReasons().map((reason) => (
          <button key={reason} type="button" className="pill" onClick={() => setText(reason)}>
            {reason}
          </button>
        ))}
      </div>
      <div className="row">
        <Button type="submit" tone="primary" icon="person" testId="mirror-show">
          {t("mirror_show")}
        </Button>
      </div>
    </form>
  );
}

function Mirror({ agent, reason }: { agent: AgentItem; reason: string }) {
  const { t, time } = useWords();
  const { view, ended, sinceMs } = useMirror(agent.agent_id, reason);
  return (
    <div className="mirror" data-testid="mirror">
      <p className="banner mirror-mark" role="note" data-testid="mirror-mark">
        <span>
          <Icon name="person" /> {t("mirror_mark", { agent: agent.name, time: time(sinceMs) })}
        </span>
      </p>
      {ended !== null && (
        <p className="problem" role="alert">
          {t(codedWord("mirror_ended", ended, "mirror_ended"), { code: ended })}
        </p>
      )}
      {view === null ? ended === null && <p aria-busy="true">{t("loading_part")}</p> : <Picture view={view} />}
    </div>
  );
}

function useMirror(agentId: string, reason: string) {
  const client = useBoardClient();
  const now = useServerClock();
  const [sinceMs] = useState(now);
  const [mirrored, setMirrored] = useState(NOTHING_MIRRORED);
  const [ended, setEnded] = useState<string | null>(null);
  const [begun, setBegun] = useState(0);
  useEffect(() => void loadDeskSettings(), []);
  useEffect(() => {
    if (client === null) return;
    return client.mirror(agentId, reason, (event) => {
      if (event.kind === "ended") return setEnded(event.code);
      setEnded(null);
      setMirrored((before) => mirror(before, event.frame));
    });
  }, [client, agentId, reason, begun]);
  useEffect(() => {
    if (mirrored.hasGap) setBegun((count) => count + 1);
  }, [mirrored.hasGap]);
  return { view: mirrored.view, ended, sinceMs };
}

/** The contacts in hand, and the one that the agent most likely sees; which one is chosen there, the center does not know. */
function Picture({ view }: { view: View }) {
  const { t } = useWords();
  const [wantedId, setWanted] = useState<string | null>(null);
  const interactions = view.interactions.map(withoutActs);
  const shown = chosenInteraction(interactions, wantedId);
  return (
    <div className="mirror-desk">
      <div className="mirror-side">
        <p className="row">
          <span className="dot" aria-hidden="true" />
          {t(codedWord("activity", view.agent.activity, "activity_available"))}
        </p>
        <InteractionList interactions={interactions} chosenId={shown?.interaction_id ?? null} onChoose={setWanted} />
      </div>
      {shown === null ? <p className="empty">{t("panel_in_hand_none")}</p> : <Contact interaction={shown} />}
    </div>
  );
}

function Contact({ interaction }: { interaction: InteractionView }) {
  const { t } = useWords();
  return (
    <article className="canvas" aria-label={t(stateWord(interaction))} data-testid="mirrored" data-state={interaction.state}>
      <p className="state-line">
        <span className={`badge state-${stateTone(interaction)}`}>{t(stateWord(interaction))}</span>
        <Clock sinceMs={stateSinceMs(interaction)} className="big" />
        <RecordingBadge interaction={interaction} />
      </p>
      <ConsultedBy interaction={interaction} />
      {interaction.consult !== null && <ConsultPanel interaction={interaction} consult={interaction.consult} />}
      <FlowLines interaction={interaction} />
      <ScreenPop interaction={interaction} />
    </article>
  );
}
