"""Simulated tracks on disk. Owns the open files and that each is written in order; files are touched in threads."""

import asyncio
import logging
from pathlib import Path

from cic.cti.port.messages import UnsafeRecording
from cic.cti.port.tracks import TrackFile, complete_parts, track_ms, track_path
from routing.vocabulary import RecordingId

_log = logging.getLogger(__name__)


class TrackStore:
    """The tracks that are written just now. Each method tells whether it could be done, and raises nothing."""

    def __init__(self, folder: Path | None) -> None:
        """Without a folder there are none."""
        self._folder = folder
        self._files: dict[RecordingId, TrackFile] = {}
        self._turns: dict[RecordingId, asyncio.Lock] = {}

    @property
    def is_there(self) -> bool:
        """Whether tracks can be made at all."""
        return self._folder is not None

    async def complete_left_over(self) -> None:
        """Make whole what an engine before us was writing."""
        if self._folder is None:
            return
        try:
            await asyncio.to_thread(complete_parts, self._folder)
        except OSError as fault:
            _log.error("tracks of before a restart cannot be completed in %s: %s", self._folder, fault.strerror)

    async def begin(self, track: RecordingId) -> bool:
        """Make the file of a track that was never there before."""
        if self._folder is None:
            return False
        async with self._turn(track):
            try:
                if (await asyncio.to_thread(track_path(self._folder, track).exists)) or track in self._files:
                    return False
                self._files[track] = await asyncio.to_thread(TrackFile, self._folder, track)
            except (OSError, UnsafeRecording) as fault:
                self._log(fault)
                return False
            finally:
                if track not in self._files:
                    self._turns.pop(track, None)
        return True

    async def write(self, track: RecordingId, silence_ms: int, pcm: bytes) -> bool:
        """Add to a track."""
        async with self._turn(track):
            if (file := self._files.get(track)) is None:
                return True
            try:
                await asyncio.to_thread(_write, file, silence_ms, pcm)
            except OSError as fault:
                self._log(fault)
                return False
        return True

    async def end(self, track: RecordingId) -> bool:
        """Make a track whole; whether there is a whole one, of now or of before."""
        if self._folder is None:
            return False
        async with self._turn(track):
            try:
                if (file := self._files.pop(track, None)) is not None:
                    await asyncio.to_thread(file.complete_as_it_is)
                return await asyncio.to_thread(track_ms, track_path(self._folder, track)) is not None
            except (OSError, UnsafeRecording) as fault:
                self._log(fault)
                return False
            finally:
                self._turns.pop(track, None)

    async def let_go(self) -> None:
        """Leave what is being written to the next engine."""
        files, self._files = list(self._files.values()), {}
        await asyncio.gather(*(asyncio.to_thread(file.let_go) for file in files))

    def _turn(self, track: RecordingId) -> asyncio.Lock:
        return self._turns.setdefault(track, asyncio.Lock())

    def _log(self, fault: OSError | UnsafeRecording) -> None:
        reason = fault.strerror if isinstance(fault, OSError) else str(fault)
        _log.error("a track could not be written in %s: %s", self._folder, reason)


def _write(file: TrackFile, silence_ms: int, pcm: bytes) -> None:
    file.silence(silence_ms)
    file.write(pcm)
    file.flush()
