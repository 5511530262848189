"""Changes users of a running center: the rules' changes, one at a time, and the sessions that end by them.

Owns the order of both. Every method is for the event loop's thread; the rules themselves are in ``users``.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from cic.access.identity import SessionId
from cic.access.lock_out import LockOut
from cic.access.sessions import Sessions
from cic.access.store import User
from cic.access.user_words import Changed, NewUser, SessionShown, UserRefused, UserShown
from cic.access.users import Users, new_password

T = TypeVar("T")


class Administration:
    """The users of one site, as administrators and the users themselves change them."""

    def __init__(
        self,
        *,
        users: Users,
        known: dict[str, User],
        sessions: Sessions,
        lock_out: LockOut,
        hashing: asyncio.Semaphore,
        now_ms: Callable[[], int],
        forget_passwords: Callable[[tuple[str, ...]], None],
    ) -> None:
        """``known`` are the users as signing in sees them: it is brought up to date with each change."""
        self._users = users
        self._known = known
        self._sessions = sessions
        self._lock_out = lock_out
        self._hashing = hashing
        self._now_ms = now_ms
        self._forget_passwords = forget_passwords
        self._changing = asyncio.Lock()

    def everybody(self) -> list[UserShown]:
        """All users by name."""
        return [self._shown(user) for _, user in sorted(self._known.items())]

    def find(self, name: str) -> UserShown | None:
        """One user."""
        user = self._known.get(name)
        return None if user is None else self._shown(user)

    async def add(self, new: NewUser, password: str | None, by: str) -> Changed:
        """A new user, with a password or one that is made now."""
        given = password or new_password()
        await self._change(lambda: self._users.add(new, given, by, self._now_ms()), hashes=True)
        return Changed(password=None if password else given)

    async def change(self, name: str, new: NewUser) -> Changed:
        """Another role, agent or team; the sessions of before end, for they were another person's."""
        await self._change(lambda: self._users.change(name, new))
        return await self._ended(name)

    async def set_password(self, name: str, password: str | None, by: str) -> Changed:
        """Another password, given or made now; all sessions end, and no address is known any more."""
        given = password or new_password()
        await self._change(lambda: self._users.set_password(name, given, by, self._now_ms()), hashes=True)
        self._lock_out.forget(name)
        await asyncio.to_thread(self._lock_out.keep_addresses, name)
        await asyncio.to_thread(self._forget_passwords, (name,))
        await self.unlock(name)
        return Changed((await self._ended(name)).ended, None if password else given)

    async def set_own_password(self, name: str, password: str, kept: SessionId) -> Changed:
        """Another password by the user, who has just shown the old one; all other sessions end."""
        await self._change(lambda: self._users.set_password(name, password, name, self._now_ms()), hashes=True)
        await asyncio.to_thread(self._forget_passwords, (name,))
        return await self._ended(name, but=kept)

    async def set_disabled(self, name: str, is_disabled: bool) -> Changed:
        """Let a user sign in no more, or again."""
        await self._change(lambda: self._users.set_disabled(name, is_disabled))
        return await self._ended(name) if is_disabled else Changed()

    async def remove(self, name: str) -> Changed:
        """Forget a user; all sessions end."""
        await self._change(lambda: self._users.remove(name))
        self._lock_out.forget(name)
        await asyncio.to_thread(self._forget_passwords, (name,))
        return await self._ended(name)

    async def remove_demo(self) -> Changed:
        """Forget all whom starts of the center made."""
        removed = await self._change(self._users.remove_demo)
        await asyncio.to_thread(self._forget_passwords, removed)
        return Changed(tuple([session for name in removed for session in (await self._ended(name)).ended]))

    async def unlock(self, name: str) -> Changed:
        """Whoever was locked out may try again."""
        if name not in self._known:
            raise UserRefused("unknown_user", "There is no user of this name.")
        await asyncio.to_thread(self._lock_out.keep_unlocked, self._lock_out.unlock(name))
        return Changed()

    async def signed_in_elsewhere(self, wanted: NewUser, subject: str, issuer: str) -> tuple[User, Changed]:
        """The user of a subject at an OpenID provider, made or changed as its claims want."""
        before = next((user for user in self._known.values() if user.subject == subject), None)
        user = await self._change(lambda: self._users.signed_in_elsewhere(wanted, subject, issuer, self._now_ms()))
        return user, Changed() if before is None or before == user else await self._ended(user.user)

    def sessions_of(self, name: str) -> list[SessionShown]:
        """The living sessions of a user, the latest first."""
        found = self._sessions.of_user(name, self._now_ms())
        shown = [SessionShown(each.session_id, each.created_at_ms, each.last_seen_at_ms, each.peer) for each in found]
        return sorted(shown, key=lambda session: session.last_seen_at_ms, reverse=True)

    async def end_sessions(self, name: str, only: SessionId | None = None) -> Changed:
        """End one session of a user, or all; an unknown one is no fault."""
        ids = [session.session_id for session in self.sessions_of(name) if only in (None, session.session_id)]
        await self._sessions.end(ids)
        return Changed(tuple(ids))

    async def _ended(self, name: str, but: SessionId | None = None) -> Changed:
        ids = [session.session_id for session in self.sessions_of(name) if session.session_id != but]
        await self._sessions.end(ids)
        return Changed(tuple(ids))

    async def _change(self, change: Callable[[], T], *, hashes: bool = False) -> T:
        async with self._changing:
            try:
                if not hashes:
                    return await asyncio.to_thread(change)
                async with self._hashing:
                    return await asyncio.to_thread(change)
            except SQLAlchemyError as fault:
                raise UserRefused("not_saved", "This cannot be written down at the moment; try again.") from fault
            finally:
                await self._reload_if_it_can()

    async def _reload_if_it_can(self) -> None:
        with contextlib.suppress(SQLAlchemyError):
            await self.reload()

    async def reload(self) -> None:
        """See users as the file has them."""
        found = await asyncio.to_thread(self._users.all)
        self._known.clear()
        self._known.update(found)

    def _shown(self, user: User) -> UserShown:
        return UserShown(
            user=user.user,
            role=user.role,
            agent_id=user.agent_id,
            team=user.team,
            is_disabled=user.is_disabled,
            made_by=user.made_by,
            created_at_ms=user.created_at_ms,
            password_changed_at_ms=(user.password_changed_at_ms or user.created_at_ms) if user.password_hash else None,
            locked_until_ms=self._lock_out.locked_until_ms(user.user, self._now_ms()),
            sessions=len(self.sessions_of(user.user)),
        )
