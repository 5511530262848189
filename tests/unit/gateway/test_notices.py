"""Alarms on desktops: who is told of which, and when."""

import pytest

from agent_desktop.gateway.notices import StandingAlarm
from cic.configuration.compile import CompiledCenter
from routing.vocabulary import AgentId
from tests.unit.gateway.house import House, Wire

pytestmark = pytest.mark.unit

DISK_FULL = StandingAlarm("journal_disk_full", 7)
LOG_BEHIND = StandingAlarm("contact_log_behind", 8)


def notices(wire: Wire) -> list[list[str]]:
    """The codes of each notice so far."""
    return [[alarm["code"] for alarm in frame["alarms"]] for frame in wire.frames("notice")]


async def test_alarms_that_concern_agents_reach_every_desktop_without_waiting_for_a_commit(
    compiled: CompiledCenter,
) -> None:
    house = House(compiled)
    async with house.desktop() as alice, house.desktop("s-2", agent_id=AgentId("bob")) as bob:
        for wire in (alice, bob):
            await wire.opened()
        house.holds_commits = True
        house.gateway.alarms_changed([DISK_FULL])
        house.gateway.alarms_changed([DISK_FULL, LOG_BEHIND])
        house.gateway.alarms_changed([LOG_BEHIND])
        for wire in (alice, bob):
            await wire.until(lambda sent: sum(frame["t"] == "notice" for frame in sent) == 3)
            assert notices(wire) == [[], ["journal_disk_full"], []], "the log is no matter of agents"
        assert alice.frames("notice")[1]["alarms"] == [{"code": "journal_disk_full", "since_ms": 7}]
        house.commit()


async def test_a_desktop_that_opens_during_an_alarm_is_told_after_hello_and_before_its_snapshot(
    compiled: CompiledCenter,
) -> None:
    house = House(compiled)
    house.gateway.alarms_changed([DISK_FULL])
    house.holds_commits = True
    async with house.desktop() as wire:
        await wire.until(lambda sent: any(frame["t"] == "notice" for frame in sent))
        await house.asked()
        house.commit()
        await wire.opened()
    assert [frame["t"] for frame in wire.sent if frame["t"] != "ping"] == ["hello", "notice", "snapshot"]
    assert notices(wire) == [["journal_disk_full"]]
