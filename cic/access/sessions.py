"""Sessions of signed-in people: begun, kept alive, ended. Owns the limits of time; keeps only hashes of tokens.

Sessions outlive the process, so that an engine restart signs nobody out in the middle of a call. While they cannot be
written down (a full disk) they live in memory, and are written down later.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from cic.access.identity import SessionId
from cic.access.secrets_files import new_secret
from cic.access.store import AccessStore, StoredSession

log = logging.getLogger(__name__)

IDLE_LIMIT_MS = 60 * 60 * 1000
ABSOLUTE_LIMIT_MS = 14 * 60 * 60 * 1000
WRITE_AGAIN_MS = 60 * 1000
PER_USER_MAX = 20


class Sessions:
    """The sessions of one site."""

    def __init__(self, store: AccessStore, on_unsaved: Callable[[bool], None] = lambda _: None) -> None:
        """``on_unsaved`` is told when sessions cannot be written down, and when they can again."""
        self._store = store
        self._on_unsaved = on_unsaved
        self._never_saved: set[SessionId] = set()
        self._ends_unsaved: set[SessionId] = set()
        self._sessions: dict[SessionId, StoredSession] = {}
        self._written_at_ms: dict[SessionId, int] = {}
        self._writing: set[asyncio.Task[None]] = set()

    def load(self, stored: list[StoredSession]) -> None:
        """Take up the sessions of an earlier process."""
        for session in stored:
            self._sessions[session.session_id] = session
            self._written_at_ms[session.session_id] = session.last_seen_at_ms

    async def begin(self, user: str, now_ms: int, peer: str = "") -> tuple[str, SessionId]:
        """A fresh token and the session it opens. The oldest sessions of a user with very many give way."""
        token = new_secret()
        session = StoredSession(session_id_of(token), user, now_ms, now_ms, peer)
        await self.end([old.session_id for old in self._sessions.values() if _is_over(old, now_ms)])
        own = [old for old in self._sessions.values() if old.user == user]
        await self.end([old.session_id for old in own[: len(own) + 1 - PER_USER_MAX]])
        self._sessions[session.session_id] = session
        self._written_at_ms[session.session_id] = now_ms
        self._never_saved.add(session.session_id)
        await self._save([session])
        return token, session.session_id

    async def user_of(self, session_id: SessionId, now_ms: int) -> str | None:
        """Whose living session this is; being asked keeps it alive."""
        session = self._sessions.get(session_id)
        if session is None:
            return None
        if _is_over(session, now_ms):
            await self.end([session_id])
            return None
        await self._save(self._see(session, now_ms))
        return session.user

    def is_alive(self, session_id: SessionId, now_ms: int) -> bool:
        """As ``user_of``, for who does not wait: what is to be written down is written meanwhile."""
        session = self._sessions.get(session_id)
        if session is None:
            return False
        if _is_over(session, now_ms):
            self._meanwhile(self.end([session_id]))
            return False
        if unwritten := self._see(session, now_ms):
            self._meanwhile(self._save(unwritten))
        return True

    def of_user(self, user: str, now_ms: int) -> list[StoredSession]:
        """The living sessions of a user; being listed keeps none alive."""
        return [
            session for session in self._sessions.values() if session.user == user and not _is_over(session, now_ms)
        ]

    async def end(self, session_ids: list[SessionId]) -> None:
        """Forget sessions; unknown ones are no fault."""
        known = [session_id for session_id in session_ids if self._sessions.pop(session_id, None) is not None]
        for session_id in known:
            del self._written_at_ms[session_id]
        self._ends_unsaved.update(known)
        if known:
            await self._save_ends()

    def _see(self, session: StoredSession, now_ms: int) -> list[StoredSession]:
        """Note that a session is alive, and return what is to be written down now.

        Seen at every request and heartbeat, written once a minute: a crash costs at most that minute of idle time. With
        the one that is due go all that were seen since they were written, or each would need a commit of its own.
        """
        session_id = session.session_id
        self._sessions[session_id] = replace(session, last_seen_at_ms=now_ms)
        if now_ms - self._written_at_ms[session_id] < WRITE_AGAIN_MS:
            return []
        unwritten = [
            seen for seen in self._sessions.values() if seen.last_seen_at_ms > self._written_at_ms[seen.session_id]
        ]
        self._written_at_ms.update((seen.session_id, now_ms) for seen in unwritten)
        return unwritten

    def _meanwhile(self, writing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(writing)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _save(self, sessions: list[StoredSession]) -> None:
        """Write sessions down; where that fails it is tried again when one of them is next seen and due."""
        if not sessions:
            return
        known = [session for session in sessions if session.session_id not in self._never_saved]
        try:
            for session in sessions:
                if session.session_id in self._never_saved:
                    await self._add(session)
            if known:
                await asyncio.to_thread(self._store.touch_sessions, known)
        except SQLAlchemyError as fault:
            self._unsaved(fault)
            return
        await self._save_ends()

    async def _add(self, session: StoredSession) -> None:
        await asyncio.to_thread(self._store.add_session, session)
        self._never_saved.discard(session.session_id)
        if session.session_id not in self._sessions:  # ended while it was being written
            self._ends_unsaved.add(session.session_id)

    async def _save_ends(self) -> None:
        ends = list(self._ends_unsaved)
        try:
            if ends:
                await asyncio.to_thread(self._store.end_sessions, ends)
        except SQLAlchemyError as fault:
            self._unsaved(fault)
            return
        self._ends_unsaved.difference_update(ends)
        self._never_saved.intersection_update(self._sessions)
        self._on_unsaved(False)

    def _unsaved(self, fault: SQLAlchemyError) -> None:
        log.error("sessions could not be written down: %s", type(fault).__name__)
        self._on_unsaved(True)


def session_id_of(token: str) -> SessionId:
    """The session that a token opens, if it was ever issued."""
    # 256 random bits need no slow hash; looking up by hash makes the comparison's time tell nothing of the token.
    return SessionId(hashlib.sha256(token.encode()).hexdigest())


def _is_over(session: StoredSession, now_ms: int) -> bool:
    return now_ms - session.last_seen_at_ms >= IDLE_LIMIT_MS or now_ms - session.created_at_ms >= ABSOLUTE_LIMIT_MS
