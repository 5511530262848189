"""Legs are brought together: by names that begin no other channel's, and again when Asterisk lost hold of one."""

import asyncio
import contextlib
from collections.abc import Callable

import pytest

from cic.cti.asterisk import control as control_module
from cic.cti.asterisk.ami import AmiAction, AmiMessage
from cic.cti.asterisk.control import CallControl, NotDone
from cic.cti.asterisk.faults import AmiRefused
from cic.cti.asterisk.legs import Leg, Legs
from cic.cti.asterisk.translate import Translator
from routing.vocabulary import LegId, ProviderId

pytestmark = pytest.mark.unit


class Wire:
    """In the place of AMI: takes every action, and bridges whom Asterisk would."""

    def __init__(self, legs: Legs) -> None:
        self._legs = legs
        self.sent: list[dict[str, str]] = []

    async def send(self, action: AmiAction) -> None:
        headers = dict(action)
        self.sent.append(headers)
        if headers["Action"] == "Bridge":
            for wanted in (headers["Channel1"], headers["Channel2"]):
                self._first_that_begins_with(wanted).bridge = "b"

    def _first_that_begins_with(self, wanted: str):  # type: ignore[no-untyped-def]
        channels = self._legs.channels.values()
        by_name = [channel for channel in channels if channel.title.startswith(wanted)]
        return (by_name or [channel for channel in channels if channel.name.startswith(wanted)])[0]


class Refusing:
    """A caller hangs up while the bridge is asked for: Asterisk refuses, and tells of the hang-up a moment later."""

    def __init__(self, legs: Legs, hang_up: Callable[[], None]) -> None:
        self._legs = legs
        self._hang_up = hang_up

    async def send(self, _: AmiAction) -> None:
        asyncio.get_running_loop().call_soon(self._hang_up)
        raise AmiRefused


async def test_a_bridge_that_a_goodbye_came_before_is_nobodys_fault() -> None:
    legs = Legs(ProviderId("asterisk"))
    caller, agent = (legs.add(Leg(LegId(name), name, is_caller=name == "17.1")) for name in ("17.1", "leg-1"))

    def hang_up() -> None:
        legs.end("17.1", None)
        control.legs_changed()

    control = CallControl(Refusing(legs, hang_up), legs, "4000")  # type: ignore[arg-type]
    with pytest.raises(NotDone, match="leg_gone"):
        await control.form((caller, agent))


class Slipping(Wire):
    """Asterisk does as asked, but for the first times: it refuses, or says yes and lets one slip away."""

    def __init__(self, legs: Legs, slips: list[str]) -> None:
        super().__init__(legs)
        self._slips = slips

    async def send(self, action: AmiAction) -> None:
        match self._slips.pop(0) if self._slips else "":
            case "refused":
                raise AmiRefused
            case "slipped":
                pass
            case _:
                await super().send(action)


@pytest.mark.parametrize(
    ("slips", "ends"),
    [
        (["refused"], None),
        (["slipped"], None),
        (["slipped", "refused"], None),
        (["slipped", "slipped", "slipped"], NotDone),
        (["refused", "refused", "refused"], AmiRefused),
    ],
)
async def test_a_leg_that_asterisk_lost_hold_of_is_bridged_at_the_next_try(
    monkeypatch: pytest.MonkeyPatch, slips: list[str], ends: type[Exception] | None
) -> None:
    monkeypatch.setattr(control_module, "_FORM_TIMEOUT_S", 0.01)
    monkeypatch.setattr(control_module, "_GONE_TIMEOUT_S", 0.01)
    legs = Legs(ProviderId("asterisk"))
    pair = tuple(legs.add(Leg(LegId(name), name, is_caller=name == "17.1")) for name in ("17.1", "leg-1"))
    for leg in pair:
        legs.channel(leg.channel)
    control = CallControl(Slipping(legs, slips), legs, "4000")  # type: ignore[arg-type]
    with contextlib.nullcontext() if ends is None else pytest.raises(ends):
        await control.form(pair)
    assert legs.are_together(pair) is (ends is None)


async def test_of_two_callers_whose_unique_ids_begin_alike_the_right_one_meets_the_agent() -> None:
    legs = Legs(ProviderId("asterisk"))
    translator = Translator(legs, frozenset())
    made = {}
    # The longer id is the older channel in Asterisk's table, whose order is nobody's.
    for name, title in (("17.10", "PJSIP/trunk-0000000a"), ("17.1", "PJSIP/trunk-00000001"), ("leg-1", "PJSIP/bob-0b")):
        made[name] = legs.add(Leg(LegId(name), name, is_caller=name != "leg-1"))
        translator.translate(AmiMessage(["Event: Newchannel", f"Channel: {title}", f"Uniqueid: {name}"]))
    control = CallControl(Wire(legs), legs, "4000")  # type: ignore[arg-type]
    await control.form((made["17.1"], made["leg-1"]))
    assert legs.are_together((made["17.1"], made["leg-1"]))
    assert legs.bridge_of(made["17.10"]) is None, "the other caller is in nobody's bridge"
