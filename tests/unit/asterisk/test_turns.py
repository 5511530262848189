"""Commands take effect in the order in which they were given, leg by leg, however long each takes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk import commands as commands_module
from cic.cti.asterisk.commands import Commands
from cic.cti.asterisk.legs import Channel, Leg, Legs
from cic.cti.asterisk.sight import Sight
from cic.cti.port import (
    RINGING,
    BridgeLegs,
    CommandDone,
    CommandFailed,
    HangUpLeg,
    HoldLeg,
    MuteLeg,
    PlayMusic,
    ProviderCommand,
    ProviderReport,
    ResumeLeg,
    SendDigitsOpen,
)
from routing.vocabulary import BridgeId, EffectId, EndCause, LegId, ProviderId
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit

TALK, CONSULT = BridgeId("b-talk"), BridgeId("b-consult")
CUSTOMER, AGENT, OTHER = LegId("asterisk-1.1"), LegId("leg-agent"), LegId("leg-other")
HOLD = HoldLeg(CONSULT, OTHER, (AGENT,), "default")
RESUME = ResumeLeg(TALK, CUSTOMER, (AGENT,))


@dataclass(slots=True)
class Control:
    """In the place of AMI actions: says when one begins, and ends a hold when the test lets it."""

    begun: list[str] = field(default_factory=list)
    may_hold: asyncio.Event = field(default_factory=asyncio.Event)

    async def hold(self, leg: Leg, others: tuple[Leg, ...]) -> None:
        self.begun.append("hold")
        await self.may_hold.wait()

    async def form(self, legs: tuple[Leg, ...]) -> None:
        self.begun.append("form")

    async def mute(self, leg: Leg, muted: bool) -> None:
        self.begun.append("mute" if muted else "unmute")

    async def music_for_dialled(self, leg: Leg, music: str) -> None:
        self.begun.append(music)

    async def to_entry(self, leg: Leg) -> None:
        self.begun.append("to entry")

    async def hang_up(self, leg: Leg) -> None:
        self.begun.append("hang up")

    async def send_digits(self, leg: Leg, digits: str) -> None:
        for digit in digits:
            self.begun.append(digit)
            await asyncio.sleep(0)


@dataclass(slots=True)
class Rig:
    """Three legs and their commands."""

    control: Control
    commands: Commands
    legs: Legs
    reports: list[ProviderReport] = field(default_factory=list)

    def give(self, *given: ProviderCommand) -> None:
        for number, command in enumerate(given):
            self.commands.execute(EffectId(f"e{number}"), command)

    async def begun(self, *expected: str) -> None:
        await until(lambda: len(self.control.begun) >= len(expected))
        for _ in range(20):
            await asyncio.sleep(0)
        assert self.control.begun == list(expected)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    legs, sight, control = Legs(ProviderId("asterisk")), Sight(), Control()
    for leg in (
        Leg(CUSTOMER, "1.1", is_caller=True),
        Leg(AGENT, AGENT, is_caller=False, address="alice"),
        Leg(OTHER, OTHER, is_caller=False, address="bob"),
    ):
        leg.is_known_answered = True
        legs.add(leg)
    sight.clears()
    reports: list[ProviderReport] = []
    phones = frozenset({"alice", "bob"})
    commands = Commands(legs, control, sight, phones, reports.append, track_control=None)  # type: ignore[arg-type]
    yield Rig(control, commands, legs, reports)
    await commands.stop()


async def test_a_swap_resumes_behind_the_hold(rig: Rig) -> None:
    rig.give(HOLD, RESUME)
    await rig.begun("hold")
    rig.control.may_hold.set()
    await rig.begun("hold", "form")
    assert rig.reports == [CommandDone(EffectId("e0")), CommandDone(EffectId("e1"))]


async def test_what_is_about_other_legs_waits_for_nobody(rig: Rig) -> None:
    rig.give(HOLD, HangUpLeg(CUSTOMER, EndCause.FLOW_ENDED))
    await rig.begun("hold", "hang up")


async def test_what_a_leg_is_to_hear_comes_in_its_turn(rig: Rig) -> None:
    rig.give(HOLD, PlayMusic(AGENT, RINGING), MuteLeg(AGENT, True), MuteLeg(AGENT, False))
    await rig.begun("hold")
    rig.control.may_hold.set()
    await rig.begun("hold", RINGING, "mute", "unmute")


async def test_a_caller_is_bridged_behind_being_brought_back(rig: Rig) -> None:
    rig.legs.channels["1.1"] = Channel("1.1", bridge="b")
    rig.give(PlayMusic(CUSTOMER, "default"), BridgeLegs(TALK, (CUSTOMER, AGENT)))
    await rig.begun("to entry", "form")


async def test_a_hang_up_does_not_wait_for_ever(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands_module, "_HANG_UP_WAITS_S", 0.01)
    rig.give(HOLD, HangUpLeg(AGENT, EndCause.AGENT_HUNG_UP))
    await rig.begun("hold", "hang up")


async def test_keys_keep_their_order_and_keep_nothing_else_waiting(rig: Rig) -> None:
    rig.give(SendDigitsOpen(CUSTOMER, "123456"), SendDigitsOpen(CUSTOMER, "78"), MuteLeg(CUSTOMER, True))
    await until(lambda: len(rig.control.begun) == 9)
    assert [word for word in rig.control.begun if word != "mute"] == list("12345678")
    assert rig.control.begun.index("mute") < 8


async def test_one_that_waits_too_long_fails_in_time(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands_module, "_COMMAND_S_MAX", 0.01)
    rig.give(HOLD, RESUME)
    await until(lambda: len(rig.reports) == 2)
    assert rig.reports == [CommandFailed(EffectId(name), "asterisk_unreachable") for name in ("e0", "e1")]
    await rig.begun("hold")


async def test_nothing_is_remembered_of_what_is_over(rig: Rig) -> None:
    rig.control.may_hold.set()
    rig.give(HOLD, RESUME)
    await until(lambda: len(rig.reports) == 2)
    await rig.begun("hold", "form")
    assert rig.commands._turns.before((CUSTOMER, AGENT, OTHER)) == frozenset()
