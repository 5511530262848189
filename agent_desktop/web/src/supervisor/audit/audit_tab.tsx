/** Who did what to whom and why, newest first. Owns the wish and the pages; nothing can be changed here. */
import { type SyntheticEvent, useEffect, useState } from "react";
import { Button } from "../../controls/button";
import { Field } from "../../controls/field";
import { type Column, Table } from "../../controls/table";
import { announce } from "../../desktop/live_regions";
import { readable } from "../../desktop/interaction/readable";
import { codedWord, type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import { AT_ONCE, type AuditEntry, type AuditWish, auditEntries, detailWords } from "./entries";
import "./audit.css";

const EVERYTHING: AuditWish = { user: "", target: "" };

export function AuditTab() {
  const speech = useWords();
  const { t } = speech;
  const [wish, setWish] = useState(EVERYTHING);
  const [typed, setTyped] = useState(EVERYTHING);
  const { entries, isAsking, isMore, problem, more } = useEntries(wish);

  const ask = (event: SyntheticEvent) => {
    event.preventDefault();
    setWish({ ...typed });
  };
  return (
    <div className="stack audit" data-testid="audit">
      <form className="audit-wish" onSubmit={ask}>
        <Field label={t("audit_user")} value={typed.user} onChange={(user) => setTyped({ ...typed, user })} testId="audit-user" />
        <Field
          label={t("audit_target")}
          hint={t("audit_target_hint")}
          value={typed.target}
          onChange={(target) => setTyped({ ...typed, target })}
          testId="audit-target"
        />
        <Button type="submit" tone="primary" icon="search" isDisabled={isAsking} testId="audit-ask">
          {t("audit_ask")}
        </Button>
      </form>
      {problem !== null && (
        <p className="problem" role="alert">
          {t(codedWord("refused", problem, "audit_not_told"))}
        </p>
      )}
      <Table
        label={t("tab_audit")}
        columns={columnsIn(speech)}
        rows={entries}
        rowId={({ ordinal }) => String(ordinal)}
        nothing={isAsking ? t("audit_asking") : t("audit_nothing")}
        testId="audit-entries"
      />
      {isMore && (
        <Button isDisabled={isAsking} onPress={more} testId="audit-more">
          {t("audit_more")}
        </Button>
      )}
      <p className="faint">{t("audit_chain")}</p>
    </div>
  );
}

function useEntries(wish: AuditWish) {
  const { t } = useWords();
  const [entries, setEntries] = useState<AuditEntry[]>([]);
  const [isAsking, setIsAsking] = useState(false);
  const [isMore, setIsMore] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const load = (before: number | null, isCurrent: () => boolean) => {
    setIsAsking(true);
    void auditEntries(wish, before).then((answer) => {
      if (!isCurrent()) return;
      setIsAsking(false);
      setProblem(answer.ok ? null : answer.code);
      if (!answer.ok) return;
      const found = answer.value.entries;
      setEntries((known) => (before === null ? found : [...known, ...found]));
      setIsMore(found.length === AT_ONCE);
      announce(t("audit_found", { count: found.length }));
    });
  };
  useEffect(() => {
    let isCurrent = true;
    load(null, () => isCurrent);
    return () => {
      isCurrent = false;
    };
  }, [wish]);
  const more = () => load(entries.at(-1)?.ordinal ?? null, () => true);
  return { entries, isAsking, isMore, problem, more };
}

function columnsIn({ t, dateTime }: SupervisorSpeech): Column<AuditEntry>[] {
  const role = (name: string) => (name === "" ? "" : t(codedWord("role", name, null) ?? "audit_machine"));
  const act = (entry: AuditEntry) => {
    const known = codedWord("audited", entry.code.replaceAll(".", "_"), null);
    return known === null ? readable(entry.code.replaceAll(".", " ")) : t(known);
  };
  return [
    { id: "ordinal", head: t("audit_number"), isNumber: true, cell: ({ ordinal }) => ordinal },
    { id: "at", head: t("audit_at"), cell: ({ at_ms }) => dateTime(at_ms) },
    {
      id: "who",
      head: t("audit_who"),
      cell: (entry) => (
        <>
          {entry.user} <span className="faint">{role(entry.role)}</span>
        </>
      ),
    },
    {
      id: "what",
      head: t("audit_what"),
      cell: (entry) => (
        <>
          {act(entry)}
          {entry.of !== null && <strong className="audit-refused"> {t("audit_refused", { of: entry.of })}</strong>}
          <div className="faint">{entry.outcome === "" ? detailWords(entry) : readable(entry.outcome)}</div>
        </>
      ),
    },
    { id: "target", head: t("audit_target"), cell: ({ target }) => target },
    {
      id: "reason",
      head: t("audit_reason"),
      cell: ({ reason, is_reason_erased }) => (is_reason_erased ? <em>{t("audit_erased")}</em> : (reason ?? "")),
    },
  ];
}
