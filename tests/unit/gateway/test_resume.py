"""Desktops that come back: what they have missed, and commands that are given again."""

import asyncio
import json
from dataclasses import replace

import pytest

from agent_desktop.gateway.agent_log import KEPT_MS
from agent_desktop.gateway.connection import DesktopLimits
from cic.configuration.compile import CompiledCenter
from cic.configuration.labels import Label
from routing.vocabulary import Activity, AgentId
from tests.unit.gateway.house import ALICE, House, Wire, closed

pytestmark = pytest.mark.unit


def number(wire: Wire) -> int:
    """How far a desktop has heard."""
    return int(wire.sent[-1]["seq"]) if "seq" in wire.sent[-1] else max(f["seq"] for f in wire.sent if "seq" in f)


async def test_a_desktop_is_told_what_it_has_missed(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        house.set_activity(Activity.AVAILABLE)
        await wire.told()
    before = wire.views()[-1]
    house.set_activity(Activity.ON_BREAK, "meal")
    await asyncio.sleep(0)
    async with house.desktop(cursor=number(wire)) as again:
        await again.opened()
        house.set_activity(Activity.AVAILABLE)
        await again.until(lambda sent: json.dumps(sent[-1]).count('"available"') == 1)
    resumed = again.frames("resumed")[0]
    missed = again.frames("events")[: resumed["count"]]
    assert again.frames("snapshot") == [] and resumed["count"] >= 1
    assert resumed["seq"] == missed[-1]["seq"]
    activities = [view["agent"]["activity"] for view in again.views(before)]
    assert [activities[resumed["count"] - 1], activities[-1]] == ["on_break", "available"]
    chain = [number(wire), *(frame["seq"] for frame in again.frames("events"))]
    assert [frame["after"] for frame in again.frames("events")] == chain[:-1]


async def test_a_cursor_of_another_epoch_or_of_long_ago_brings_the_whole_view(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        seq = number(wire)
        wire.open(seq, epoch="another")
        await wire.until(lambda sent: sum(frame["t"] == "snapshot" for frame in sent) == 2)
        wire.open(seq - 1)
        await wire.until(lambda sent: sum(frame["t"] == "snapshot" for frame in sent) == 3)
        wire.open(seq + 1_000)
        await wire.until(lambda sent: sum(frame["t"] == "snapshot" for frame in sent) == 4)
        wire.open(number(wire))
        await wire.until(lambda sent: any(frame["t"] == "resumed" for frame in sent))
    assert wire.frames("resumed")[0]["count"] == 0


async def test_frames_are_kept_for_some_minutes(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        seq = number(wire)
        house.set_activity(Activity.AVAILABLE)
        await wire.told()
        house.now_ms += KEPT_MS + 1
        house.set_activity(Activity.ON_BREAK, "meal")
        await wire.told(2)
        wire.open(seq)
        await wire.until(lambda sent: sum(frame["t"] == "snapshot" for frame in sent) == 2)
    assert wire.frames("resumed") == []


async def test_an_agent_without_a_desktop_is_forgotten_after_a_while(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(log_kept_ms=0))
    async with house.desktop() as wire:
        await wire.opened()
    await asyncio.sleep(0)
    async with house.desktop(cursor=number(wire)) as again:
        await again.opened()
    assert again.frames("resumed") == [] and len(again.frames("snapshot")) == 1


async def test_new_words_while_the_desktop_was_away_are_among_what_it_missed(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
    house.labels = replace(house.labels, break_reasons={"meal": Label("Lunch", "午餐")})
    async with house.desktop(cursor=number(wire)) as again:
        await again.opened()
        await again.told()
    (view,) = [again.views(wire.views()[-1])[-1]]
    assert view["break_reasons"][0]["label"]["en"] == "Lunch"


async def test_a_desktop_that_does_not_open_is_closed(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(open_timeout_ms=5))
    async with house.desktop(opens=False) as wire:
        assert await closed(wire) == 4400
    assert house.faults == ["bad_frame"]
    assert house.presence == [(ALICE, False)], "it never counted as open"


async def test_a_command_is_carried_out_once_over_two_connections(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        wire.command("c-1", "accept_offer", offer_id="o-1")
        await wire.until(lambda sent: any(frame["t"] == "result" for frame in sent))
    async with house.desktop() as again:
        again.command("c-1", "accept_offer", offer_id="o-1")
        await again.until(lambda sent: any(frame["t"] == "result" for frame in sent))
    assert house.performed == ["accept_offer"]
    assert again.frames("result") == wire.frames("result")


async def test_a_command_goes_on_when_its_connection_is_gone(compiled: CompiledCenter) -> None:
    house = House(compiled)
    house.may_answer.clear()
    async with house.desktop() as wire:
        await wire.opened()
        wire.command("c-1", "hold")
        await house.is_asked.wait()
    async with house.desktop() as again:
        await again.opened()
        again.command("c-1", "hold")
        again.say('{"t":"pong","n":1}')
        house.may_answer.set()
        await again.until(lambda sent: any(frame["t"] == "result" for frame in sent))
    assert house.performed == ["hold"]
    assert wire.frames("result") == [] and again.frames("result") == [{"t": "result", "id": "c-1", "ok": True}]


async def test_answers_are_forgotten_after_a_while(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        wire.command("c-1", "hold")
        await wire.until(lambda sent: any(frame["t"] == "result" for frame in sent))
        house.now_ms += 10 * 60_000 + 1
        wire.say('{"t":"pong","n":1}')
        wire.command("c-1", "hold")
        await wire.until(lambda sent: sum(frame["t"] == "result" for frame in sent) == 2)
    assert house.performed == ["hold", "hold"]


async def test_a_fault_of_ours_in_a_command_without_a_connection_is_told_and_leaves_no_answer(
    compiled: CompiledCenter, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(compiled)
    house.may_answer.clear()
    house.fault = ValueError("of ours")
    async with house.desktop() as wire:
        await wire.opened()
        wire.command("c-1", "hold")
        await house.is_asked.wait()
    house.may_answer.set()
    async with house.desktop() as again:
        await again.opened()
        house.fault = None
        again.command("c-1", "hold")
        await again.until(lambda sent: any(frame["t"] == "result" for frame in sent))
    assert house.performed == ["hold", "hold"] and again.frames("result")[0]["ok"]
    gone = "a command ended by a fault of ours after its connection was gone"
    assert [record.getMessage() for record in caplog.records] == [gone]


async def test_whoever_signs_in_at_a_page_of_somebody_else_is_told_the_whole_view(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        cursor, epoch = number(wire), wire.frames("hello")[0]["epoch"]
    async with house.desktop("s-2", agent_id=AgentId("bob")) as other:
        await other.opened()
        other.open(cursor, epoch)
        await other.until(lambda sent: sum(frame["t"] in ("snapshot", "resumed") for frame in sent) == 2)
    assert other.frames("resumed") == [], "else what bob is told would be put over what alice had"
