/** Who may sign in. Owns the list and which window is open; each change is the center's, with a reason. */
import { useCallback, useEffect, useState } from "react";
import { Badge } from "../../controls/badge";
import { Button } from "../../controls/button";
import { type Column, Table } from "../../controls/table";
import { codedWord, type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import { useMay } from "../me";
import { NewPassword } from "./new_password";
import { UserActs } from "./user_acts";
import { type OpenWindow, UserWindow } from "./user_windows";
import { type Changed, everybody, makerOf, stateOf, type User, type Users } from "./users";
import "./people.css";

export function PeopleTab() {
  const speech = useWords();
  const { t } = speech;
  const mayManage = useMay()("manage_users");
  const { found, problem, load } = useUsers();
  const [open, setOpen] = useState<OpenWindow | null>(null);
  const [made, setMade] = useState<{ user: string; password: string } | null>(null);
  const hasDemo = found.users.some(({ made_by }) => made_by === "demo");

  const onDone = (user: string, { password }: Changed) => {
    if (password !== null) setMade({ user, password });
    load();
  };
  return (
    <div className="stack people" data-testid="people">
      {mayManage && (
        <div className="row wrap">
          <Button tone="primary" testId="user-add" onPress={() => setOpen({ kind: "add" })}>
            {t("user_add")}
          </Button>
          {hasDemo && (
            <Button testId="demo-remove" onPress={() => setOpen({ kind: "demo" })}>
              {t("user_remove_demo")}
            </Button>
          )}
        </div>
      )}
      {problem !== null && (
        <p className="problem" role="alert">
          {t(codedWord("error", problem, "people_not_told"))}
        </p>
      )}
      <Table
        label={t("tab_people")}
        columns={columnsIn(speech, mayManage ? setOpen : null)}
        rows={found.users}
        rowId={({ user }) => user}
        nothing={t("people_asking")}
        testId="users"
      />
      {open !== null && <UserWindow open={open} teams={found.teams} onClose={() => setOpen(null)} onDone={onDone} />}
      {made !== null && <NewPassword {...made} onClose={() => setMade(null)} />}
    </div>
  );
}

function useUsers() {
  const [found, setFound] = useState<Users>({ users: [], teams: [] });
  const [problem, setProblem] = useState<string | null>(null);
  const load = useCallback(() => {
    void everybody().then((answer) => {
      setProblem(answer.ok ? null : answer.code);
      if (answer.ok) setFound(answer.value);
    });
  }, []);
  useEffect(load, [load]);
  return { found, problem, load };
}

function columnsIn(speech: SupervisorSpeech, onOpen: ((open: OpenWindow) => void) | null): Column<User>[] {
  const { t, dateTime } = speech;
  const columns: Column<User>[] = [
    { id: "user", head: t("user"), cell: ({ user }) => <strong>{user}</strong> },
    { id: "role", head: t("user_role"), cell: ({ role }) => t(codedWord("role", role, "role_agent")) },
    { id: "agent", head: t("user_agent"), cell: ({ agent_id }) => agent_id ?? "" },
    { id: "team", head: t("user_team"), cell: ({ team }) => team },
    { id: "state", head: t("user_state"), cell: (user) => <State user={user} /> },
    { id: "sessions", head: t("user_sessions"), isNumber: true, cell: ({ sessions }) => sessions },
    {
      id: "made_by",
      head: t("user_made_by"),
      cell: ({ made_by, created_at_ms }) => {
        const { kind, name } = makerOf(made_by);
        return (
          <>
            {t(`user_made_by_${kind}`, { name })} <span className="faint">{dateTime(created_at_ms)}</span>
          </>
        );
      },
    },
  ];
  if (onOpen === null) return columns;
  const acts = (user: User) => <UserActs user={user} onOpen={onOpen} />;
  return [...columns, { id: "acts", head: t("user_acts"), cell: acts }];
}

function State({ user }: { user: User }) {
  const { t, minute } = useWords();
  const state = stateOf(user);
  if (state === "open") return <>{t("user_state_open")}</>;
  if (state === "disabled") return <Badge tone="plain">{t("user_state_disabled")}</Badge>;
  return <Badge tone="warn">{t("user_state_locked", { time: minute(user.locked_until_ms ?? 0) })}</Badge>;
}
