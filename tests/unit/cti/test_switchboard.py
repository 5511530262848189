"""The switchboard's start: whose legs it waits for, and whose it does not."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from cic.calls.reports import LegsRead
from cic.center.inputs import CenterInput
from cic.cti.port import Capabilities, ExpectedLeg, ProviderCommand, ProviderReport
from cic.cti.switchboard import Switchboard
from routing.vocabulary import CallerFacts, EffectId, LegId, PartyId, PersonalRef, ProviderId

pytestmark = pytest.mark.unit

NEAR, FAR = ProviderId("near"), ProviderId("far")
LEG = ExpectedLeg(LegId("far-1"), is_caller=True, bridged_with=())


class QuietProvider:
    """A provider that says which legs it holds when the test lets it."""

    capabilities = Capabilities(False, False, False, False, False, 2, False, False)

    def __init__(self, provider_id: ProviderId) -> None:
        self.provider_id = provider_id
        self.report: Callable[[ProviderReport], None] = lambda _: None
        self.expected: tuple[ExpectedLeg, ...] = ()

    async def start(self, report: Callable[[ProviderReport], None], expected: Sequence[ExpectedLeg]) -> None:
        self.report, self.expected = report, tuple(expected)

    def execute(self, effect_id: EffectId, command: ProviderCommand) -> None:
        raise AssertionError("no command is given here")

    async def stop(self) -> None:
        return


class NobodyKnown:
    """Finds no customer and keeps nothing."""

    def identify(self, number: str, name: str = "") -> CallerFacts:
        raise AssertionError("nobody calls here")

    def find_by_customer_number(self, digits: str, calling_from: PersonalRef | None = None) -> CallerFacts | None:
        return None

    def seal(self, party_id: PartyId, kind: str, value: str) -> PersonalRef:
        raise AssertionError("nothing is sealed here")

    def open(self, ref: PersonalRef) -> str | None:
        return None


@pytest.fixture
def far() -> QuietProvider:
    return QuietProvider(FAR)


@pytest.fixture
def submitted() -> list[CenterInput]:
    return []


@pytest.fixture
def switchboard(far: QuietProvider, submitted: list[CenterInput]) -> Switchboard:
    nobody = NobodyKnown()
    return Switchboard({FAR: far}, nobody, nobody, submitted.append)


async def test_a_provider_without_legs_keeps_nobody_waiting(switchboard: Switchboard, far: QuietProvider) -> None:
    assert not switchboard.is_open
    await asyncio.wait_for(switchboard.start({}, {}, read_limit_s=3600.0), 1.0)
    assert far.expected == () and switchboard.is_open


async def test_legs_are_waited_for_until_their_provider_has_read_them(
    switchboard: Switchboard, far: QuietProvider, submitted: list[CenterInput]
) -> None:
    starting = asyncio.create_task(switchboard.start({FAR: (LEG,)}, {}, read_limit_s=3600.0))
    done, _ = await asyncio.wait({starting}, timeout=0.05)
    assert not done and far.expected == (LEG,) and switchboard.is_open
    read = LegsRead(FAR, ())
    far.report(read)
    await asyncio.wait_for(starting, 1.0)
    assert submitted == [read]


async def test_legs_of_a_provider_that_is_no_more_are_lost(
    switchboard: Switchboard, submitted: list[CenterInput]
) -> None:
    await asyncio.wait_for(switchboard.start({NEAR: (LEG,)}, {}, read_limit_s=3600.0), 1.0)
    assert submitted == [LegsRead(NEAR, ())]
