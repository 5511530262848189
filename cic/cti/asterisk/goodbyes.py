"""Parties who have hung up and whose channels stay. Owns how long they may; must not decide what follows.

A channel ends within milliseconds of its party's goodbye, as a rule. Where the goodbye comes while Asterisk takes the
channel into a bridge, it may be lost within Asterisk ("Session already DISCONNECTED"), and nobody but the event
HangupRequest tells of it. Runs on the event loop's thread.
"""

import asyncio
from collections.abc import Callable, Coroutine

from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.control import CallControl
from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.legs import Leg, Legs

LINGER_S = 1.0
"""So long a leg may stand after its party's goodbye."""

Run = Callable[[Coroutine[object, object, None]], object]


class Goodbyes:
    """Ends the legs that stand though their parties have gone."""

    def __init__(self, legs: Legs, control: CallControl, run: Run, linger_s: float = LINGER_S) -> None:
        self._legs = legs
        self._control = control
        self._run = run
        self._linger_s = linger_s

    def said(self, event: AmiMessage) -> None:
        """A party has hung up: see to it that the leg ends, and let nobody be brought together with it."""
        leg = self._legs.by_channel.get(event["Uniqueid"])
        if leg is not None and not leg.has_said_goodbye:
            leg.has_said_goodbye = True
            self._run(self._see_off(leg))

    async def _see_off(self, leg: Leg) -> None:
        await asyncio.sleep(self._linger_s)
        if self._legs.by_channel.get(leg.channel) is not leg:
            return
        try:
            await self._control.hang_up(leg)
        except (AmiGone, AmiRefused):
            return  # it has just ended, or the next reading of all channels tells; then rtp_timeout is left
