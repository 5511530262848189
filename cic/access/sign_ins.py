"""Makes the demo sign-ins of a center, each with a random password. Owns the file they are handed over in.

They are there so that a first start can be tried at once; a center with an administrator of its own makes none.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from cic.access.identity import Role
from cic.access.passwords import Passwords
from cic.access.secrets_files import write_owner_only
from cic.access.store import DEMO, AccessStore, User
from cic.access.users import has_own_administrator, new_password
from routing.vocabulary import AgentId

OPERATOR = "operator"


def ensure_sign_ins(
    store: AccessStore, passwords: Passwords, path: Path, agents: Mapping[AgentId, Role], now_ms: int
) -> tuple[str, ...]:
    """Give each agent without a sign-in, and one administrator, a user and a random password; returns the new names.

    The passwords are in the owner-only file alone. Delete the file once they are handed over: it is not needed again.
    """
    known = store.users()
    if has_own_administrator(known.values()):
        return ()
    taken = {user.agent_id for user in known.values()}
    wanted: list[tuple[str, Role, AgentId | None]] = [(OPERATOR, Role.ADMINISTRATOR, None)]
    wanted += [
        (str(agent_id), role, agent_id) for agent_id, role in agents.items() if agent_id not in (OPERATOR, *taken)
    ]
    missing = [entry for entry in wanted if entry[0] not in known]
    if not missing:
        return ()
    made = [(user, new_password(), role, agent_id) for user, role, agent_id in missing]
    kept = [entry for entry in _read(path) if entry.get("user") in known]
    fresh = [
        {"user": user, "password": password, "role": role.value, "agent_id": agent_id}
        for user, password, role, agent_id in made
    ]
    # The file comes first: a crash in between leaves passwords without users, which the next start replaces.
    write_owner_only(path, json.dumps(kept + fresh, indent=2) + "\n")
    store.add_users(
        [User(user, passwords.hash(password), role, agent_id, made_by=DEMO) for user, password, role, agent_id in made],
        now_ms,
    )
    return tuple(user for user, *_ in made)


def forget_passwords(path: Path, users: Sequence[str]) -> None:
    """Take users out of the file: their passwords are none any more."""
    entries = _read(path)
    kept = [entry for entry in entries if entry.get("user") not in users]
    if not kept:
        path.unlink(missing_ok=True)
    elif kept != entries:
        write_owner_only(path, json.dumps(kept, indent=2) + "\n")


def _read(path: Path) -> list[dict[str, object]]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return []
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
