"""Who is connected to the HTTP listener, and for how long. Owns budgets and deadlines; knows neither bytes nor routes.

A stranger is a connection that nobody has signed in on: in a crowd the one that has asked for nothing for longest goes.
A websocket that was let in is no stranger any more; no number of strangers takes its place.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

CountFault = Callable[[str], None]
"""Counts what a peer did; the kind is a word of ours."""


class Phase(Enum):
    """What a connection is about."""

    ASKING = "asking"
    SENDING_BODY = "sending_body"
    BEING_SERVED = "being_served"
    SIGNED_IN = "signed_in"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class ListenerLimits:
    """How many may be connected without a sign-in, and how long each step may take."""

    strangers_max: int = 2_000
    strangers_per_address_max: int = 1_000
    head_time_s: float = 10.0
    body_time_s: float = 10.0
    reading_pause_s: float = 30.0
    """So long may a peer read nothing of what it is sent."""
    leaving_time_s: float = 2.0


@dataclass(slots=True, eq=False)
class Visit:
    """One connection. ``send_away`` answers it and closes it; its argument is a kind of fault."""

    address: str
    transport: asyncio.Transport
    send_away: Callable[[str], None]
    since_s: float
    read_at_s: float
    phase: Phase = Phase.ASKING
    unsent_bytes: int = 0


class Doorkeeper:
    """The visits of one listener. Used from the event loop's thread only."""

    def __init__(self, limits: ListenerLimits, now_s: Callable[[], float], count_fault: CountFault) -> None:
        self.limits = limits
        self.count_fault = count_fault
        self._now_s = now_s
        self._visits: dict[asyncio.Transport, Visit] = {}
        self._strangers: dict[str, dict[Visit, None]] = {}
        self._strangers_in_all = 0

    def enter(self, transport: asyncio.Transport, address: str, send_away: Callable[[str], None]) -> Visit:
        """A connection is there, or has another protocol than before. Somebody else may have to go for it."""
        known = self._visits.get(transport)
        if known is not None:
            known.send_away = send_away
            return known
        self._make_room(address)
        now_s = self._now_s()
        visit = self._visits[transport] = Visit(address, transport, send_away, now_s, now_s)
        self._strangers.setdefault(address, {})[visit] = None
        self._strangers_in_all += 1
        return visit

    def turn(self, visit: Visit, phase: Phase) -> None:
        """The connection is about something else from now on."""
        if visit.phase is phase or visit.transport not in self._visits:
            return
        visit.phase, visit.since_s = phase, self._now_s()
        if phase is Phase.SIGNED_IN:
            self._is_no_stranger(visit)
        elif visit in (crowd := self._strangers.get(visit.address, {})):
            del crowd[visit]
            crowd[visit] = None  # the one that has asked for nothing for longest stands first

    def leave(self, visit: Visit) -> None:
        """The connection is gone."""
        if self._visits.pop(visit.transport, None) is not None:
            self._is_no_stranger(visit)

    def sweep(self) -> None:
        """Send away whose time is over. To be called about every second."""
        now_s = self._now_s()
        for visit in tuple(self._visits.values()):
            if visit.transport.is_closing():
                self.turn(visit, Phase.LEAVING)
            if self._is_stuck(visit, now_s):
                visit.transport.abort()
            elif visit.phase in _TIMES and now_s - visit.since_s > _TIMES[visit.phase](self.limits):
                visit.send_away("too_slow")

    def _is_stuck(self, visit: Visit, now_s: float) -> bool:
        if visit.phase is Phase.LEAVING:
            return now_s - visit.since_s > self.limits.leaving_time_s
        unsent_bytes = visit.transport.get_write_buffer_size()
        if unsent_bytes == 0 or unsent_bytes < visit.unsent_bytes:
            visit.read_at_s = now_s
        visit.unsent_bytes = unsent_bytes
        if now_s - visit.read_at_s <= self.limits.reading_pause_s:
            return False
        self.count_fault("unread")
        return True

    def _make_room(self, address: str) -> None:
        crowd = self._strangers.get(address, {})
        if len(crowd) >= self.limits.strangers_per_address_max:
            self._send_oldest_away(crowd)
        elif self._strangers_in_all >= self.limits.strangers_max:
            self._send_oldest_away(max(self._strangers.values(), key=len))

    def _send_oldest_away(self, crowd: dict[Visit, None]) -> None:
        # All of them being served is no case to keep: the oldest goes in the middle of it.
        waiting = (visit for visit in crowd if visit.phase in _TIMES)
        oldest = next(waiting, None) or next(iter(crowd))
        oldest.send_away("crowded_out")
        self._is_no_stranger(oldest)

    def _is_no_stranger(self, visit: Visit) -> None:
        crowd = self._strangers.get(visit.address, {})
        if visit not in crowd:
            return
        del crowd[visit]
        self._strangers_in_all -= 1
        if not crowd:
            del self._strangers[visit.address]


_TIMES: dict[Phase, Callable[[ListenerLimits], float]] = {
    Phase.ASKING: lambda limits: limits.head_time_s,
    # The guard of the routes answers a slow body; this is for bodies that nobody waits for.
    Phase.SENDING_BODY: lambda limits: 1.2 * limits.body_time_s,
}
