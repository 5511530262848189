"""Ringing agents' phones and numbers outside, once each. Owns what is known of a dialling.

A cut or a dead phone may get in its way. Must not decide whom to ring or for how long. Everything here runs on the
event loop's thread.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine

from cic.cti.asterisk.control import CallControl
from cic.cti.asterisk.faults import AmiGone, AmiRefused, UnsafeValue
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.sight import Sight
from cic.cti.port import DialLeg, DialNumber, LegAnswered, LegEnded, LegRinging, ProviderReport
from routing.vocabulary import EndCause

_log = logging.getLogger(__name__)

_SILENCE_S = 0.7
"""A phone that is there says within this time that it rings."""

Run = Callable[[Coroutine[object, object, None]], "asyncio.Task[None]"]


class Dialling:
    """Begins legs and tells how that went, as far as no event does."""

    def __init__(
        self,
        legs: Legs,
        control: CallControl,
        sight: Sight,
        report: Callable[[ProviderReport], None],
        run: Run,
    ) -> None:
        self._legs = legs
        self._control = control
        self._sight = sight
        self._report = report
        self._run = run

    def dial(self, command: DialLeg | DialNumber, place: str, address: str) -> None:
        """Ring whoever is at this place; a leg that is dialled already is only told of again.

        ``address`` is of a phone that can be asked whether it is there, or empty.
        """
        leg = self._legs.by_id.get(command.leg_id)
        if leg is not None:
            self._report_again(leg)
        elif command.leg_id in self._legs.ended:
            self._report(LegEnded(command.leg_id, self._legs.ended[command.leg_id] or EndCause.LOST))
        else:
            leg = Leg(command.leg_id, command.leg_id, is_caller=False, address=address, is_to_be_dialled=True)
            leg.is_outside = isinstance(command, DialNumber)
            self._legs.add(leg)
            self._run(self._dial_new(leg, command, place))

    async def _dial_new(self, leg: Leg, command: DialLeg | DialNumber, place: str) -> None:
        try:
            await self._sight.until_clear()
            leg.is_to_be_dialled = False
            if leg.end_cause is not None or self._legs.by_id.get(leg.leg_id) is not leg:
                self._not_dialled(leg)  # nobody wants it any more
                return
            await self._control.dial(command, place)
            if leg.address:
                asyncio.get_running_loop().call_later(_SILENCE_S, self._ask_if_silent, leg)
        except (AmiRefused, UnsafeValue) as fault:
            _log.warning("dialling failed: %s", type(fault).__name__)
            self._not_dialled(leg)
        except AmiGone:
            await self._perhaps_dialled(leg)

    def _ask_if_silent(self, leg: Leg) -> None:
        # A phone that was switched off since Asterisk last asked would be rung for the whole time.
        if self._legs.by_id.get(leg.leg_id) is leg and not (leg.is_known_ringing or leg.is_known_answered):
            self._run(self._ask(leg.address))

    async def _ask(self, address: str) -> None:
        with contextlib.suppress(AmiRefused, AmiGone):
            await self._control.ask_phone(address)

    async def _perhaps_dialled(self, leg: Leg) -> None:
        """It may ring or not: the next reading tells, and a phone that rings goes on ringing. It is not dialled twice.

        Without a reading in time it counts as failed; whatever rings nevertheless is ended once it is seen.
        """
        if leg.channel in self._legs.channels and self._sight.is_clear:
            return  # only the answer was late
        if not leg.is_to_be_dialled and not self._sight.is_clear:
            try:
                await self._sight.until_clear()
                return
            except AmiGone:
                pass
        _log.warning("dialling failed: asterisk cannot be reached")
        self._not_dialled(leg)

    def _not_dialled(self, leg: Leg) -> None:
        if self._legs.end(leg.channel, EndCause.FAILED):
            self._report(LegEnded(leg.leg_id, leg.end_cause or EndCause.FAILED))

    def phone_gone(self, address: str) -> None:
        """A phone does not answer Asterisk any more: stop ringing it. Who talks on it may be heard all the same."""
        for leg in list(self._legs.by_id.values()):
            if leg.address == address and not (leg.is_known_answered or leg.end_cause or leg.is_to_be_dialled):
                leg.end_cause = EndCause.UNREACHABLE
                self._run(self._stop_ringing(leg))

    async def _stop_ringing(self, leg: Leg) -> None:
        try:
            await self._control.hang_up(leg)
        except (AmiGone, AmiRefused):
            return  # it ended by itself, or the next reading ends it

    def _report_again(self, leg: Leg) -> None:
        if leg.is_known_answered:
            self._report(LegAnswered(leg.leg_id))
        elif leg.is_known_ringing:
            self._report(LegRinging(leg.leg_id))
