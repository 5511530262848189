/** The own password and the own sessions. Owns what is typed until it is sent; the center judges. */
import { type SyntheticEvent, useCallback, useEffect, useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { Field } from "../../controls/field";
import { type Column, Table } from "../../controls/table";
import { announce } from "../../desktop/live_regions";
import { codedWord, type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import { call } from "../../protocol/http";
import { useMe } from "../me";

interface Session {
  id: string;
  created_at_ms: number;
  last_seen_at_ms: number;
  peer: string;
  is_current: boolean;
}

export function AccountWindow({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const { user } = useMe();
  return (
    <Dialog title={t("account_title", { user })} isOpen isWide onClose={onClose} testId="account">
      <OwnPassword />
      <OwnSessions />
    </Dialog>
  );
}

function OwnPassword() {
  const { t } = useWords();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [told, setTold] = useState("");
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const answer = await call("POST", "/api/me/password", { old, new: next });
    if (!answer.ok) {
      const reason = t(codedWord("error", answer.code, "error_other"), { code: answer.code });
      setTold(t("account_refused", { reason }));
      return;
    }
    setOld("");
    setNext("");
    setTold(t("account_changed"));
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <Field
        label={t("account_old")}
        type="password"
        autoComplete="current-password"
        value={old}
        onChange={setOld}
        maxLength={256}
        isRequired
        testId="account-old"
      />
      <Field
        label={t("account_new")}
        hint={t("account_new_hint")}
        type="password"
        autoComplete="new-password"
        value={next}
        onChange={setNext}
        minLength={12}
        maxLength={256}
        isRequired
        testId="account-new"
      />
      <p role="status" data-testid="account-told">
        {told}
      </p>
      <div className="row">
        <Button type="submit" tone="primary" testId="account-change">
          {t("account_change")}
        </Button>
      </div>
    </form>
  );
}

function OwnSessions() {
  const speech = useWords();
  const { t } = speech;
  const [sessions, setSessions] = useState<Session[]>([]);
  const load = useCallback(() => {
    void call<{ sessions: Session[] }>("GET", "/api/me/sessions").then((answer) => {
      if (answer.ok) setSessions(answer.value.sessions);
    });
  }, []);
  useEffect(load, [load]);
  const end = (path: string) => {
    void call("DELETE", path).then(() => {
      announce(t("account_ended"));
      load();
    });
  };
  return (
    <div className="stack">
      <h3>{t("account_sessions")}</h3>
      <Table
        label={t("account_sessions")}
        columns={columnsIn(speech, (id) => end(`/api/me/sessions/${encodeURIComponent(id)}`))}
        rows={sessions}
        rowId={({ id }) => id}
        nothing={t("people_asking")}
        testId="account-sessions"
      />
      {sessions.length > 1 && (
        <div className="row">
          <Button testId="account-end-others" onPress={() => end("/api/me/sessions")}>
            {t("account_end_others")}
          </Button>
        </div>
      )}
    </div>
  );
}

function columnsIn({ t, dateTime }: SupervisorSpeech, onEnd: (id: string) => void): Column<Session>[] {
  return [
    { id: "from", head: t("account_from"), cell: ({ peer }) => peer },
    { id: "since", head: t("account_since"), cell: ({ created_at_ms }) => dateTime(created_at_ms) },
    { id: "seen", head: t("account_seen"), cell: ({ last_seen_at_ms }) => dateTime(last_seen_at_ms) },
    {
      id: "end",
      head: t("user_acts"),
      cell: ({ id, peer, is_current }) =>
        is_current ? (
          <strong>{t("account_here")}</strong>
        ) : (
          <Button tone="quiet" aria-label={t("account_end_of", { from: peer })} onPress={() => onEnd(id)}>
            {t("account_end")}
          </Button>
        ),
    },
  ];
}
