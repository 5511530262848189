"""Tracks for whoever may hear them: whose talk, and where the file lies. Owns no file."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from cic.api.ports import RecordedTalk
from routing.vocabulary import RecordingId


class Playback:
    """What the routes need of recordings."""

    def __init__(
        self,
        talk_of: Callable[[RecordingId], Awaitable[RecordedTalk | None]],
        find: Callable[[RecordingId], Path | None],
    ) -> None:
        """``talk_of`` asks the contact log; ``find`` says where a whole track lies, and may do I/O."""
        self._talk_of = talk_of
        self._find = find

    async def talk(self, track: RecordingId) -> RecordedTalk | None:
        """Whose talk a track is of; None when there is none of this name."""
        return await self._talk_of(track)

    def file(self, track: RecordingId) -> Path | None:
        """Where a track lies; None while it is being recorded, and when it could not be."""
        return self._find(track)
