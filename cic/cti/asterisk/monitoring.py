"""Who listens in on whom over Asterisk. Owns where a supervisor's leg is placed for that, and placing it anew.

ChanSpy lets a leg hear all that goes to and comes from the watched leg, and speak to its party alone. Whoever barges in
is in the bridge of the watched leg instead, where all hear each other: what ChanSpy offers for that would go on being
heard by a party who is put on hold. So the place depends on whether the watched leg is in a bridge, and is looked at
again after each event. Must not decide who may listen. Everything here runs on the event loop's thread.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from cic.cti.asterisk.control import CallControl, NotDone
from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.sight import Sight
from cic.cti.port import MonitorLeg, MonitorMode
from routing.vocabulary import LegId

Run = Callable[[Coroutine[object, object, None]], "asyncio.Task[None]"]

_LISTENS, _WHISPERS = "qES", "qESw"
"""ChanSpy without an announcement, over when the watched leg is (E) or was before (S); with w its party hears who
listens."""
_TRIES = 3


@dataclass(slots=True)
class _Monitor:
    """One leg that listens in. ``options`` are those that its ChanSpy runs with, empty while in a bridge."""

    command: MonitorLeg
    options: str = ""
    placing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Monitors:
    """The legs that listen in. ``carry_out`` raises NotDone, AmiRefused or AmiGone when it fails."""

    def __init__(self, legs: Legs, control: CallControl, sight: Sight, run: Run) -> None:
        self._legs = legs
        self._control = control
        self._sight = sight
        self._run = run
        self._monitors: dict[LegId, _Monitor] = {}

    async def carry_out(self, command: MonitorLeg) -> None:
        """Let a leg listen in, or switch who hears it; done already, nothing is done."""
        leg = self._legs.by_id.get(command.leg_id)
        if leg is None or command.watched_leg_id not in self._legs.by_id:
            raise NotDone("leg_gone")
        if not leg.is_known_answered or command.leg_id == command.watched_leg_id:
            raise NotDone("leg_not_answered")
        listened_to = {monitor.command.watched_leg_id for monitor in self._monitors.values()}
        if command.watched_leg_id in self._monitors or command.leg_id in listened_to:
            raise NotDone("listens_in")
        monitor = self._monitors.setdefault(command.leg_id, _Monitor(command))
        monitor.command, leg.watches = command, command.watched_leg_id
        await self._place(monitor, leg)

    def let_go(self, leg_id: LegId) -> None:
        """Something else is to become of this leg."""
        self._monitors.pop(leg_id, None)
        if (leg := self._legs.by_id.get(leg_id)) is not None:
            leg.watches = None

    def changed(self) -> None:
        """Facts about legs are new: whoever is not where it belongs any more is placed anew."""
        for leg_id, monitor in list(self._monitors.items()):
            leg = self._legs.by_id.get(leg_id)
            if leg is None:
                del self._monitors[leg_id]
            elif not monitor.placing.locked() and self._sight.is_clear and self._is_astray(monitor, leg):
                self._run(self._place_again(monitor, leg))

    def _is_astray(self, monitor: _Monitor, leg: Leg) -> bool:
        watched = self._legs.by_id.get(monitor.command.watched_leg_id)
        is_wanted = watched is not None and watched.end_cause is None and leg.end_cause is None
        return watched is not None and is_wanted and not self._is_placed(monitor, leg, watched)

    async def _place_again(self, monitor: _Monitor, leg: Leg) -> None:
        try:
            await self._place(monitor, leg)
        except (NotDone, AmiRefused, AmiGone):
            return  # one of them is going, or the next reading has the engine ask again

    async def _place(self, monitor: _Monitor, leg: Leg) -> None:
        async with monitor.placing:
            for _ in range(_TRIES):
                watched = self._legs.by_id.get(monitor.command.watched_leg_id)
                if self._monitors.get(leg.leg_id) is not monitor or watched is None:
                    raise NotDone("leg_gone")
                if self._is_placed(monitor, leg, watched):
                    return
                if self._joins(monitor, leg, watched):
                    monitor.options = ""
                    await self._control.join(leg, watched)
                else:
                    monitor.options = _options(monitor)
                    await self._control.listen_in(leg, watched, monitor.options)
        raise NotDone("not_monitoring")

    def _is_placed(self, monitor: _Monitor, leg: Leg, watched: Leg) -> bool:
        if self._joins(monitor, leg, watched):
            return self._legs.are_together((leg, watched))
        channel = self._legs.channels.get(leg.channel)
        is_there = channel is not None and channel.bridge is None and channel.spies_on == self._legs.title_of(watched)
        return is_there and monitor.options == _options(monitor)

    def _joins(self, monitor: _Monitor, leg: Leg, watched: Leg) -> bool:
        """Whether its place is the bridge of the watched leg: to be heard by those who are in it besides."""
        bridge = self._legs.bridge_of(watched)
        if monitor.command.mode is not MonitorMode.BARGE or bridge is None:
            return False
        others = [other for other in self._legs.in_bridge(bridge) if other not in (leg, watched)]
        return any(other.leg_id not in self._monitors for other in others)


def _options(monitor: _Monitor) -> str:
    return _LISTENS if monitor.command.mode is MonitorMode.LISTEN else _WHISPERS
