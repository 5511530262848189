"""Callers and phones without sockets: a provider whose far side is a few timers. Owns when they do what.

It carries out what the port asks, as quickly as a telephone switch would; nobody hears anything.
"""

import asyncio
import itertools
from collections.abc import Callable, Sequence

from cic.cti.port import (
    BridgeFormed,
    BridgeLegs,
    CallArrivedOpen,
    Capabilities,
    CommandDone,
    DialLeg,
    ExpectedLeg,
    HangUpLeg,
    LegAnswered,
    LegEnded,
    LegRinging,
    LegsRead,
    PhoneChanged,
    PlayPrompts,
    PromptFinished,
    ProviderCommand,
    ProviderReport,
)
from routing.vocabulary import EffectId, EndCause, LegId, ProviderId
from tests.bench.desktops.plan import QUEUES, RING_S, TALK_S, number_of


class Callers:
    """A CallProvider with so many callers a second, from ``begin`` on. One event loop's thread."""

    def __init__(self, provider_id: ProviderId, phones: Sequence[str], rate_per_s: int) -> None:
        self._provider_id, self._phones, self._rate_per_s = provider_id, phones, rate_per_s
        self._report: Callable[[ProviderReport], None] = lambda _report: None
        self._dialled: dict[LegId, str] = {}
        self._callers: dict[LegId, None] = {}
        self._numbers = itertools.count(1)
        self._is_ended = False

    @property
    def provider_id(self) -> ProviderId:
        return self._provider_id

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            hold=True, mute=True, digits=True, blind_transfer=True, consult_transfer=True, legs_per_bridge_max=3,
            monitoring=False, recording=False,
        )  # fmt: skip

    async def start(self, report: Callable[[ProviderReport], None], expected: Sequence[ExpectedLeg]) -> None:
        """Every phone can be reached."""
        self._report = report
        report(LegsRead(self._provider_id, ()))
        for address in self._phones:
            report(PhoneChanged(self._provider_id, address, True, False))

    async def stop(self) -> None:
        """Nobody calls any more."""
        self._is_ended = True

    def begin(self) -> None:
        """Callers come from now on, evenly."""
        loop = asyncio.get_running_loop()
        self._next_at_s = loop.time()
        loop.call_soon(self._arrive)

    def execute(self, effect_id: EffectId, command: ProviderCommand) -> None:
        """Do it, or have it done in a while."""
        later = asyncio.get_running_loop().call_later
        match command:
            case PlayPrompts(leg_id=leg_id):
                later(0.01, self._report, PromptFinished(effect_id, leg_id))
            case DialLeg(leg_id=leg_id, address=address):
                self._dialled[leg_id] = address
                self._report(PhoneChanged(self._provider_id, address, True, True))
                self._report(LegRinging(leg_id))
                later(RING_S, self._answer, leg_id)
            case BridgeLegs(bridge_id=bridge_id, leg_ids=leg_ids):
                self._report(BridgeFormed(effect_id, bridge_id))
                for leg_id in leg_ids:
                    if leg_id in self._callers:
                        later(TALK_S, self._end, leg_id, EndCause.CALLER_HUNG_UP)
            case HangUpLeg(leg_id=leg_id, cause=cause):
                self._report(CommandDone(effect_id))
                self._end(leg_id, cause)
            case _:
                self._report(CommandDone(effect_id))

    def _arrive(self) -> None:
        if self._is_ended:
            return
        number = next(self._numbers)
        leg_id = LegId(f"caller-{number}")
        self._callers[leg_id] = None
        # So few people that they are known by now, as most callers of a hotline are.
        caller = f"+1555{number % 5_000:07}"
        self._report(CallArrivedOpen(leg_id, number_of(number % len(QUEUES)), caller, ""))
        self._next_at_s += 1 / self._rate_per_s
        asyncio.get_running_loop().call_at(self._next_at_s, self._arrive)

    def _answer(self, leg_id: LegId) -> None:
        if leg_id in self._dialled:
            self._report(LegAnswered(leg_id))

    def _end(self, leg_id: LegId, cause: EndCause) -> None:
        address = self._dialled.pop(leg_id, None)
        if address is None and leg_id not in self._callers:
            return
        self._callers.pop(leg_id, None)
        self._report(LegEnded(leg_id, cause))
        if address is not None:
            self._report(PhoneChanged(self._provider_id, address, True, False))
