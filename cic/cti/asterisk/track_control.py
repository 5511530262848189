"""Tracks over the manager connection: how Asterisk is asked to record one side of a channel. Owns these actions only.

A running track is written down at its channel too, so that the next engine knows of it. Nothing of a caller's is ever
in an action, and no command is given that Asterisk would run when a recording ends.
"""

import re
import time
from dataclasses import dataclass

from cic.cti.asterisk import actions
from cic.cti.asterisk.ami import AmiAction
from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.faults import AmiRefused, UnsafeValue
from routing.vocabulary import RecordingId

_MARK = "CIC_TRACK"
_MONITOR = "CIC_TRACK_MONITOR"
_PACKETS_SAID = "CHANNEL(rtcp,txcount)"
_PATH = re.compile(r"/[A-Za-z0-9_./-]{1,400}")
"""What can stand between the brackets of MixMonitor's option."""


@dataclass(frozen=True, slots=True)
class TrackMark:
    """What is written at a channel: which track runs, and since when by the clock of the engine that began it."""

    track: RecordingId
    began_ms: int


class TrackControl:
    """Each method raises AmiRefused or AmiGone when it fails."""

    def __init__(self, connection: AmiConnection) -> None:
        self._connection = connection

    async def mark(self, channel: str, track: RecordingId) -> None:
        """Write down that a track begins."""
        mark = f"{track}.{time.time_ns() // 1_000_000}"
        await self._connection.send(actions.set_variable(channel, _MARK, mark))

    async def unmark(self, channel: str) -> None:
        """Write down that none runs."""
        await self._connection.send(actions.set_variable(channel, _MARK, ""))

    async def marked(self, channel: str) -> TrackMark | None:
        """What is written down, by whatever engine."""
        value = await self._value(channel, _MARK)
        track, _, began_ms = value.partition(".")
        return TrackMark(RecordingId(track), int(began_ms)) if track and began_ms.isdecimal() else None

    async def start(self, channel: str, path: str) -> None:
        """Record what comes from a channel, and nothing of what goes to it."""
        await self._connection.send(start_track(channel, path))

    async def pause(self, channel: str, paused: bool) -> None:
        """Write silence, or no more."""
        await self._connection.send(pause_track(channel, paused))

    async def stop(self, channel: str) -> None:
        """Stop it; the file is closed when Asterisk answers."""
        monitor = await self._value(channel, _MONITOR)
        await self._connection.send(stop_track(channel, monitor))

    async def packets(self, channel: str) -> int | None:
        """How many packets of sound have gone either way; None for a channel without such."""
        try:
            counts = [await self._value(channel, name) for name in (actions.PACKETS_HEARD, _PACKETS_SAID)]
        except AmiRefused:
            return None
        return sum(map(int, counts)) if all(count.isdecimal() for count in counts) else None

    async def _value(self, channel: str, name: str) -> str:
        return (await self._connection.send(actions.get_variable(channel, name)))["Value"]


def start_track(channel: str, path: str) -> AmiAction:
    """MixMonitor's receiving side alone, into that file of Asterisk's."""
    if not _PATH.fullmatch(path):
        raise UnsafeValue("folder of recordings")
    return (("Action", "MixMonitor"), ("Channel", channel), ("Options", f"r({path})i({_MONITOR})"))


def pause_track(channel: str, paused: bool) -> AmiAction:
    """Zeros in place of what comes from the channel, for every track of it."""
    state = "1" if paused else "0"
    return (("Action", "MixMonitorMute"), ("Channel", channel), ("Direction", "read"), ("State", state))


def stop_track(channel: str, monitor: str) -> AmiAction:
    """Stop one MixMonitor; without a name, whichever the channel has: somebody else's may be there too."""
    return (("Action", "StopMixMonitor"), ("Channel", channel), ("MixMonitorID", monitor))
