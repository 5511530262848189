"""Agents whose phones vanish in a talk without a word. Owns how that is found out; must not decide what follows.

A phone that is not there any more, says Asterisk, may be heard all the same: its registration alone is gone. Only one
of which nothing is heard either has vanished, and whoever talks to it hears silence. That it has registered anew from
elsewhere does not help: it may have been started anew, and knows nothing of the talk. Runs on the event loop's thread.
"""

import asyncio
from collections.abc import Callable, Coroutine

from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.contacts import GONE
from cic.cti.asterisk.control import CallControl
from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from routing.vocabulary import EndCause

LISTEN_S = 5.0
"""So long nothing must be heard. Long enough for a phone that sends nothing in its user's pauses, and has lost its
registration besides."""

Run = Callable[[Coroutine[object, object, None]], object]


class Vanished:
    """Ends the legs of phones that are neither there nor heard."""

    def __init__(self, legs: Legs, control: CallControl, run: Run, listen_s: float = LISTEN_S) -> None:
        self._legs = legs
        self._control = control
        self._run = run
        self._listen_s = listen_s
        self._gone: set[str] = set()
        """Registrations, by their URI."""

    def contact_changed(self, event: AmiMessage) -> None:
        """Asterisk says that a registration is there or not: listen to the talks of a phone whose is not."""
        address, uri = event["EndpointName"], event["URI"]
        if event["ContactStatus"] not in GONE:
            self._gone.discard(uri)
        elif uri not in self._gone:
            for leg in self._legs.by_id.values():
                if leg.address == address and leg.is_known_answered:
                    self._gone.add(uri)
                    self._run(self._listen(leg, uri))

    async def _listen(self, leg: Leg, uri: str) -> None:
        try:
            before = await self._control.packets_heard(leg)
            await asyncio.sleep(self._listen_s)
            is_gone = uri in self._gone and self._legs.by_id.get(leg.leg_id) is leg and leg.end_cause is None
            if is_gone and await self._control.packets_heard(leg) == before:
                leg.end_cause = EndCause.MEDIA_LOST
                await self._control.hang_up(leg)
        except (AmiGone, AmiRefused):
            return  # it has ended, or Asterisk cannot say: then rtp_timeout is left
        finally:
            self._gone.discard(uri)
