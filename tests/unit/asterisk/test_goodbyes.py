"""A party that has hung up and whose channel stays: it is ended, and nobody is brought together with it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk.ami import AmiAction, AmiMessage
from cic.cti.asterisk.control import CallControl, NotDone
from cic.cti.asterisk.faults import AmiGone, AmiRefused
from cic.cti.asterisk.goodbyes import Goodbyes
from cic.cti.asterisk.legs import Leg, Legs
from routing.vocabulary import LegId, ProviderId

pytestmark = pytest.mark.unit


@dataclass(slots=True)
class Wire:
    """In the place of AMI: takes every action, and does something at it."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    at_action: Callable[[], None] = lambda: None
    fault: Exception | None = None

    async def send(self, action: AmiAction) -> None:
        headers = dict(action)
        self.sent.append((headers["Action"], headers.get("Channel", "")))
        if self.fault is not None:
            raise self.fault
        self.at_action()


class Rig:
    """A caller and an agent who has just answered."""

    def __init__(self) -> None:
        self.legs = Legs(ProviderId("asterisk"))
        self.caller = self.legs.add(Leg(LegId("asterisk-17.1"), "17.1", is_caller=True))
        self.agent = self.legs.add(Leg(LegId("leg-1"), "leg-1", is_caller=False))
        self.wire = Wire(at_action=lambda: self.channel_ends("17.1"))
        self.control = CallControl(self.wire, self.legs, "4000")  # type: ignore[arg-type]
        self.tasks: list[asyncio.Task[object]] = []
        self.goodbyes = Goodbyes(self.legs, self.control, self.run, linger_s=0.01)

    def run(self, doing: Coroutine[object, object, None]) -> None:
        self.tasks.append(asyncio.create_task(doing))

    def says_goodbye(self, channel: str) -> None:
        self.goodbyes.said(AmiMessage(["Event: HangupRequest", f"Uniqueid: {channel}", "Cause: 16"]))

    def channel_ends(self, channel: str) -> None:
        self.legs.end(channel, None)
        self.control.legs_changed()


async def test_a_leg_that_stands_after_the_goodbye_is_ended_once() -> None:
    rig = Rig()
    rig.says_goodbye("17.1")
    rig.says_goodbye("17.1")
    await asyncio.gather(*rig.tasks)
    assert rig.wire.sent == [("Hangup", "17.1")]


async def test_a_leg_that_ends_by_itself_is_left_alone() -> None:
    rig = Rig()
    rig.says_goodbye("17.1")
    rig.channel_ends("17.1")
    await asyncio.gather(*rig.tasks)
    assert rig.wire.sent == []


async def test_channels_that_are_no_legs_of_ours_are_left_alone() -> None:
    rig = Rig()
    rig.says_goodbye("17.2")
    assert rig.tasks == []


@pytest.mark.parametrize("fault", [AmiRefused(), AmiGone()])
async def test_an_end_that_cannot_be_brought_about_harms_nobody(fault: Exception) -> None:
    rig = Rig()
    rig.wire.fault = fault
    rig.says_goodbye("17.1")
    await asyncio.gather(*rig.tasks)
    assert rig.wire.sent == [("Hangup", "17.1")]


async def test_nobody_is_brought_together_with_who_has_said_goodbye() -> None:
    rig = Rig()
    rig.says_goodbye("17.1")
    with pytest.raises(NotDone, match="leg_gone"):
        await rig.control.form((rig.caller, rig.agent))
    assert rig.wire.sent == [("Hangup", "17.1")], "the bridge was never asked for, and the leg is gone"
    assert rig.caller.leg_id not in rig.legs.by_id
