"""Tracks for whoever may hear them: whose talk, where the file lies, and the note that it is heard. Owns no file."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from cic.api.ports import JsonObject, Listening, RecordedTalk
from cic.recording.audit import ListeningAudit
from routing.vocabulary import RecordingId


class Playback:
    """What the routes need of recordings."""

    def __init__(
        self,
        talk_of: Callable[[RecordingId], Awaitable[RecordedTalk | None]],
        find: Callable[[RecordingId], Path | None],
        audit: ListeningAudit,
        now_ms: Callable[[], int],
    ) -> None:
        """``talk_of`` asks the contact log; ``find`` says where a whole track lies, and may do I/O."""
        self._talk_of = talk_of
        self._find = find
        self._audit = audit
        self._now_ms = now_ms

    async def talk(self, track: RecordingId) -> RecordedTalk | None:
        """Whose talk a track is of; None when there is none of this name."""
        return await self._talk_of(track)

    def file(self, track: RecordingId) -> Path | None:
        """Where a track lies; None while it is being recorded, and when it could not be."""
        return self._find(track)

    async def note(self, listening: Listening) -> None:
        """Write down that somebody listens; it is durable when this returns."""
        await asyncio.to_thread(self._audit.note, listening, self._now_ms())

    async def listenings(self, limit: int, before: int | None) -> Sequence[JsonObject]:
        """Who listened to what, newest first; with ``before``, what was before that one."""
        return await asyncio.to_thread(self._audit.newest, limit, before)
