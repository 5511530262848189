/** The windows in which a user is made or changed. Owns what is typed until it is sent. */
import { useState } from "react";
import { Field } from "../../controls/field";
import { Select } from "../../controls/select";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { ActDialog } from "../acts/act_dialog";
import { type Changed, pathOf, type Purpose, purposeBody, ROLES, type User } from "./users";

/** Acts that need nothing but a reason. */
export type PlainAct = "unlock" | "end-sessions" | "disable" | "enable" | "remove";

export type OpenWindow =
  | { kind: "add" }
  | { kind: "demo" }
  | { kind: "role"; user: User }
  | { kind: "password"; user: User }
  | { kind: PlainAct; user: User };

interface UserWindowProps {
  open: OpenWindow;
  teams: readonly string[];
  onClose: () => void;
  onDone: (user: string, changed: Changed) => void;
}

export function UserWindow({ open, ...rest }: UserWindowProps) {
  switch (open.kind) {
    case "add":
      return <AddWindow {...rest} />;
    case "role":
      return <RoleWindow user={open.user} {...rest} />;
    case "password":
      return <PasswordWindow user={open.user} {...rest} />;
    case "demo":
      return <PlainWindow open={open} {...rest} />;
    default:
      return <PlainWindow open={{ kind: open.kind, user: open.user }} {...rest} />;
  }
}

type WindowProps = Omit<UserWindowProps, "open">;

function AddWindow({ teams, onClose, onDone }: WindowProps) {
  const { t } = useWords();
  const [name, setName] = useState("");
  const [purpose, setPurpose] = useState<Purpose>({ role: "agent", agent: "", team: "" });
  const [password, setPassword] = useState("");
  const body = purposeBody(purpose);
  const user = name.trim();
  const request =
    body === null || user === ""
      ? null
      : { path: "/api/users", body: { ...body, user, password: password === "" ? null : password } };
  return (
    <ActDialog<Changed>
      title={t("user_add")}
      verb={t("user_add")}
      request={request}
      done={() => t("user_add_done", { user })}
      onDone={(changed) => onDone(user, changed)}
      onClose={onClose}
    >
      <Field
        label={t("user")}
        hint={t("user_name_hint")}
        value={name}
        onChange={setName}
        maxLength={64}
        autoFocus
        testId="user-name"
      />
      <PurposeFields purpose={purpose} teams={teams} onChange={setPurpose} />
      <PasswordField value={password} onChange={setPassword} />
    </ActDialog>
  );
}

function RoleWindow({ user, teams, onClose, onDone }: WindowProps & { user: User }) {
  const { t } = useWords();
  const before = { role: user.role, agent: user.agent_id ?? "", team: user.team };
  const [purpose, setPurpose] = useState<Purpose>(before);
  const body = purposeBody(purpose);
  return (
    <ActDialog<Changed>
      title={t("user_role_title", { user: user.user })}
      explained={t("user_signed_out_by_it")}
      verb={t("user_change_do")}
      request={body === null ? null : { path: pathOf(user.user, "role"), body }}
      done={() => t("user_role_done", { user: user.user, role: t(codedWord("role", purpose.role, "role_agent")) })}
      onDone={(changed) => onDone(user.user, changed)}
      onClose={onClose}
    >
      <PurposeFields purpose={purpose} teams={teams} onChange={setPurpose} />
    </ActDialog>
  );
}

function PasswordWindow({ user, onClose, onDone }: WindowProps & { user: User }) {
  const { t } = useWords();
  const [password, setPassword] = useState("");
  const body = { password: password === "" ? null : password };
  return (
    <ActDialog<Changed>
      title={t("user_password_title", { user: user.user })}
      explained={t("user_signed_out_by_it")}
      verb={t("user_change_do")}
      request={{ path: pathOf(user.user, "password"), body }}
      done={() => t("user_password_done", { user: user.user })}
      onDone={(changed) => onDone(user.user, changed)}
      onClose={onClose}
    >
      <PasswordField value={password} onChange={setPassword} />
    </ActDialog>
  );
}

type PlainOpen = { kind: "demo" } | { kind: PlainAct; user: User };

function PlainWindow({ open, onClose, onDone }: WindowProps & { open: PlainOpen }) {
  const { t } = useWords();
  const user = open.kind === "demo" ? "" : open.user.user;
  const key = open.kind === "demo" ? "remove_demo" : open.kind;
  const path = open.kind === "demo" ? "/api/demo-users/remove" : pathOf(user, open.kind);
  const isHard = open.kind === "remove" || open.kind === "demo";
  return (
    <ActDialog<Changed>
      title={`${t(`user_${key}`)}${user === "" ? "" : ` · ${user}`}`}
      explained={t(`user_${key}_explained`)}
      verb={t(`user_${key}`)}
      tone={isHard ? "stop" : "primary"}
      request={{ path, body: {} }}
      done={() => t(`user_${key}_done`, { user })}
      onDone={(changed) => onDone(user, changed)}
      onClose={onClose}
    />
  );
}

interface PurposeFieldsProps {
  purpose: Purpose;
  teams: readonly string[];
  onChange: (purpose: Purpose) => void;
}

function PurposeFields({ purpose, teams, onChange }: PurposeFieldsProps) {
  const { t } = useWords();
  const known = purpose.team === "" || teams.includes(purpose.team) ? teams : [purpose.team, ...teams];
  return (
    <>
      <Select
        label={t("user_role")}
        choices={ROLES.map((id) => ({ id, label: t(codedWord("role", id, "role_agent")) }))}
        value={purpose.role}
        testId="user-role"
        onChange={(id) => onChange({ ...purpose, role: ROLES.find((role) => role === id) ?? "agent" })}
      />
      <Field
        label={t("user_agent")}
        hint={t("user_agent_hint")}
        value={purpose.agent}
        onChange={(agent) => onChange({ ...purpose, agent })}
        maxLength={128}
        testId="user-agent"
      />
      <Select
        label={t("user_team")}
        choices={[{ id: "", label: t("user_team_own") }, ...known.map((id) => ({ id, label: id }))]}
        value={purpose.team}
        testId="user-team"
        onChange={(team) => onChange({ ...purpose, team })}
      />
    </>
  );
}

function PasswordField({ value, onChange }: { value: string; onChange: (password: string) => void }) {
  const { t } = useWords();
  return (
    <Field
      label={t("password")}
      hint={t("user_password_hint")}
      type="password"
      autoComplete="new-password"
      value={value}
      onChange={onChange}
      maxLength={256}
      testId="user-password"
    />
  );
}
