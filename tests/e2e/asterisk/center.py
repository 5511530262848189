"""The test in the center's place: sends commands, waits for reports. Decides nothing by itself."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from typing import TypeVar

from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.port import (
    AnswerLeg,
    BridgeFormed,
    BridgeLegs,
    CallArrivedOpen,
    CommandDone,
    DialLeg,
    ExpectedLeg,
    HangUpLeg,
    LegAnswered,
    LegEnded,
    LegsRead,
    PhoneChanged,
    ProviderCommand,
    ProviderReport,
)
from routing.vocabulary import BridgeId, EffectId, EndCause, InteractionId, LegId
from tests.e2e.asterisk.sip_phone import Call, SipPhone

Report = TypeVar("Report")
_TIMEOUT_S = 15.0
_ids = itertools.count(1)


async def until(is_so: Callable[[], bool], timeout_s: float = _TIMEOUT_S) -> None:
    """Wait for a condition of the outside world, looking often."""
    async with asyncio.timeout(timeout_s):
        while not is_so():  # noqa: ASYNC110 - another process has no event of ours to wait for
            await asyncio.sleep(0.02)


class Center:
    """Commands out, reports in, each report kept in order."""

    def __init__(self, provider: AsteriskProvider) -> None:
        self.provider = provider
        self.reports: list[ProviderReport] = []
        self.on_report: Callable[[ProviderReport], None] = lambda _: None
        self._arrived = asyncio.Event()

    async def start(self, expected: Sequence[ExpectedLeg] = ()) -> LegsRead:
        """Start the provider and wait for what it reads."""
        await self.provider.start(self._take, expected)
        return await self.get(LegsRead)

    async def end(self) -> None:
        """Hang up what is left, then stop."""
        ended = {report.leg_id for report in self.reports if isinstance(report, LegEnded)}
        begun = {report.leg_id for report in self.reports if isinstance(report, CallArrivedOpen | LegAnswered)}
        try:
            for leg_id in begun - ended:
                self.send(HangUpLeg(leg_id, EndCause.FLOW_ENDED))
                await self.get(LegEnded, lambda report, leg_id=leg_id: report.leg_id == leg_id)
        finally:
            await self.provider.stop()

    def send(self, command: ProviderCommand) -> EffectId:
        """Give a command."""
        effect_id = EffectId(f"effect-{next(_ids)}")
        self.provider.execute(effect_id, command)
        return effect_id

    async def done(self, command: ProviderCommand) -> None:
        """Give a command and wait until it is done."""
        effect_id = self.send(command)
        await self.get(CommandDone, lambda report: report.effect_id == effect_id)

    async def get(
        self, kind: type[Report], fits: Callable[[Report], bool] = lambda _: True, timeout_s: float = _TIMEOUT_S
    ) -> Report:
        """The first report of a kind that fits, come already or to come."""
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    for report in self.reports:
                        if isinstance(report, kind) and fits(report):
                            return report
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            raise AssertionError(f"no such {kind.__name__} came; what came last: {self.reports[-8:]}") from None

    def count(self, kind: type[Report], fits: Callable[[Report], bool] = lambda _: True) -> int:
        """How many such reports came."""
        return sum(1 for report in self.reports if isinstance(report, kind) and fits(report))

    async def call_in(self, caller: SipPhone, number: str = "4000") -> tuple[Call, LegId]:
        """A caller calls and is answered."""
        before = self.count(CallArrivedOpen)
        call = await caller.dial(number)
        await until(lambda: self.count(CallArrivedOpen) > before)
        arrived = [report for report in self.reports if isinstance(report, CallArrivedOpen)][-1]
        await self.done(AnswerLeg(arrived.leg_id))
        await asyncio.wait_for(call.final_status, _TIMEOUT_S)
        return call, arrived.leg_id

    def dial(self, address: str, answer_timeout_ms: int = 15_000) -> LegId:
        """Dial an agent."""
        leg_id = LegId(f"leg-{next(_ids)}-{id(self)}")
        self.send(DialLeg(leg_id, address, InteractionId("interaction-7"), answer_timeout_ms))
        return leg_id

    async def dial_answered(self, agent: SipPhone) -> tuple[Call, LegId]:
        """Dial an agent, who picks up."""
        leg_id = self.dial(agent.user)
        call = await agent.ring()
        await call.answer()
        await self.get(LegAnswered, lambda report: report.leg_id == leg_id)
        return call, leg_id

    async def bridge(self, *leg_ids: LegId) -> BridgeId:
        """Let legs hear each other."""
        bridge_id = BridgeId(f"bridge-{next(_ids)}")
        await self.done_bridge(bridge_id, *leg_ids)
        return bridge_id

    async def done_bridge(self, bridge_id: BridgeId, *leg_ids: LegId) -> None:
        """Let legs hear each other in a bridge of that name."""
        effect_id = self.send(BridgeLegs(bridge_id, leg_ids))
        await self.get(BridgeFormed, lambda report: report.effect_id == effect_id)

    async def phone_is(self, address: str, *, reachable: bool, in_use: bool) -> None:
        """Wait until the last word about a phone is this."""

        def is_so() -> bool:
            words = [
                report for report in self.reports if isinstance(report, PhoneChanged) and report.address == address
            ]
            return bool(words) and (words[-1].is_reachable, words[-1].is_in_use) == (reachable, in_use)

        await until(is_so)

    def _take(self, report: ProviderReport) -> None:
        self.reports.append(report)
        self._arrived.set()
        self.on_report(report)
