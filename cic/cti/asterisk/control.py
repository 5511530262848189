"""Carries out commands about legs and bridges over AMI. Owns which actions make which command true, and waiting for it.

Must not know effects or what a caller hears. Each method may be called again: what is already so is not done twice.
"""

import asyncio
import contextlib
from collections.abc import Callable

from cic.cti.asterisk import actions
from cic.cti.asterisk.ami import AmiAction
from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.faults import AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.port import RINGING, DialLeg, DialNumber

_FORM_TRIES = 3
_FORM_TIMEOUT_S = 1.5
"""For each try; Asterisk needs some ten milliseconds."""
_REDIRECT_TRIES = 10
_REDIRECT_AGAIN_S = 0.1
_PARTED_TIMEOUT_S = 5.0
"""Nothing makes it sooner than waiting does, and a hold that failed only seemingly would be told to the agent."""
_GONE_TIMEOUT_S = 0.5
_GOODBYE_TIMEOUT_S = 3.0
"""Longer than a leg is let stand after its goodbye: then it has ended, as a rule."""
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
        await self._redirect(actions.redirect(channel, actions.CALLER_ENTRY), channel)

    async def end_channel(self, channel: str) -> None:
        """End a channel that is no leg."""
        await self._connection.send(actions.hang_up(channel))

    async def music_for_dialled(self, leg: Leg, music: str) -> None:
        """Let an agent hear music, or that it rings far away."""
        place = actions.AGENT_RINGING if music == RINGING else actions.AGENT_HOLD
        await self._redirect(actions.redirect(leg.channel, place), leg.channel)

    async def listen_in(self, leg: Leg, watched: Leg, options: str) -> None:
        """Let a leg hear what another says and hears, until something else comes for it, or the other ends."""
        title = self._legs.title_of(watched)
        await self._connection.send(actions.set_variable(leg.channel, actions.WATCHED_VARIABLE, title))
        await self._connection.send(actions.set_variable(leg.channel, actions.MONITOR_VARIABLE, options))
        channel = self._legs.channel(leg.channel)
        channel.spies_on = None
        await self._redirect(actions.redirect(leg.channel, actions.AGENT_MONITOR), leg.channel)

        def is_settled() -> bool:
            return channel.spies_on == title or self._is_one_gone((leg, watched))

        if not await self._comes_true(is_settled, _FORM_TIMEOUT_S):
            raise NotDone("not_monitoring")
        if self._is_one_gone((leg, watched)):
            raise NotDone("leg_gone")

    async def join(self, leg: Leg, member: Leg) -> None:
        """Bring one leg more into the bridge of another."""
        await self._join((leg, member), (leg,), member)

    async def form(self, legs: tuple[Leg, ...]) -> None:
        """Let these legs, and no other, hear each other: two by a bridge, a third by joining them.

        Those who hear each other already go on without a gap. Nobody is brought together with one who has hung up.
        """
        if any(leg.has_said_goodbye for leg in legs):  # its end comes by itself in a moment, or is brought about
            await self._comes_true(lambda: self._is_one_gone(legs), _GOODBYE_TIMEOUT_S)
            raise NotDone("leg_gone")
        together = self._most_together(legs)
        if len(together) < 2:
            together = legs[:2]
            await self._bridge(together)
        await self._send_away_others(legs, together[0])
        if late := tuple(leg for leg in legs if leg not in together):
            await self._join(legs, late, together[0])

    async def hold(self, leg: Leg, others: tuple[Leg, ...]) -> None:
        """Part a leg: it hears music; one other alone waits in silence, several go on talking."""
        leg.is_returning = False
        place = actions.CALLER_ENTRY if leg.is_at_entry else actions.AGENT_HOLD
        heard = tuple(other for other in others if self._legs.are_together((leg, other)))
        if len(heard) == 1:
            heard[0].is_returning = False
            other_place = _waiting_place(heard[0])
            both = actions.redirect_both(leg.channel, place, heard[0].channel, other_place)
            await self._redirect(both, leg.channel, heard[0].channel)
        else:
            await self._redirect(actions.redirect(leg.channel, place), leg.channel)
        # Whoever is to hear it next would be taken out of a bridge that it is just leaving.
        await self._until_parted(leg, heard)

    def _most_together(self, legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
        """The largest part of these legs who hear each other now, or the first of them."""
        groups = (tuple(leg for leg in legs if self._legs.are_together((first, leg))) for first in legs)
        return max(groups, key=len)

    async def _send_away_others(self, legs: tuple[Leg, ...], member: Leg) -> None:
        bridge = self._legs.bridge_of(member)
        others = () if bridge is None else self._legs.in_bridge(bridge)
        named = {leg.leg_id for leg in legs}
        for leg in [leg for leg in others if leg not in legs and leg.watches not in named]:
            with contextlib.suppress(AmiRefused):  # it has just gone by itself
                await self._redirect(actions.redirect(leg.channel, _waiting_place(leg)), leg.channel)

    async def _join(self, legs: tuple[Leg, ...], late: tuple[Leg, ...], member: Leg) -> None:
        """Bring some to a bridge that stands, again if need be: the channel may have been on its way elsewhere."""
        title = self._legs.title_of(member)
        for tries_left in reversed(range(_FORM_TRIES)):
            try:
                for leg in late:
                    if not self._legs.are_together((leg, member)):
                        context = actions.CALLER_CONTEXT if leg.is_at_entry else actions.AGENT_CONTEXT
                        await self._connection.send(actions.set_variable(leg.channel, actions.JOIN_VARIABLE, title))
                        await self._redirect(actions.redirect(leg.channel, (context, actions.JOIN)), leg.channel)
                await self._until_together(legs)
                return
            except (AmiRefused, NotDone):
                if tries_left == 0 or self._is_one_gone(legs):
                    raise

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

    async def _redirect(self, action: AmiAction, *channels: str) -> None:
        """Redirect, again if need be: Asterisk refuses one that comes while it still carries out the one before."""
        for tries_left in reversed(range(_REDIRECT_TRIES)):
            try:
                await self._connection.send(action)
                return
            except AmiRefused:
                if tries_left == 0 or await self._comes_true(lambda: self._has_ended(channels), _REDIRECT_AGAIN_S):
                    raise

    def _has_ended(self, channels: tuple[str, ...]) -> bool:
        return any(channel in self._legs.ended for channel in channels)

    async def _until_parted(self, leg: Leg, others: tuple[Leg, ...]) -> None:
        def is_settled() -> bool:
            return self._is_one_gone((leg,)) or not any(self._legs.are_together((leg, other)) for other in others)

        if not await self._comes_true(is_settled, _PARTED_TIMEOUT_S):
            raise NotDone("not_parted")

    def _is_one_gone(self, legs: tuple[Leg, ...]) -> bool:
        return any(leg.leg_id not in self._legs.by_id for leg in legs)

    async def _comes_true(self, is_so: Callable[[], bool], time_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(time_s):
                while not is_so():
                    self._changed.clear()
                    await self._changed.wait()
        return is_so()


def _waiting_place(leg: Leg) -> actions.Place:
    """Where a leg waits for what it is to hear next."""
    return actions.CALLER_ENTRY if leg.is_at_entry else actions.AGENT_WAITING
