"""Agents whose phones vanish in a talk without a word. Owns how that is found out; must not decide what follows.

A phone that is not there any more, says Asterisk, may be heard all the same: its registration alone is gone. Only one
of which nothing is heard either has vanished, and whoever talks to it hears silence. Runs on the event loop's thread.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Final

from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.control import CallControl
from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from routing.vocabulary import EndCause

LISTEN_S = 5.0
"""So long nothing must be heard. Long enough for a phone that sends nothing in its user's pauses, and has lost its
registration besides."""
_GONE: Final = frozenset({"Unreachable", "Removed"})

Run = Callable[[Coroutine[object, object, None]], object]


class Vanished:
    """Ends the legs of phones that are neither there nor heard."""

    def __init__(self, legs: Legs, control: CallControl, run: Run, listen_s: float = LISTEN_S) -> None:
        self._legs = legs
        self._control = control
        self._run = run
        self._listen_s = listen_s
        self._gone: set[str] = set()

    def contact_changed(self, event: AmiMessage) -> None:
        """Asterisk says that a phone is there or not: listen to the talks of one that is not."""
        address = event["EndpointName"]
        if event["ContactStatus"] not in _GONE:
            self._gone.discard(address)
        elif address not in self._gone:
            for leg in self._legs.by_id.values():
                if leg.address == address and leg.is_known_answered:
                    self._gone.add(address)
                    self._run(self._listen(leg))

    async def _listen(self, leg: Leg) -> None:
        try:
            before = await self._control.packets_heard(leg)
            await asyncio.sleep(self._listen_s)
            is_gone = leg.address in self._gone and self._legs.by_id.get(leg.leg_id) is leg and leg.end_cause is None
            if is_gone and await self._control.packets_heard(leg) == before:
                leg.end_cause = EndCause.MEDIA_LOST
                await self._control.hang_up(leg)
        except (AmiGone, AmiRefused):
            return  # it has ended, or Asterisk cannot say: then rtp_timeout is left
        finally:
            self._gone.discard(leg.address)
