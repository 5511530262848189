"""Carries out commands about legs and bridges over AMI. Owns which actions make which command true, and waiting for it.

Must not know effects or what a caller hears. Each method may be called again: what is already so is not done twice.
"""

import asyncio
import contextlib
from collections.abc import Callable

from cic.cti.asterisk import actions
from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.faults import AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.port import DialLeg, DialNumber

_FORM_TRIES = 3
_FORM_TIMEOUT_S = 1.5
"""For each try; Asterisk needs some ten milliseconds."""
_GONE_TIMEOUT_S = 0.5
_DIGIT_MS = 120
_DIGIT_PAUSE_S = 0.2


class NotDone(Exception):
    """A command could not be carried out; the text is a short code."""


class CallControl:
    """AMI actions on legs. Every method raises NotDone, AmiRefused or AmiGone when it fails."""

    def __init__(self, connection: AmiConnection, legs: Legs, shown_number: str) -> None:
        self._connection = connection
        self._legs = legs
        self._shown_number = shown_number
        self._changed = asyncio.Event()

    def legs_changed(self) -> None:
        """Facts about legs are new: whoever waits for a bridge looks again."""
        self._changed.set()

    async def dial(self, command: DialLeg | DialNumber, place: str) -> None:
        """Ring whoever is at this place. No id of ours goes to the world outside."""
        interaction_id = command.interaction_id if isinstance(command, DialLeg) else None
        action = actions.originate(command.leg_id, place, interaction_id, self._shown_number, command.answer_timeout_ms)
        await self._connection.send(action)

    async def ask_phone(self, address: str) -> None:
        """Let Asterisk ask a phone whether it is there."""
        await self._connection.send(actions.ask_phone(address))

    async def packets_heard(self, leg: Leg) -> str:
        """How many packets of voice have come from a leg's phone."""
        return (await self._connection.send(actions.get_variable(leg.channel, actions.PACKETS_HEARD)))["Value"]

    async def hang_up(self, leg: Leg) -> None:
        """End a leg; AmiRefused means that it is gone."""
        await self._connection.send(actions.hang_up(leg.channel))

    async def mute(self, leg: Leg, muted: bool) -> None:
        """Stop or let through what a leg's party says."""
        await self._connection.send(actions.mute(leg.channel, muted))

    async def send_digits(self, leg: Leg, digits: str) -> None:
        """Send keys one after the other."""
        for position, digit in enumerate(digits):
            if position:
                await asyncio.sleep(_DIGIT_PAUSE_S)
            await self._connection.send(actions.play_digit(leg.channel, digit, _DIGIT_MS))

    async def to_entry(self, leg: Leg) -> None:
        """Take a caller out of whatever it hears, back to us."""
        await self.bring_to_entry(leg.channel)

    async def bring_to_entry(self, channel: str) -> None:
        """The same for a caller's channel that may be no leg yet."""
        await self._connection.send(actions.redirect(channel, actions.CALLER_ENTRY))

    async def end_channel(self, channel: str) -> None:
        """End a channel that is no leg."""
        await self._connection.send(actions.hang_up(channel))

    async def music_for_dialled(self, leg: Leg) -> None:
        """Let a dialled leg hear music."""
        await self._connection.send(actions.redirect(leg.channel, actions.AGENT_HOLD))

    async def form(self, legs: tuple[Leg, ...]) -> None:
        """Let all these legs hear each other: two by a bridge, more by joining it."""
        first = legs[0]
        joined = tuple(leg for leg in legs if self._legs.are_together((first, leg)))
        if len(joined) < 2:
            joined = (first, legs[1])
            await self._bridge(joined)
        for leg in legs:
            if leg not in joined:
                await self._join(leg, first)
        await self._until_together(legs)

    async def hold(self, leg: Leg, others: tuple[Leg, ...]) -> None:
        """Part a leg: it hears music; one other alone waits in silence, several go on talking."""
        place = actions.CALLER_ENTRY if leg.is_caller else actions.AGENT_HOLD
        leg.is_returning = False
        if len(others) == 1 and self._legs.are_together((leg, others[0])):
            other = others[0]
            other.is_returning = False
            other_place = actions.CALLER_ENTRY if other.is_caller else actions.AGENT_WAITING
            await self._connection.send(actions.redirect_both(leg.channel, place, other.channel, other_place))
        else:
            await self._connection.send(actions.redirect(leg.channel, place))

    async def _join(self, leg: Leg, member: Leg) -> None:
        context = actions.CALLER_CONTEXT if leg.is_caller else actions.AGENT_CONTEXT
        await self._connection.send(
            actions.set_variable(leg.channel, actions.JOIN_VARIABLE, self._legs.title_of(member))
        )
        await self._connection.send(actions.redirect(leg.channel, (context, actions.JOIN)))

    async def _bridge(self, legs: tuple[Leg, ...]) -> None:
        """Bridge two legs, again if need be: Asterisk may lose hold of one that is just let go by another bridge."""
        for tries_left in reversed(range(_FORM_TRIES)):
            try:
                await self._ask_for_bridge(legs)
                await self._until_together(legs)
                return
            except (AmiRefused, NotDone):
                if tries_left == 0 or self._is_one_gone(legs):
                    raise

    async def _ask_for_bridge(self, legs: tuple[Leg, ...]) -> None:
        try:
            await self._connection.send(actions.bridge(*(self._legs.title_of(leg) for leg in legs)))
        except AmiRefused:
            # One of them has just gone, as a rule, and its hang-up comes a moment after the refusal: then that is the
            # reason, and nobody else is to blame.
            if await self._comes_true(lambda: self._is_one_gone(legs), _GONE_TIMEOUT_S):
                raise NotDone("leg_gone") from None
            raise

    async def _until_together(self, legs: tuple[Leg, ...]) -> None:
        def is_settled() -> bool:
            return self._legs.are_together(legs) or self._is_one_gone(legs)

        if not await self._comes_true(is_settled, _FORM_TIMEOUT_S):
            raise NotDone("not_bridged")
        if not self._legs.are_together(legs):
            raise NotDone("leg_gone")

    def _is_one_gone(self, legs: tuple[Leg, ...]) -> bool:
        return any(leg.leg_id not in self._legs.by_id for leg in legs)

    async def _comes_true(self, is_so: Callable[[], bool], time_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(time_s):
                while not is_so():
                    self._changed.clear()
                    await self._changed.wait()
        return is_so()
