"""Numbers of the world outside, dialled by a real Asterisk: answered, busy, nobody's, or no number at all."""

import pytest

from cic.cti.asterisk.provider import AsteriskProvider
from cic.cti.asterisk.settings import AsteriskSettings
from cic.cti.port import (
    DialNumber,
    ExpectedLeg,
    HangUpLeg,
    LegAnswered,
    LegEnded,
    LegReturned,
    LegRinging,
    PlayPrompts,
)
from routing.vocabulary import EndCause, InteractionId, LegId, ProviderId
from tests.e2e.asterisk.center import Center, until
from tests.e2e.asterisk.conftest import MakePhone
from tests.e2e.asterisk.test_calls import CALLER_HZ, LONG, LONG_HZ

pytestmark = pytest.mark.e2e


def dial(center: Center, number: str) -> LegId:
    leg = LegId(f"outside-{number.strip('+')}-{id(center)}")
    center.send(DialNumber(leg, number, InteractionId("interaction-7"), 15_000))
    return leg


async def ended(center: Center, leg: LegId) -> EndCause:
    return (await center.get(LegEnded, lambda report: report.leg_id == leg)).cause


async def test_a_caller_talks_to_a_number_outside_until_that_leaves(
    center: Center, phone: MakePhone, lab_settings: AsteriskSettings
) -> None:
    call, leg = await center.call_in(await phone("+15550100", CALLER_HZ))
    other = dial(center, "+8613800000000")
    await center.get(LegRinging, lambda report: report.leg_id == other)
    await center.get(LegAnswered, lambda report: report.leg_id == other)
    await center.bridge(leg, other)
    await until(lambda: call.audio.share(CALLER_HZ) > 0.9)  # it says everything back

    await center.provider.stop()
    center.provider = AsteriskProvider(lab_settings, ProviderId("asterisk"))
    before = len(center.reports)
    await center.start([ExpectedLeg(leg, True, (other,)), ExpectedLeg(other, False, (leg,))])
    await until(lambda: call.audio.share(CALLER_HZ) > 0.9)
    assert not [report for report in center.reports[before:] if isinstance(report, LegEnded)], "it goes on talking"

    center.send(HangUpLeg(other, EndCause.FLOW_ENDED))
    await ended(center, other)
    await center.get(LegReturned, lambda report: report.leg_id == leg)
    center.send(PlayPrompts(leg, (LONG,)))
    await until(lambda: call.audio.share(LONG_HZ) > 0.9)


async def test_who_cannot_be_had_is_told(center: Center) -> None:
    assert await ended(center, dial(center, "555486")) is EndCause.BUSY
    assert await ended(center, dial(center, "555404")) is EndCause.UNREACHABLE
    for number in ("", "+", "1", "12@evil", "12&PJSIP/alice", "12,30,g", "1" * 40):
        assert await ended(center, dial(center, number)) is EndCause.UNREACHABLE
