"""Desktops on websockets: what is told, in which order, and how connections end."""

import asyncio
from dataclasses import replace

import pytest

from agent_desktop.boards import fold
from agent_desktop.gateway import gateway
from agent_desktop.gateway.connection import DesktopLimits
from agent_desktop.gateway.views import ViewWriter
from cic.access.identity import SessionId
from cic.center.events import CenterEvent
from cic.center.inputs import EngineStarted
from cic.center.state import CenterState
from cic.center.views import AgentView, touched_agents
from cic.configuration.compile import CompiledCenter
from cic.configuration.labels import Label
from cic.runtime.port import Committed
from routing.commands import SetActivity
from routing.vocabulary import Activity, AgentId
from tests.unit.gateway.house import ALICE, EPOCH_OF_ALICE, House, closed

pytestmark = pytest.mark.unit


async def test_a_desktop_hears_hello_then_the_snapshot_then_events_in_order(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        house.set_activity(Activity.AVAILABLE)
        await wire.told(1)
        house.set_activity(Activity.ON_BREAK, "meal")
        await wire.told(2)
    assert [frame["t"] for frame in wire.sent if frame["t"] != "ping"] == [
        "hello",
        "notice",
        "snapshot",
        "events",
        "events",
    ]
    hello, snapshot = wire.frames("hello")[0], wire.frames("snapshot")[0]
    assert (hello["protocol"], hello["now_ms"], hello["heartbeat_ms"]) == (2, house.now_ms, 10_000)
    assert hello["epoch"] == EPOCH_OF_ALICE
    assert snapshot["view"]["agent"]["activity"] == "signed_out"
    assert snapshot["view"]["agent"]["name"] == "Alice Chen"
    first, second = wire.frames("events")
    assert [view["agent"]["activity"] for view in wire.views()] == ["signed_out", "available", "on_break"]
    assert snapshot["seq"] == first["after"] < first["seq"] == second["after"] < second["seq"]
    assert [event["event"] for event in first["events"]] == ["agent_changed"]
    changed = first["events"][0]["data"]
    assert changed["activity"] == "available" and not {"name", "phones", "reason"} & changed.keys()


async def test_of_what_becomes_durable_at_once_the_last_view_is_told(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        house.holds_commits = True
        house.set_activity(Activity.AVAILABLE)
        house.set_activity(Activity.ON_BREAK, "meal")
        newest_seq = house.seq
        house.commit()
        await wire.told()
    assert [frame["seq"] for frame in wire.frames("events")] == [newest_seq]
    assert [view["agent"]["activity"] for view in wire.views()] == ["signed_out", "on_break"]


async def test_a_desktop_that_opens_while_a_view_is_due_is_not_told_older_things(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as first:
        await first.opened()
        house.holds_commits = True
        async with house.desktop(session="s-2") as second:
            await house.asked()
            house.set_activity(Activity.AVAILABLE)
            house.commit()  # the snapshot and, behind it, the view
            await second.told()
    numbers = [frame["seq"] for frame in second.sent if "seq" in frame]
    assert numbers == sorted(set(numbers)) and second.views()[-1]["agent"]["activity"] == "available"


async def test_a_view_that_cannot_be_written_ends_its_desktop_and_no_other(
    compiled: CompiledCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(compiled)
    writes = ViewWriter.agent

    def fails(writer: ViewWriter, view: AgentView) -> object:
        if view.agent_id == ALICE:
            raise ValueError("a fault of ours")
        return writes(writer, view)

    async with house.desktop() as wire, house.desktop("s-2", agent_id=AgentId("bob")) as other:
        for desktop in (wire, other):
            await desktop.opened()
        monkeypatch.setattr(ViewWriter, "agent", fails)
        house.set_activity(Activity.AVAILABLE)
        assert await closed(wire) == 1011
        assert not other.closing.done()


async def test_nothing_is_told_before_it_is_durable(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        house.holds_commits = True
        house.set_activity(Activity.AVAILABLE)
        wire.command("c-1", "hold")
        await wire.until(lambda sent: any(frame["t"] == "result" for frame in sent))
        assert wire.frames("events") == []
        house.commit()
        await wire.told()


async def test_a_desktop_opened_between_settling_and_commit_is_told_once(compiled: CompiledCenter) -> None:
    house = House(compiled)
    house.holds_commits = True
    house.set_activity(Activity.AVAILABLE)
    async with house.desktop() as wire:
        await house.asked(2)
        house.set_activity(Activity.ON_BREAK, "meal")
        house.commit()
        await wire.told()
    assert [view["agent"]["activity"] for view in wire.views()] == ["available", "on_break"]
    assert len(wire.frames("snapshot")) == len(wire.frames("events")) == 1


async def test_commands_are_answered_in_order_and_a_repeated_one_is_done_once(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        wire.command("c-1", "hold")
        wire.command("c-2", "accept_offer", offer_id="o-1")
        await wire.until(lambda sent: sum(frame["t"] == "result" for frame in sent) == 2)
        wire.command("c-2", "accept_offer", offer_id="o-1")
        await wire.until(lambda sent: sum(frame["t"] == "result" for frame in sent) == 3)
    results = wire.frames("result")
    assert [(frame["id"], frame["ok"]) for frame in results] == [("c-1", True), ("c-2", False), ("c-2", False)]
    assert results[1]["error"] == {"code": "offer_closed", "detail": "too late"}
    assert house.performed == ["hold", "accept_offer"]


async def test_a_socket_without_short_ways_is_served_the_same(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(heartbeat_ms=5))
    async with house.desktop(is_plain=True) as wire:
        house.set_activity(Activity.AVAILABLE)
        for number in range(3):
            wire.command(f"c-{number}", "hold")
        await wire.until(lambda sent: sum(frame["t"] == "result" for frame in sent) == 3)
        await wire.until(lambda sent: sum(frame["t"] == "ping" for frame in sent) >= 2)
    told = [frame["t"] for frame in wire.sent if frame["t"] != "ping"]
    assert told == ["hello", "notice", "snapshot", "events", "result", "result", "result"]
    assert [frame["n"] for frame in wire.frames("ping")][:2] == [1, 2]


async def test_too_many_commands_at_once_close_the_desktop(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(commands_waiting_max=3))
    async with house.desktop() as wire:
        await wire.opened()
        for number in range(5):
            wire.command(f"c-{number}", "hold")
        wire.say("whatever comes after that is not even looked at")
        assert await closed(wire) == 4400
    assert house.faults == ["bad_frame"]


async def test_new_words_of_the_configuration_are_shown_from_the_next_view_on(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        house.set_activity(Activity.AVAILABLE)
        await wire.told()
        house.labels = replace(house.labels, break_reasons={"meal": Label("Lunch", "午餐")})
        house.set_activity(Activity.ON_BREAK, "meal")
        await wire.told(2)
    reasons = [view["break_reasons"][0]["label"]["en"] for view in wire.views()]
    assert reasons == ["Meal", "Meal", "Lunch"]


async def test_a_fault_of_ours_at_a_heartbeat_closes_the_desktop(
    compiled: CompiledCenter, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(compiled, DesktopLimits(heartbeat_ms=5))
    async with house.desktop() as wire:
        await wire.until(lambda sent: any(frame["t"] == "ping" for frame in sent))
        house.alive_fault = ValueError("of ours")
        assert await closed(wire) == 1011
    assert [record.getMessage() for record in caplog.records] == ["a desktop's connection ended by a fault of ours"]


async def test_a_second_desktop_of_the_same_agent_takes_over(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop("s-1") as first, house.desktop("s-2") as second:
        assert await closed(first) == 4500
        house.set_activity(Activity.AVAILABLE)
        await second.told()
        assert not second.closing.done()
    assert first.frames("events") == []


async def test_a_desktop_that_reads_too_slowly_is_closed_and_the_others_do_not_wait(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(outgoing_frames_max=4))
    async with house.desktop(is_slow=True) as wire:
        await wire.is_sending.wait()
        for _ in range(10):
            house.set_activity(Activity.AVAILABLE)
            await asyncio.sleep(0)
            house.set_activity(Activity.ON_BREAK, "meal")
            await asyncio.sleep(0)
        assert await closed(wire) == 4429
    assert house.faults == ["too_slow"]


async def test_a_send_that_does_not_end_closes_the_desktop(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(send_timeout_ms=20))
    async with house.desktop(is_slow=True) as wire:
        assert await closed(wire) == 4429


@pytest.mark.parametrize("garbage", ["", "{", '{"t":"dance"}', "\x00", '{"t":"command","id":1}'])
async def test_garbage_closes_the_desktop(compiled: CompiledCenter, garbage: str) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        wire.say(garbage)
        assert await closed(wire) == 4400
    assert house.faults == ["bad_frame"]


async def test_a_desktop_that_does_not_answer_pings_is_closed(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(heartbeat_ms=5))
    async with house.desktop() as wire:
        await wire.until(lambda sent: sum(frame["t"] == "ping" for frame in sent) >= 2)
        house.now_ms += 20_000
        wire.say('{"t":"pong","n":1}')
        wire.command("c-1", "hold")
        await wire.until(lambda sent: any(frame["t"] == "result" for frame in sent))
        house.now_ms += 20_000
        assert not wire.closing.done(), "it answered in between"
        house.now_ms += 20_000
        assert await closed(wire) == 4408
    assert house.faults == ["no_pong"]


async def test_signing_out_closes_the_desktop(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        house.gateway.end_session(SessionId("s-1"))
        assert await closed(wire) == 4501


async def test_a_session_that_ran_out_closes_the_desktop(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(heartbeat_ms=5))
    async with house.desktop() as wire:
        house.living_sessions.clear()
        assert await closed(wire) == 4501


async def test_an_agent_is_not_told_of_others(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as alice, house.desktop("s-2", agent_id=AgentId("bob")) as bob:
        for wire in (alice, bob):
            await wire.opened()
        house.set_activity(Activity.AVAILABLE)
        await alice.told()
        bob.command("c-1", "hold")
        await bob.until(lambda sent: any(frame["t"] == "result" for frame in sent))
        assert bob.frames("events") == []
    assert [frame["view"]["agent"]["agent_id"] for frame in bob.frames("snapshot")] == ["bob"]


async def test_an_agent_who_was_taken_out_of_the_configuration_has_no_desktop(compiled: CompiledCenter) -> None:
    async with House(compiled).desktop(agent_id=AgentId("gone")) as wire:
        assert await closed(wire) == 4501


async def test_the_center_knows_which_desktops_are_open(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        assert house.state.routing.agents[ALICE].is_desktop_open
    assert house.presence == [(ALICE, True), (ALICE, False)]
    assert not house.state.routing.agents[ALICE].is_desktop_open


async def test_a_desktop_counts_as_open_once_its_snapshot_is_told_and_not_before(compiled: CompiledCenter) -> None:
    house = House(compiled)
    house.holds_commits = True
    async with house.desktop():
        await house.asked()
        assert house.presence == []
        house.commit()
        assert house.presence == [(ALICE, True)]


async def test_a_desktop_that_is_gone_before_its_snapshot_never_counts_as_open(compiled: CompiledCenter) -> None:
    house = House(compiled)
    house.holds_commits = True
    async with house.desktop():
        await house.asked()
    house.commit()
    assert not house.state.routing.agents[ALICE].is_desktop_open


async def test_a_desktop_that_another_window_took_over_is_still_open(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop("s-1") as first, house.desktop("s-2") as second:
        assert await closed(first) == 4500
        await second.opened()
        assert (ALICE, False) not in house.presence
        second.leave()
    assert house.presence[-1] == (ALICE, False)


async def test_a_dead_far_end_is_told_of_before_its_close_has_gone_out(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(heartbeat_ms=5))
    async with house.desktop() as wire:
        await wire.opened()
        wire.on_close = lambda: house.presence.append((ALICE, house.state.routing.agents[ALICE].is_desktop_open))
        house.now_ms += 26_000
        assert await closed(wire) == 4408
    assert house.presence == [(ALICE, True), (ALICE, False), (ALICE, False)]


async def test_an_open_desktop_that_the_center_forgot_is_told_of_again(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        house.submit(EngineStarted())
        assert house.state.routing.agents[ALICE].is_desktop_open
    assert house.presence == [(ALICE, True), (ALICE, True), (ALICE, False)]


async def test_a_stopped_engine_is_no_fault_of_a_desktop(compiled: CompiledCenter) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        await wire.opened()
        house.is_stopped = True
    assert house.presence == [(ALICE, True), (ALICE, False)]


async def test_a_desktop_that_leaves_is_forgotten_after_a_while(compiled: CompiledCenter) -> None:
    house = House(compiled, DesktopLimits(log_kept_ms=0))
    async with house.desktop() as wire:
        await wire.opened()
    await asyncio.sleep(0)
    record = Committed(9, house.now_ms, SetActivity(ALICE, Activity.AVAILABLE, ""), (), None)
    assert house.gateway.settled(house.state, record) is None
    assert not wire.closing.done()


@pytest.mark.parametrize("fault", [ValueError("of ours"), TimeoutError("of ours too")])
async def test_a_fault_of_ours_is_not_counted_against_the_far_end(
    compiled: CompiledCenter, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(compiled)
    house.fault = fault
    async with house.desktop() as wire:
        wire.command("c-1", "hold")
        assert await closed(wire) == 1011
    assert house.faults == []
    assert [record.getMessage() for record in caplog.records] == ["a desktop's connection ended by a fault of ours"]


async def test_whom_an_input_touches_is_worked_out_once(
    compiled: CompiledCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by review: the views and the boards each asked for it, for every input while boards were listened to."""
    house = House(compiled)
    asked: list[tuple[CenterEvent, ...]] = []

    def counted(state: CenterState, events: tuple[CenterEvent, ...]) -> frozenset[AgentId]:
        asked.append(events)
        return touched_agents(state, events)

    for user in (gateway, fold):
        monkeypatch.setattr(user, "touched_agents", counted, raising=False)
    async with house.desktop() as wire:
        wire.say('{"t":"subscribe","channel":"directory"}')
        await wire.until(lambda sent: any(frame["t"] == "state" for frame in sent))
        asked.clear()
        house.set_activity(Activity.AVAILABLE)
        assert len(asked) == 1
        await wire.told()
