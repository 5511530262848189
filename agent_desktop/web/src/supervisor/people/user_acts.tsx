/** What may be done with one user, as buttons in the row. */
import { Button } from "../../controls/button";
import { useWords } from "../../i18n/supervisor_speech";
import type { OpenWindow, PlainAct } from "./user_windows";
import { stateOf, type User } from "./users";

interface UserActsProps {
  user: User;
  onOpen: (open: OpenWindow) => void;
}

export function UserActs({ user, onOpen }: UserActsProps) {
  const { t } = useWords();
  const state = stateOf(user);
  const kinds: ("role" | "password" | PlainAct)[] = [
    "role",
    "password",
    ...(user.locked_until_ms === null ? [] : (["unlock"] as const)),
    ...(user.sessions === 0 ? [] : (["end-sessions"] as const)),
    state === "disabled" ? "enable" : "disable",
    "remove",
  ];
  return (
    <div className="row wrap user-acts" role="group" aria-label={t("acts_of", { who: user.user })}>
      {kinds.map((kind) => (
        <Button key={kind} tone="quiet" testId={`user-${kind}-${user.user}`} onPress={() => onOpen({ kind, user } as OpenWindow)}>
          {t(`user_${kind}`)}
        </Button>
      ))}
    </div>
  );
}
