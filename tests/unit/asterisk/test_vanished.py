"""A phone that is not there any more: its talk is ended only if nothing is heard from it either."""

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.vanished import Vanished
from routing.vocabulary import EndCause, LegId, ProviderId
from tests.unit.asterisk.examples import contact_status

pytestmark = pytest.mark.unit


@dataclass(slots=True)
class Control:
    """In the place of AMI actions: counts packets as told."""

    packets: Iterator[str | Exception]
    asked: int = 0
    hung_up: list[LegId] = field(default_factory=list)

    async def packets_heard(self, leg: Leg) -> str:
        self.asked += 1
        said = next(self.packets)
        if isinstance(said, Exception):
            raise said
        return said

    async def hang_up(self, leg: Leg) -> None:
        self.hung_up.append(leg.leg_id)


class Rig:
    """One talk of alice's, and what Asterisk says of her phone."""

    def __init__(self, *packets: str | Exception) -> None:
        self.legs = Legs(ProviderId("asterisk"))
        self.leg = self.legs.add(Leg(LegId("a"), "a", is_caller=False, address="alice", is_known_answered=True))
        self.control = Control(iter(packets))
        self.tasks: list[asyncio.Task[object]] = []
        self.vanished = Vanished(self.legs, self.control, self.run, listen_s=0.01)  # type: ignore[arg-type]

    def run(self, doing: Coroutine[object, object, None]) -> None:
        self.tasks.append(asyncio.create_task(doing))

    def phone_is(self, status: str, address: str = "alice", port: int = 5060) -> None:
        self.vanished.contact_changed(contact_status(address, port, status))

    async def ended(self) -> list[LegId]:
        await asyncio.gather(*self.tasks)
        return self.control.hung_up


@pytest.mark.parametrize("status", ["Unreachable", "Removed"])
async def test_a_phone_that_is_neither_there_nor_heard_has_vanished(status: str) -> None:
    rig = Rig("17", "17")
    rig.phone_is(status)
    rig.phone_is(status)
    assert await rig.ended() == ["a"]
    assert rig.leg.end_cause is EndCause.MEDIA_LOST and len(rig.tasks) == 1


async def test_whoever_is_heard_talks_on_and_is_listened_to_again_the_next_time() -> None:
    rig = Rig("17", "267", "300", "300")
    rig.phone_is("Unreachable")
    assert await rig.ended() == [] and rig.leg.end_cause is None
    rig.phone_is("Unreachable")
    assert await rig.ended() == ["a"]


async def test_a_phone_that_comes_back_meanwhile_talks_on() -> None:
    rig = Rig("17", "17")
    rig.phone_is("Removed")
    rig.phone_is("Created")
    assert await rig.ended() == []


async def test_one_that_was_started_anew_elsewhere_knows_nothing_of_the_talk() -> None:
    rig = Rig("17", "17")
    rig.phone_is("NonQualified", port=5062)
    rig.phone_is("Removed")
    rig.phone_is("Reachable", port=5062)
    assert await rig.ended() == ["a"]


async def test_one_that_moved_and_is_heard_talks_on() -> None:
    rig = Rig("17", "267")
    rig.phone_is("NonQualified", port=5062)
    rig.phone_is("Removed")
    assert await rig.ended() == []


async def test_a_talk_that_ends_meanwhile_is_left_alone() -> None:
    rig = Rig("17", "17")
    rig.phone_is("Unreachable")
    await asyncio.sleep(0)
    rig.legs.end("a", None)
    assert await rig.ended() == [] and rig.control.asked == 1


@pytest.mark.parametrize("fault", [AmiRefused(), AmiGone()])
async def test_what_asterisk_cannot_say_ends_nothing(fault: Exception) -> None:
    rig = Rig(fault, "17", "17")
    rig.phone_is("Unreachable")
    assert await rig.ended() == []
    rig.phone_is("Unreachable")
    assert await rig.ended() == ["a"], "and keeps nobody from asking again"


async def test_nobody_asks_for_other_phones_nor_for_one_that_only_rings() -> None:
    rig = Rig()
    rig.phone_is("Unreachable", "bob")
    rig.phone_is("Reachable")
    rig.leg.is_known_answered = False
    rig.phone_is("Unreachable")
    assert rig.tasks == []
