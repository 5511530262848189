"""Boards: told whole, then what has changed, no later than a second, and to those who may see it."""

import pytest

from tests.unit.boards.board_house import BoardHouse
from tests.unit.center.hotline import ALICE
from tests.unit.center.self_service import self_service

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
