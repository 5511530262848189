"""Boards: told whole, then what has changed, no later than a second, and to those who may see it."""

import asyncio

import pytest

from agent_desktop.boards.board_connection import BoardLimits
from agent_desktop.boards.scopes import BoardScope
from agent_desktop.gateway.notices import StandingAlarm
from agent_desktop.gateway.view_delta import apply_all
from cic.access.identity import BoardGrant, Wall
from cic.configuration.labels import Label
from cic.diagnostics.thresholds import AlarmRule, Figure, Level, Threshold
from routing.copying import replace
from routing.vocabulary import QueueId
from tests.harness.watched_scenes import LABELS
from tests.unit.boards.board_house import IDENTITY, BoardHouse
from tests.unit.center.hotline import ALICE, BOB, SALES
from tests.unit.center.self_service import self_service
from tests.unit.gateway.house import Wire, closed

pytestmark = pytest.mark.unit


@pytest.fixture
def house() -> BoardHouse:
    return BoardHouse(self_service())


async def test_queues_are_told_whole_and_then_what_has_changed(house: BoardHouse) -> None:
    hotline = house.hotline
    async with house.board("queues") as board:
        hello = board.wire.sent[0]
        assert (hello["t"], hello["protocol"], hello["wall"], hello["epoch"]) == ("hello", 1, None, "epoch-1")
        (whole,) = board.states("queues")
        assert whole["full"] and whole["items"].keys() == {"sales", "*"}
        hotline.caller_in_queue()
        assert len(board.states("queues")) == 1, "nothing is told before its time"
        house.let_time_pass(250)
        changed = board.states("queues")[1]
        assert not changed["full"] and changed["as_of_ms"] <= hotline.now_ms
        sales = board.items("queues")["sales"]
        assert (sales["waiting"]["count"], sales["waiting"]["by_medium"]) == (1, {"voice": 1})
        assert sales["periods"]["today"]["offered"] == 1 and sales["periods"]["today"]["decided"] == 0
        assert sales["periods"]["last_15"]["service_level_percent"] is None, "nothing to go by is not 0 %"
        hotline.sign_in(ALICE)
        hotline.talk(ALICE)
        house.let_time_pass(1_000)
        for item in (board.items("queues")["sales"], board.items("queues")["*"]):
            assert item["agents"] == {"busy": 1, "signed_out": 1}
            assert item["periods"]["last_15"]["service_level_percent"] == 100.0


async def test_a_beat_every_second_says_that_all_of_it_holds(house: BoardHouse) -> None:
    async with house.board("queues") as board:
        told = len(board.wire.frames("beat"))
        house.let_time_pass(3_000)
        beats = board.wire.frames("beat")
        assert len(beats) >= told + 3 and beats[-1]["as_of_ms"] >= house.hotline.now_ms - 1_000
        assert len(board.states("queues")) == 1, "and nothing is told again that has not changed"
        house.holds = True
        house.let_time_pass(5_000)
        assert board.wire.frames("beat") == beats, "what is not durable is not promised"


async def test_lines_are_told_in_order_with_who_calls_where_that_may_be_seen(house: BoardHouse) -> None:
    hotline = house.hotline
    async with house.board({"channel": "waiting", "of": "sales"}) as board:
        first, second = hotline.caller_in_queue("one"), hotline.caller_in_queue("two")
        house.let_time_pass()
        assert board.states("waiting", "sales")[-1]["order"] == [first, second]
        row = board.items("waiting", "sales")[first]
        assert (row["caller"]["number"], row["grade"], row["offered_to"]) == ("opened number", "gold", None)
        hotline.sign_in(BOB)
        house.let_time_pass()
        assert board.items("waiting", "sales")[first]["offered_to"] == {"agent_id": "bob", "name": "Bob Miller"}
        hotline.hang_up("one")
        house.let_time_pass()
        last = board.states("waiting", "sales")[-1]
        assert last["order"] == [second] and last["items"][first] is None
    house.scope = BoardScope(sees_callers=False)
    async with house.board({"channel": "waiting", "of": "sales"}) as board:
        assert board.items("waiting", "sales")[second]["caller"] is None


async def test_a_team_supervisor_is_told_of_the_team_alone(house: BoardHouse) -> None:
    house.scope = BoardScope(agents=frozenset({ALICE}), mirrored=frozenset({ALICE}))
    async with house.board("agents", "queues") as board:
        assert board.items("agents").keys() == {"alice"} and "sales" in board.items("queues")
        house.hotline.sign_in(BOB, ALICE)
        house.let_time_pass()
        assert all(frame["items"].keys() <= {"alice"} for frame in board.states("agents"))
        assert board.items("agents")["alice"]["state"] == "free"
        board.subscribe(channel="mirror", of="bob", reason="looks")
        (ended,) = board.wire.frames("ended")
        assert (ended["channel"], ended["of"], ended["code"]) == ("mirror", "bob", "not_permitted")


async def test_a_wall_sees_its_queues_and_no_person(house: BoardHouse) -> None:
    async with house.board(
        "queues", "agents", {"channel": "waiting", "of": "sales"}, wall=Wall("w", (SALES,), False)
    ) as w:
        assert w.items("queues").keys() == {"sales", "*"} and w.wire.sent[0]["channels"] == ["queues", "alarms"]
        assert [frame["code"] for frame in w.wire.frames("ended")] == ["not_permitted"] * 2
    async with house.board("queues", "agents", wall=Wall("w", (QueueId("other"),), True)) as wall:
        assert wall.items("queues").keys() == {"*"} and wall.items("agents") == {}
        house.gateway.end_wall("w")
        assert await closed(wall.wire) == 4501


async def test_a_mirror_shows_the_desktop_and_is_noted_with_its_reason(house: BoardHouse) -> None:
    hotline = house.hotline
    hotline.sign_in(ALICE)
    async with house.board() as board:
        board.subscribe(channel="mirror", of="alice")
        board.subscribe(channel="mirror", of="nobody", reason="looks")
        await board.wire.until(lambda sent: sent[-1].get("code") == "unknown_agent")
        assert board.wire.frames("ended")[0]["code"] == "no_reason"
        house.can_note = False
        board.subscribe(channel="mirror", of="alice", reason="helps")
        await board.wire.until(lambda sent: sent[-1].get("code") == "not_noted")
        house.can_note = True
        board.subscribe(channel="mirror", of="alice", reason="helps")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        house.let_time_pass()
        (snapshot,) = [frame["frame"] for frame in board.wire.frames("mirror")]
        assert snapshot["t"] == "snapshot" and snapshot["view"]["agent"]["agent_id"] == "alice"
        hotline.caller_in_queue()
        house.let_time_pass()
        events = [frame["frame"] for frame in board.wire.frames("mirror")][1:]
        view = snapshot["view"]
        for frame in events:
            view = apply_all(view, frame["events"])
        assert [one["state"] for one in view["interactions"]] == ["offered"]
        board.unsubscribe(channel="mirror", of="alice")
        hotline.hang_up()
        house.let_time_pass()
        assert len(board.wire.frames("mirror")) == 1 + len(events)
    assert house.mirrored[-1] == ("ada", ALICE, "helps")


async def test_alarms_are_raised_by_time_alone_and_told_on_queue_and_list(house: BoardHouse) -> None:
    rule = AlarmRule(Figure.LONGEST_WAIT, Threshold(10_000, 5_000), Threshold(30_000, 20_000))
    label = replace(LABELS.queues[SALES], alarms=(rule,))
    house.labels = replace(LABELS, queues={SALES: label})
    async with house.board("queues", "alarms") as board:
        house.hotline.caller_in_queue()
        house.let_time_pass(8_000)
        assert board.items("alarms") == {}
        house.let_time_pass(3_500)
        alarm = board.items("alarms")["queue:sales:longest_wait"]
        assert (alarm["level"], alarm["threshold"], alarm["label"]["en"]) == ("amber", 10_000, "Sales")
        assert board.items("queues")["sales"]["alarms"][0]["level"] == "amber"
        house.let_time_pass(20_000)
        assert board.items("alarms")["queue:sales:longest_wait"]["level"] == "red"
        house.hotline.hang_up()
        house.let_time_pass(1_000)
        assert board.items("alarms") == {} and board.items("queues")["sales"]["alarms"] == []
    raised = [standing and standing.level for changed in house.levels for standing in changed.values()]
    assert raised == [Level.AMBER, Level.RED, None]


async def test_alarms_are_judged_while_no_board_is_open(house: BoardHouse) -> None:
    rule = AlarmRule(Figure.WAITING, None, Threshold(1, 0))
    house.labels = replace(LABELS, queues={SALES: replace(LABELS.queues[SALES], alarms=(rule,))})
    for name in ("one", "two"):
        house.hotline.caller_in_queue(name)
        house.let_time_pass()
    assert [standing and standing.level for changed in house.levels for standing in changed.values()] == [Level.RED]


async def test_what_is_wrong_with_the_center_is_told_at_once_and_to_no_wall(house: BoardHouse) -> None:
    async with house.board("alarms") as board, house.board("alarms", wall=Wall("w", (SALES,), False)) as wall:
        house.holds = True
        house.gateway.alarms_changed([StandingAlarm("journal_slow", 5)])
        assert board.items("alarms")["center:journal_slow"]["since_ms"] == 5
        house.gateway.alarms_changed([])
        assert board.items("alarms") == {} and wall.items("alarms") == {}
        assert len(wall.states("alarms")) == 1


async def test_whoever_comes_while_nothing_is_durable_is_not_told_of_an_empty_center(house: BoardHouse) -> None:
    house.holds = True
    async with house.board("queues"):
        pass
    async with house.board("queues") as board:
        house.commit()
        house.let_time_pass()
        house.commit()
        whole = board.states("queues")[0]
        assert whole["full"] and whole["items"].keys() == {"sales", "*"}


async def test_who_is_signed_out_is_sent_away(house: BoardHouse) -> None:
    async with house.board("queues") as board:
        house.gateway.end_session(IDENTITY.session_id)
        assert await closed(board.wire) == 4501


async def test_boards_and_what_they_listen_to_are_bounded() -> None:
    house = BoardHouse(self_service(), BoardLimits(boards_max=1, subscriptions_max=2))
    async with house.board("queues", "agents", "alarms") as board:
        assert [frame["code"] for frame in board.wire.frames("ended")] == ["too_many"]
        refused = Wire()
        await house.gateway.serve_board(refused, BoardGrant(IDENTITY))
        assert await closed(refused) == 4429 and house.faults == ["too_many"]


async def test_a_slow_board_is_told_everything_once_it_reads_again(house: BoardHouse) -> None:
    async with house.board("queues") as slow:
        slow.wire._may_send.clear()
        slow.wire.is_sending.clear()
        for name in ("one", "two", "three"):
            house.hotline.caller_in_queue(name)
            house.let_time_pass()
        await slow.wire.is_sending.wait()
        slow.wire._may_send.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        house.let_time_pass(2_000)
        assert slow.states("queues")[-1]["full"] and slow.items("queues")["sales"]["waiting"]["count"] == 3


async def test_who_is_of_another_team_now_is_looked_at_no_more(house: BoardHouse) -> None:
    async with house.board({"channel": "mirror", "of": "alice", "reason": "helps"}, "queues") as board:
        await asyncio.sleep(0)
        house.let_time_pass()
        assert len(board.wire.frames("mirror")) == 1
        house.scope = BoardScope(mirrored=frozenset({BOB}))
        house.labels = replace(LABELS)
        house.let_time_pass()
        assert [frame["code"] for frame in board.wire.frames("ended")] == ["not_permitted"]
        house.hotline.sign_in(ALICE)
        house.let_time_pass()
        assert len(board.wire.frames("mirror")) == 1


async def test_another_configuration_is_told_whole_in_its_own_words(house: BoardHouse) -> None:
    async with house.board("queues") as board:
        renamed = replace(LABELS.queues[SALES], label=Label("Orders", "订单"))
        house.labels = replace(LABELS, queues={SALES: renamed})
        house.let_time_pass()
        last = board.states("queues")[-1]
        assert last["full"] and last["items"]["sales"]["label"]["en"] == "Orders"
