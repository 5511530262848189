"""What an engine does first after another was killed must not break what it does next. The test plays the center."""

import itertools
from collections.abc import AsyncIterator

import pytest

from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import BridgeFormed, BridgeLegs, ExpectedLeg, LegReturned, LegsRead, PlayMusic, ProviderReport
from routing.vocabulary import BridgeId, ProviderId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone

pytestmark = pytest.mark.e2e

CALLERS = 12
CALLER_HZ, AGENT_HZ = 453.0, 678.0


@pytest.fixture
async def engines(lab_settings: AsteriskSettings) -> AsyncIterator[list[Center]]:
    """Engines one after the other: the last of the list is the one at work."""
    engines = [Center(AsteriskProvider(lab_settings, ProviderId("asterisk")))]
    await engines[0].start()
    yield engines
    await engines[-1].end()


async def test_a_bridge_asked_for_at_once_is_not_torn_by_bringing_callers_back(
    engines: list[Center], lab_settings: AsteriskSettings, phone: MakePhone
) -> None:
    """Callers whom nobody looks after are taken out of what they hear; one of them is being bridged already."""
    first = engines[0]
    agent, agent_leg = await first.dial_answered(await phone("alice", AGENT_HZ))
    calls, legs = [], []
    for number in range(CALLERS):
        call, leg = await first.call_in(await phone(f"+155501{number:02}", CALLER_HZ))
        await first.done(PlayMusic(leg, "default"))
        calls.append(call)
        legs.append(leg)
    await first.provider.stop()

    engines.append(Center(AsteriskProvider(lab_settings, ProviderId("asterisk"))))
    engine = engines[-1]

    def bridge_at_once(report: ProviderReport) -> None:
        if isinstance(report, LegsRead):
            engine.send(BridgeLegs(BridgeId("bridge-at-once"), (legs[-1], agent_leg)))

    engine.on_report = bridge_at_once
    await engine.start([*(ExpectedLeg(leg, True, ()) for leg in legs), ExpectedLeg(agent_leg, False, ())])
    await engine.get(BridgeFormed)
    for leg in legs[:-1]:
        await engine.get(LegReturned, lambda report, leg=leg: report.leg_id == leg)
    for pair in itertools.permutations((calls[-1], agent)):
        pair[0].audio.forget()
    await until(lambda: calls[-1].audio.share(AGENT_HZ) > 0.9 and agent.audio.share(CALLER_HZ) > 0.9)
