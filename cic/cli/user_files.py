"""The users of a data folder while no center runs with it. Owns the lock and the files; shows nothing."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine

from cic.access.access import ACCESS_FILE, SIGN_INS_FILE
from cic.access.lock_out import LockOut
from cic.access.lock_store import LockStore
from cic.access.passwords import Passwords
from cic.access.sign_ins import forget_passwords
from cic.access.store import AccessStore
from cic.access.user_words import Changed, Known, NewUser, UserRefused
from cic.access.users import Users, new_password
from cic.audit.port import Act, Actor, NotAudited
from cic.audit.trail import AuditTrail
from cic.cli.asking import now_ms
from cic.cli.words import CommandFailed
from cic.configuration.loader import load_center
from cic.journal.database import Database, WriterLock
from cic.journal.port import JournalError
from cic.main.parts import AUDIT_FILE, JOURNAL_FILE
from routing.vocabulary import AgentId, SiteId, TenantId

BY = "command-line"
"""Who changes users while no center runs: whoever may write the files."""


class UserFiles:
    """The files, held while no center may start."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        text = load_center(chosen.config, chosen.flows).text
        site = (TenantId(text.center.tenant), SiteId(text.center.site))
        agents = tuple(AgentId(agent.agent_id) for agent in text.agents)
        teams = tuple({agent.team for agent in text.agents if agent.team})
        self._reason = getattr(chosen, "reason", "")
        self._sign_ins = chosen.data / SIGN_INS_FILE
        self._engine = create_engine(f"sqlite:///{chosen.data / ACCESS_FILE}")
        self._store = AccessStore(self._engine, *site)
        self._users = Users(self._store, Passwords(), lambda: Known(agents, teams))
        self._locks = LockOut(LockStore(self._store))
        self._trail = AuditTrail(Database(chosen.data / AUDIT_FILE), *site)

    def everybody(self) -> dict[str, Any]:
        """All users, in the form of the API."""
        sessions = [session.user for session in self._store.sessions()]
        users = [
            {
                "user": user.user,
                "role": user.role.value,
                "agent_id": user.agent_id,
                "team": user.team,
                "is_disabled": user.is_disabled,
                "made_by": user.made_by,
                "created_at_ms": user.created_at_ms,
                "password_changed_at_ms": (user.password_changed_at_ms or user.created_at_ms)
                if user.password_hash
                else None,
                "locked_until_ms": self._locks.locked_until_ms(user.user, now_ms()),
                "sessions": sessions.count(user.user),
            }
            for _, user in sorted(self._users.all().items())
        ]
        return {"users": users}

    def add(self, new: NewUser, password: str | None) -> Changed:
        """Make a user."""
        given = password or new_password()
        self._noted("user.add", new.user, lambda: self._users.add(new, given, BY, now_ms()), role=new.role.value)
        return Changed(password=None if password else given)

    def change(self, new: NewUser) -> Changed:
        """Give a user another role, agent or team."""
        self._noted("user.change_role", new.user, lambda: self._users.change(new.user, new), role=new.role.value)
        return self._ended(new.user)

    def set_password(self, name: str, password: str | None) -> Changed:
        """Give a user another password."""
        given = password or new_password()
        self._noted("user.set_password", name, lambda: self._users.set_password(name, given, BY, now_ms()))
        self._locks.keep_unlocked(self._locks.unlock(name))
        self._locks.forget(name)
        self._locks.keep_addresses(name)
        forget_passwords(self._sign_ins, (name,))
        self._ended(name)
        return Changed(password=None if password else given)

    def simple(self, action: str, name: str) -> Changed:
        """Disable, enable or unlock a user."""
        if action == "unlock":
            if name not in self._users.all():
                raise CommandFailed("there is no user of this name.")
            self._noted("user.unlock", name, lambda: self._locks.keep_unlocked(self._locks.unlock(name)))
            return Changed()
        self._noted(f"user.{action}", name, lambda: self._users.set_disabled(name, action == "disable"))
        return self._ended(name) if action == "disable" else Changed()

    def remove(self, name: str) -> Changed:
        """Take a user away."""
        self._noted("user.remove", name, lambda: self._users.remove(name))
        self._locks.forget(name)
        self._locks.keep_addresses(name)
        forget_passwords(self._sign_ins, (name,))
        return Changed()

    def remove_demo(self) -> Changed:
        """Take away all whom starts of the center made."""
        self._noted("user.remove_demo", "", lambda: forget_passwords(self._sign_ins, self._users.remove_demo()))
        return Changed()

    def close(self) -> None:
        """Let the files go."""
        self._trail.close()
        self._engine.dispose()

    def _noted(self, code: str, name: str, change: Callable[[], object], **details: str) -> None:
        act, actor = Act(code, "user", name, details), Actor(BY)
        try:
            ordinal = self._trail.add(actor, act, now_ms(), reason=self._reason)
        except NotAudited:
            raise CommandFailed("this cannot be written down in the audit trail, so it was not done.") from None
        try:
            change()
        except UserRefused as refused:
            self._trail.add(actor, act, now_ms(), outcome=refused.code, of=ordinal)
            raise CommandFailed(str(refused)) from None

    def _ended(self, name: str) -> Changed:
        self._store.end_sessions_of([name])
        return Changed()


@contextmanager
def user_files(chosen: argparse.Namespace) -> Iterator[UserFiles | None]:
    """The files while no center runs with them; None while one does: it is to be asked."""
    chosen.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        lock = WriterLock(chosen.data / JOURNAL_FILE)
    except JournalError:
        yield None
        return
    try:
        files = UserFiles(chosen)
        try:
            yield files
        finally:
            files.close()
    finally:
        lock.release()
