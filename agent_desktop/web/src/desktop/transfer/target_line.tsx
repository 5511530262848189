/** One target in a line: what it is, its name, and how it is just now. */
import { Badge, type BadgeTone } from "../../controls/badge";
import { Clock } from "../../controls/clock";
import { Icon, type IconName } from "../../controls/icon";
import { codedKey, useSpeech } from "../../i18n/language";
import type { AgentPresence } from "../../protocol/desktop_frames";
import type { TargetChoice, TargetKind } from "./targets";

const ICONS: Record<TargetKind, IconName> = { agent: "person", queue: "queue", flow: "flow", number: "phone" };
const TONES: Record<AgentPresence, BadgeTone> = {
  free: "good",
  busy: "busy",
  wrap_up: "busy",
  on_break: "warn",
  not_responding: "bad",
  unreachable: "bad",
  signed_out: "plain",
};

export function TargetLine({ choice }: { choice: TargetChoice }) {
  const { t } = useSpeech();
  const { kind, name, number, state } = choice;
  return (
    <>
      <Icon name={ICONS[kind]} />
      <span className="target-name">
        <strong>{name}</strong>
        <span className="faint">
          {t(`target_${kind}`)}
          {number !== "" && ` · ${number}`}
        </span>
      </span>
      {choice.isFavourite && (
        <span className="target-mark" title={t("favourite")}>
          <Icon name="star" />
          <span className="unseen">{t("favourite")}</span>
        </span>
      )}
      {!choice.isFavourite && choice.isRecent && <span className="faint">{t("recent")}</span>}
      {state !== null && (
        <Badge tone={TONES[state]}>
          {t(codedKey("presence", state, "presence_busy"))}
          {choice.sinceMs !== null && state !== "signed_out" && <Clock sinceMs={choice.sinceMs} />}
        </Badge>
      )}
      {choice.freeAgents !== null && (
        <Badge tone={choice.freeAgents > 0 ? "good" : "plain"}>
          {t("queue_now", { waiting: choice.waiting ?? 0, free: choice.freeAgents })}
        </Badge>
      )}
    </>
  );
}
