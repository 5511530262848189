"""The users of a center and the rules for changing them. Owns who may be called what; begins and ends no session.

One rule stands above all: somebody can always look after the users. Blocking: call it off the event loop.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from cic.access.identity import Role
from cic.access.password_rules import password_fault
from cic.access.passwords import Passwords
from cic.access.secrets_files import new_secret
from cic.access.store import DEMO, AccessStore, User
from cic.access.user_words import Known, NewUser, UserRefused

GENERATED_LENGTH = 20
USERS_MAX = 10_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")


class Users:
    """Changes users, one change at a time: whoever calls it sees to that."""

    def __init__(self, store: AccessStore, passwords: Passwords, known: Callable[[], Known]) -> None:
        self._store = store
        self._passwords = passwords
        self._known = known

    def all(self) -> dict[str, User]:
        """All users by name."""
        return self._store.users()

    def add(self, new: NewUser, password: str, by: str, now_ms: int) -> User:
        """A new user with a password; ``by`` is who makes it."""
        users = self._store.users()
        self._must_be_free(new.user, users)
        self._must_fit(new, users)
        user = User(
            new.user,
            self._hash(new.user, password),
            new.role,
            new.agent_id,
            team=new.team,
            made_by=f"user:{by}",
            created_at_ms=now_ms,
            password_changed_at_ms=now_ms,
        )
        self._store.add_users([user], now_ms)
        return user

    def change(self, name: str, new: NewUser) -> User:
        """Another role, agent or team for a known user."""
        users = self._store.users()
        user = _known_user(name, users)
        self._must_fit(new, users)
        return self._replace(replace(user, role=new.role, agent_id=new.agent_id, team=new.team), users)

    def set_password(self, name: str, password: str, by: str, now_ms: int) -> User:
        """Another password; a demo sign-in that has got one is a demo sign-in no more."""
        users = self._store.users()
        user = _known_user(name, users)
        changed = replace(user, password_hash=self._hash(name, password), password_changed_at_ms=now_ms)
        return self._replace(replace(changed, made_by=f"user:{by}") if user.made_by == DEMO else changed, users)

    def set_disabled(self, name: str, is_disabled: bool) -> User:
        """Let a user sign in no more, or again."""
        users = self._store.users()
        return self._replace(replace(_known_user(name, users), is_disabled=is_disabled), users)

    def remove(self, name: str) -> None:
        """Forget a user."""
        users = self._store.users()
        _known_user(name, users)
        _must_keep_an_administrator({other: user for other, user in users.items() if other != name})
        self._store.remove_users([name])

    def remove_demo(self) -> tuple[str, ...]:
        """Forget all whom starts of the center made; returns their names."""
        users = self._store.users()
        demo = tuple(name for name, user in users.items() if user.made_by == DEMO)
        _must_keep_an_administrator({name: user for name, user in users.items() if name not in demo})
        self._store.remove_users(demo)
        return demo

    def signed_in_elsewhere(self, wanted: NewUser, subject: str, issuer: str, now_ms: int) -> User:
        """The user of a subject at an OpenID provider, as the provider's claims want it; made where there is none."""
        users = self._store.users()
        known = next((user for user in users.values() if user.subject == subject), None)
        if known is None:
            self._must_be_free(wanted.user, users)
            self._must_fit(wanted, users)
            made = User(
                wanted.user, "", wanted.role, wanted.agent_id, wanted.team,
                made_by=f"openid:{issuer}"[:80], created_at_ms=now_ms, subject=subject,
            )  # fmt: skip
            self._store.add_users([made], now_ms)
            return made
        if known.is_disabled:
            raise UserRefused("disabled", "This user may not sign in.")
        same = replace(wanted, user=known.user)
        if (known.role, known.agent_id, known.team) == (same.role, same.agent_id, same.team):
            return known
        self._must_fit(same, users)
        return self._replace(replace(known, role=same.role, agent_id=same.agent_id, team=same.team), users)

    def _replace(self, user: User, users: dict[str, User]) -> User:
        _must_keep_an_administrator(users | {user.user: user})
        self._store.replace_user(user)
        return user

    def _hash(self, name: str, password: str) -> str:
        if (fault := password_fault(name, password)) is not None:
            raise UserRefused("bad_password", fault)
        return self._passwords.hash(password)

    def _must_be_free(self, name: str, users: dict[str, User]) -> None:
        if not _NAME.fullmatch(name):
            detail = "A user's name has 1 to 64 letters, digits or . _ @ + -, and begins with a letter or a digit."
            raise UserRefused("bad_user", detail)
        if name.casefold() in (other.casefold() for other in users):
            raise UserRefused("user_exists", "There is a user of this name.")
        if len(users) >= USERS_MAX:
            raise UserRefused("too_many_users", f"There are {USERS_MAX} users already.")

    def _must_fit(self, new: NewUser, users: dict[str, User]) -> None:
        known = self._known()
        if new.agent_id is not None:
            if new.agent_id not in known.agents:
                raise UserRefused("unknown_agent", "The configuration has no agent of this id.")
            holder = next((user.user for user in users.values() if user.agent_id == new.agent_id), new.user)
            if holder != new.user:
                raise UserRefused("agent_taken", f"The user '{holder}' signs in as this agent.")
        elif new.role is Role.AGENT:
            raise UserRefused("bad_user", "An agent signs in as an agent of the configuration: name it.")
        if new.team and new.team not in known.teams:
            raise UserRefused("unknown_team", "No agent of the configuration is in a team of this name.")
        if new.role is Role.TEAM_SUPERVISOR and not new.team and new.agent_id is None:
            raise UserRefused("bad_user", "A team supervisor watches over a team: name it.")


def new_password() -> str:
    """A random password, to be shown once."""
    return new_secret()[:GENERATED_LENGTH]


def has_own_administrator(users: Collection[User]) -> bool:
    """Whether somebody whom no start of the center made can look after it."""
    return any(_is_administrator(user) and user.made_by != DEMO for user in users)


def _known_user(name: str, users: dict[str, User]) -> User:
    user = users.get(name)
    if user is None:
        raise UserRefused("unknown_user", "There is no user of this name.")
    return user


def _is_administrator(user: User) -> bool:
    return user.role is Role.ADMINISTRATOR and not user.is_disabled


def _must_keep_an_administrator(users: dict[str, User]) -> None:
    # Who signs in elsewhere only is not counted: a provider that is down must lock nobody out of the center for good.
    if not any(_is_administrator(user) and user.password_hash for user in users.values()):
        detail = "The last administrator with a password stays: make another one first."
        raise UserRefused("last_administrator", detail)
