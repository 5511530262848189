"""The state channels: told whole, then what has changed, no more often than is good, and to those whom it concerns."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from agent_desktop.boards import live
from agent_desktop.boards.live import LiveBoards
from agent_desktop.gateway.views import ViewWriter
from cic.center.control_inputs import ParkInteraction
from cic.center.desk_inputs import AskForHelp, MakeFollowUp
from cic.center.state import CenterState
from cic.center.views import touched_agents
from cic.configuration.labels import Labels
from cic.runtime.port import Committed, Reading
from routing.commands import SetActivity
from routing.vocabulary import Activity, AgentId, InteractionId, PersonalRef
from tests.harness.watched_scenes import HOUR_MS, LABELS
from tests.unit.center.hotline import ALICE, BOB, SALES, Hotline
from tests.unit.center.self_service import self_service

pytestmark = pytest.mark.unit

ZOE = AgentId("zoe")


class Desk:
    """Somebody who listens."""

    def __init__(self, agent_id: AgentId = ALICE) -> None:
        self.agent_id, self.is_behind = agent_id, False
        self.frames: list[dict[str, Any]] = []

    def tell(self, text: str) -> None:
        self.frames.append(json.loads(text))

    @property
    def items(self) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for frame in self.frames:
            merged = {**({} if frame["full"] else merged), **frame["items"]}
        return {key: item for key, item in merged.items() if item is not None}


class House:
    """A hotline, its boards, and a clock that the test lets run."""

    def __init__(self, hotline: Hotline) -> None:
        self.hotline, self.labels = hotline, LABELS
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.held: list[Callable[[], None]] = []
        self.holds = False
        self.writer = ViewWriter(self.labels, lambda reference: f"opened {reference}")
        self.boards = LiveBoards(self.read, lambda: self.writer, self.later)
        settle = hotline._settle

        def settled(given: Any) -> Any:
            made = settle(given)
            record = Committed(hotline.seq, hotline.now_ms, given, made.events, made.rejection)
            changed = self.boards.settled(hotline.state, record, touched_agents(hotline.state, made.events))
            self.release(lambda: self.boards.committed(changed))
            return made

        hotline._settle = settled  # type: ignore[method-assign]

    def read(self, view: Callable[[CenterState], Any], deliver: Callable[[Reading[Any]], None]) -> None:
        reading = Reading(self.hotline.seq, self.hotline.now_ms, view(self.hotline.state))
        self.release(lambda: deliver(reading))

    def release(self, leave: Callable[[], None]) -> None:
        self.held.append(leave)
        if not self.holds:
            self.commit()

    def commit(self) -> None:
        held, self.held = self.held, []
        for leave in held:
            leave()

    def later(self, delay_s: float, tell: Callable[[], None]) -> "Timer":
        timer = Timer(self, delay_s, tell)
        self.timers.append(timer.entry)
        return timer

    def let_time_pass(self) -> list[float]:
        """All timers ring; returns how long each was."""
        timers, self.timers = self.timers, []
        for _, tell in timers:
            tell()
        return [delay_s for delay_s, _ in timers]


class Timer:
    """Something that is to be done later."""

    def __init__(self, house: House, delay_s: float, tell: Callable[[], None]) -> None:
        self._house, self.entry = house, (delay_s, tell)

    def cancel(self) -> None:
        self._house.timers.remove(self.entry)


@pytest.fixture
def house() -> House:
    hotline = self_service()
    hotline.sign_in(ALICE)
    return House(hotline)


def test_a_directory_is_told_whole_and_then_what_has_changed(house: House) -> None:
    desk = Desk()
    house.boards.listen(desk, live.DIRECTORY)
    (whole,) = desk.frames
    assert (whole["full"], whole["channel"]) == (True, "directory")
    assert whole["items"].keys() == {"agent:alice", "agent:bob", "queue:sales"}
    alice = whole["items"]["agent:alice"]
    assert (alice["name"], alice["number"], alice["state"], alice["help"]) == ("Alice Chen", "101", "free", None)
    queue = {"kind": "queue", "queue_id": "sales", "label": {"en": "Sales", "zh": "销售"}}
    assert whole["items"]["queue:sales"] == {**queue, "waiting": 0, "longest_since_ms": None, "free_agents": 1}
    house.hotline.caller_in_queue()
    house.hotline.caller_in_queue("second")
    assert len(desk.frames) == 1, "nothing is told before its time"
    assert house.let_time_pass() == [0.25], "and all of it at once"
    assert not desk.frames[1]["full"] and desk.frames[1]["items"].keys() == {"agent:alice", "queue:sales"}
    now = desk.items["queue:sales"]
    assert (now["waiting"], now["free_agents"], desk.items["agent:alice"]["state"]) == (2, 0, "busy")
    assert now["longest_since_ms"] < house.hotline.now_ms


def test_what_agents_do_has_one_word_each(house: House) -> None:
    desk, hotline, said = Desk(), house.hotline, []
    house.boards.listen(desk, live.DIRECTORY)

    def note() -> None:
        house.let_time_pass()
        said.append(desk.items["agent:alice"]["state"])

    hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    note()
    hotline.give(SetActivity(ALICE, Activity.AVAILABLE, ""))
    note()
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    assert hotline.give(AskForHelp(ALICE, interaction_id, True)) is None
    note()
    asked = desk.items["agent:alice"]["help"]
    assert (asked["interaction_id"], asked["since_ms"]) == (interaction_id, hotline.now_ms)
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    note()
    hotline.finish(interaction_id)
    hotline.give(SetActivity(ALICE, Activity.SIGNED_OUT, ""))
    note()
    assert said == ["on_break", "free", "busy", "wrap_up", "signed_out"]
    assert desk.items["agent:alice"]["help"] is None


def test_who_is_parked_stands_in_the_directory_until_picked_up_or_gone(house: House) -> None:
    desk, hotline = Desk(), house.hotline
    house.boards.listen(desk, live.DIRECTORY)
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    assert hotline.give(ParkInteraction(ALICE, interaction_id)) is None
    house.let_time_pass()
    parked = desk.items[f"parked:{interaction_id}"]
    assert (parked["agent_id"], parked["queue_id"], parked["caller"]["number"]) == ("alice", "sales", "opened number")
    assert parked["until_ms"] > parked["since_ms"]
    hotline.hang_up()
    house.let_time_pass()
    assert desk.frames[-1]["items"][f"parked:{interaction_id}"] is None


def waiting_task(house: House) -> InteractionId:
    """Work waits that nobody is free for."""
    hotline = house.hotline
    interaction_id = hotline.caller_in_queue()
    hotline.talk()
    due = MakeFollowUp(ALICE, interaction_id, None, SALES, hotline.now_ms + HOUR_MS, None, PersonalRef("text"))
    assert hotline.give(due) is None
    hotline.hang_up()
    hotline.carry_out_hang_ups()
    hotline.finish(interaction_id)
    hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    hotline.wait(2 * HOUR_MS)
    return next(iter(hotline.state.work_of))


def test_work_that_waits_is_told_to_those_who_may_pull_it(house: House) -> None:
    alice, stranger = Desk(), Desk(ZOE)
    for desk in (alice, stranger):
        house.boards.listen(desk, live.WAITING_CHANNEL)
    interaction_id = waiting_task(house)
    house.let_time_pass()
    item = alice.items[interaction_id]
    assert (item["kind"], item["medium"], item["queue_id"], item["subject"]) == (
        "waiting",
        "task",
        "sales",
        "follow_up",
    )
    assert stranger.items == {}
    house.hotline.give(SetActivity(ALICE, Activity.AVAILABLE, ""))
    house.let_time_pass()
    assert alice.items == {}, "it is offered to somebody"
    late = Desk(BOB)
    house.boards.listen(late, live.WAITING_CHANNEL)
    assert late.frames == [{"t": "state", "channel": "waiting", "full": True, "items": {}}]


def test_nothing_is_told_before_it_is_durable(house: House) -> None:
    desk, house.holds = Desk(), True
    house.boards.listen(desk, live.DIRECTORY)
    house.hotline.caller_in_queue()
    assert desk.frames == []
    house.commit()
    assert desk.frames[0]["items"]["queue:sales"]["waiting"] == 0, "as it was when it was asked"
    house.let_time_pass()
    assert desk.items["queue:sales"]["waiting"] == 1
    house.hotline.hang_up()
    house.let_time_pass()
    assert desk.items["queue:sales"]["waiting"] == 1
    house.commit()
    house.let_time_pass()
    assert desk.items["queue:sales"]["waiting"] == 0


def test_who_reads_slowly_is_told_nothing_and_then_everything(house: House) -> None:
    slow, quick = Desk(), Desk(BOB)
    for desk in (slow, quick):
        house.boards.listen(desk, live.DIRECTORY)
    slow.is_behind = True
    for name in ("one", "two", "three"):
        house.hotline.caller_in_queue(name)
        house.let_time_pass()
    assert (len(slow.frames), len(quick.frames)) == (1, 4)
    slow.is_behind = False
    house.let_time_pass()
    assert slow.frames[1]["full"] and slow.items == quick.items and len(slow.frames) == 2


def test_while_nobody_listens_nothing_is_computed(house: House) -> None:
    desk = Desk()
    assert not house.boards.is_folding
    house.boards.listen(desk, live.DIRECTORY)
    house.boards.listen(desk, live.WAITING_CHANNEL)
    assert house.boards.is_folding
    house.hotline.caller_in_queue()
    house.boards.leave(desk, live.DIRECTORY)
    assert house.boards.is_folding
    house.boards.gone(desk)
    assert not house.boards.is_folding and house.timers == []
    house.hotline.caller_in_queue("second")
    assert house.let_time_pass() == [] and len(desk.frames) == 2
    house.boards.listen(desk, live.DIRECTORY)
    assert desk.items["queue:sales"]["waiting"] == 2, "who listens again is told everything"


def test_who_leaves_before_the_first_answer_is_told_nothing(house: House) -> None:
    first, second, house.holds = Desk(), Desk(BOB), True
    house.boards.listen(first, live.DIRECTORY)
    house.boards.leave(first, live.DIRECTORY)
    house.boards.listen(second, live.DIRECTORY)
    house.commit()
    assert first.frames == [] and len(second.frames) == 1


def test_other_words_are_shown_from_the_next_change_on(house: House) -> None:
    desk = Desk()
    house.boards.listen(desk, live.DIRECTORY)
    house.writer = ViewWriter(Labels({}, {}, {}, {}), lambda _: None)
    house.hotline.give(SetActivity(BOB, Activity.AVAILABLE, ""))
    house.let_time_pass()
    assert desk.items["agent:bob"]["name"] == "bob"


def test_the_more_listen_the_more_seldom_they_are_told(house: House) -> None:
    for number in range(300):
        house.boards.listen(Desk(AgentId(f"a{number}")), live.DIRECTORY)
    house.hotline.caller_in_queue()
    assert house.let_time_pass() == [0.6]


def test_what_cannot_be_written_now_is_told_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    house.boards.listen(desk, live.DIRECTORY)
    writes = ViewWriter.agent_name

    def fails(_writer: ViewWriter, _agent_id: AgentId) -> object:
        raise OSError("the disk does not answer")

    monkeypatch.setattr(ViewWriter, "agent_name", fails)
    house.hotline.give(SetActivity(ALICE, Activity.ON_BREAK, "lunch"))
    house.let_time_pass()
    monkeypatch.setattr(ViewWriter, "agent_name", writes)
    house.let_time_pass()
    assert desk.items["agent:alice"]["state"] == "on_break"
