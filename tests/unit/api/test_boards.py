"""What the boards tell of a floor that lives: counts, places in line, estimates, overrides, missed callers."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from cic.api.boards import StateBoards, agent_figures, flow_figures, missed_figures, queue_figures, wait_figures
from cic.api.figures import AgentFigures, FlowFigures, NotWaiting, QueueFigures, WaitFigures
from cic.center.state import CenterState
from cic.runtime.port import Reading
from routing.asking import Asked
from routing.commands import EndInteraction, OpenInteraction, TransferToQueue
from routing.configuration import Admission, MediumConfiguration
from routing.machines.interaction import InteractionStage
from routing.overrides import AgentOverride, QueueMode
from routing.supervisor_commands import SetOverride, SetQueueMode
from routing.vocabulary import (
    Activity,
    AgentId,
    ContactId,
    EndCause,
    FlowId,
    InteractionId,
    Medium,
    PartyId,
    QueueId,
)
from tests.unit.center.hotline import Hotline, configuration
from tests.unit.routing.floor import PROVIDER, Floor, agent, queue

pytestmark = pytest.mark.unit

SALES, SUPPORT = QueueId("sales"), QueueId("support")
GONE = EndCause.CALLER_HUNG_UP


@pytest.fixture
def floor() -> Floor:
    keeps_places = Admission(resume_within_ms=60_000)
    queues = [queue("sales", admission=keeps_places), queue("support")]
    skilled = agent("alice", "sales", "support", skills=(("spanish", 60), ("tax", 10)))
    media = (MediumConfiguration(Medium.VOICE, 100, 1), MediumConfiguration(Medium.MAIL, 40, 2))
    return Floor(queues, [skilled, agent("bob", "support")], media)


def center(floor: Floor) -> CenterState:
    return CenterState(routing=floor.state)


def queues(floor: Floor) -> dict[str, QueueFigures]:
    return {row.queue_id: row for row in queue_figures(center(floor), floor.now_ms)}


def agents(floor: Floor) -> dict[str, AgentFigures]:
    return {row.agent_id: row for row in agent_figures(center(floor))}


def counted(floor: Floor, queue_id: QueueId) -> tuple[int, int, int, int | None, int]:
    """The counts of a queue by a plain scan of everything."""
    own = [found for found in floor.state.interactions.values() if found.queue_id == queue_id]
    in_line = [found for found in own if found.stage in (InteractionStage.WAITING, InteractionStage.OFFERED)]
    talking = (InteractionStage.CONNECTING, InteractionStage.CONNECTED)
    members = [found for found in floor.state.agents.values() if queue_id in found.queues]
    return (
        len(in_line),
        sum(found.stage is InteractionStage.OFFERED for found in in_line),
        sum(found.stage in talking for found in own),
        min((found.place[0] for found in in_line), default=None),
        sum(found.activity is Activity.AVAILABLE for found in members),
    )


def told(row: QueueFigures) -> tuple[int, int, int, int | None, int]:
    return (row.waiting, row.offered, row.in_progress, row.longest_wait_since_ms, row.agents_available)


def test_the_counts_are_those_of_a_plain_scan_at_every_step(floor: Floor) -> None:
    def agree() -> None:
        for queue_id, row in queues(floor).items():
            assert told(row) == counted(floor, QueueId(queue_id))

    steps: list[Callable[[], object]] = [
        lambda: floor.sign_in("alice", "bob"),
        lambda: [floor.arrive(name, "sales") for name in ("i1", "i2", "i3")],
        lambda: floor.arrive("i4", "support"),
        lambda: floor.talk("alice"),
        lambda: floor.accept("bob"),
        lambda: floor.give(TransferToQueue(AgentId("alice"), InteractionId("i1"), SUPPORT)),
        lambda: floor.finish("alice", InteractionId("i1")),
        lambda: floor.decline("alice"),
        lambda: floor.activity("alice", Activity.ON_BREAK, "lunch"),
        lambda: floor.give(EndInteraction(InteractionId("i3"), GONE)),
    ]
    agree()
    for step in steps:
        step()
        agree()


def test_a_mode_and_its_end_are_shown(floor: Floor) -> None:
    assert (queues(floor)["sales"].mode, queues(floor)["sales"].mode_until_ms) == ("open", None)
    floor.give(SetQueueMode(SALES, QueueMode.HOLIDAY, floor.now_ms + 5_000))
    assert (queues(floor)["sales"].mode, queues(floor)["sales"].mode_until_ms) == ("holiday", floor.now_ms + 4_000)
    floor.wait(5_000)
    assert queues(floor)["sales"].mode == "open"
    floor.give(SetQueueMode(SALES, QueueMode.EMERGENCY, 0))
    assert (queues(floor)["sales"].mode, queues(floor)["sales"].mode_until_ms) == ("emergency", None)


def test_a_newcomers_wait_is_unknown_then_nothing_then_learned(floor: Floor) -> None:
    def estimated() -> tuple[int | None, int | None]:
        return queues(floor)["sales"].estimated_median_ms, queues(floor)["sales"].estimated_p90_ms

    assert estimated() == (None, None)
    floor.sign_in("alice")
    for number in range(6):
        floor.arrive(f"i{number}", "sales")
    for _ in range(5):
        interaction_id = floor.talk("alice")
        floor.give(EndInteraction(interaction_id, GONE), after_ms=20_000)
        floor.finish("alice", interaction_id)
    assert (queues(floor)["sales"].waiting, queues(floor)["sales"].offered) == (1, 1)
    median_ms, p90_ms = estimated()
    assert median_ms is not None and p90_ms is not None and 10_000 < median_ms <= p90_ms
    last = floor.talk("alice")
    floor.give(EndInteraction(last, GONE))
    floor.finish("alice", last)
    assert estimated() == (0, 0), "alice is free for whoever comes"


def test_an_agents_skills_queues_and_load_are_those_of_now(floor: Floor) -> None:
    floor.sign_in("alice")
    plain = agents(floor)["alice"]
    assert (plain.queues, plain.skills) == ((SALES, SUPPORT), {"spanish": 60, "tax": 10})
    assert (plain.in_hand, plain.load, plain.capacity, plain.override_until_ms) == ({}, 0, 100, None)
    until_ms = floor.now_ms + 60_000
    override = AgentOverride(until_ms, (("spanish", 0), ("billing", 40)), (), (SALES,))
    floor.give(SetOverride(AgentId("alice"), override))
    now = agents(floor)["alice"]
    assert (now.queues, now.skills) == ((SUPPORT,), {"tax": 10, "billing": 40})
    assert now.override_until_ms == until_ms
    floor.submit("m1", "support")
    floor.accept("alice")
    floor.submit("m2", "support")
    now = agents(floor)["alice"]
    assert (now.in_hand, now.load, now.interactions) == ({"mail": 1}, 80, 1), "an offer takes its share too"
    floor.wait(60_000)
    assert agents(floor)["alice"].override_until_ms is None


def test_who_gave_up_is_on_the_list_and_may_resume_for_a_while(floor: Floor) -> None:
    for name in ("i1", "i2"):
        floor.arrive(name, "sales", Asked(party_id=PartyId(name)))
    waiting_since_ms = floor.interaction("i1").place[0]
    for name in ("i1", "i2"):
        floor.give(EndInteraction(InteractionId(name), GONE))
    assert queues(floor)["sales"].missed == 2 and queues(floor)["support"].missed == 0
    rows = missed_figures(center(floor), floor.now_ms)
    assert [row.contact_id for row in rows] == ["c-i1", "c-i2"]
    first = rows[0]
    assert (first.queue_id, first.waiting_since_ms, first.may_resume) == (SALES, waiting_since_ms, True)
    assert first.resume_until_ms == first.missed_at_ms + 60_000
    floor.wait(59_500)
    assert [row.may_resume for row in missed_figures(center(floor), floor.now_ms)] == [False, True]


def test_a_place_in_line_is_told_to_whoever_waits(floor: Floor) -> None:
    def place(name: str) -> WaitFigures | NotWaiting:
        return wait_figures(center(floor), InteractionId(name), floor.now_ms)

    for name in ("i1", "i2", "i3"):
        floor.arrive(name, "sales")
    since_ms = floor.interaction("i3").place[0]
    assert place("i3") == WaitFigures(SALES, 3, since_ms, None, None)
    floor.sign_in("alice")
    assert place("i1") == WaitFigures(SALES, 1, floor.interaction("i1").place[0], 0, 0), "it stands offered"
    assert place("i3") == WaitFigures(SALES, 2, since_ms, None, None)
    floor.talk("alice")
    assert place("i1") == NotWaiting("connected")
    assert place("gone") == NotWaiting(None)
    floor.give(OpenInteraction(InteractionId("i4"), ContactId("c4"), Medium.VOICE, PROVIDER))
    assert place("i4") == NotWaiting("self_service")


def test_who_follows_an_earlier_version_of_a_flow_is_counted_apart() -> None:
    hotline = Hotline()
    hotline.call("early")
    hotline.give(configuration("v2", flow_version="2"))
    hotline.call("late")
    plain, rated = FlowId("plain"), FlowId("rated")
    assert flow_figures(hotline.state) == (FlowFigures(plain, "2", 1, 1), FlowFigures(rated, "2", 0, 0))
    hotline.state.current_flows.pop(plain)
    assert flow_figures(hotline.state)[0] == FlowFigures(plain, None, 0, 2)


async def test_what_is_read_is_told_once_it_is_durable(floor: Floor) -> None:
    held: list[Callable[[], None]] = []

    def read(view: Callable[[Any], Any], deliver: Callable[[Reading[Any]], None]) -> None:
        reading = Reading(1, floor.now_ms, view(center(floor)))
        held.append(lambda: deliver(reading))

    boards = StateBoards(read, lambda: floor.now_ms)
    questions = (boards.queues(), boards.missed(), boards.wait(InteractionId("x")))
    asked = [asyncio.ensure_future(question) for question in questions]
    await asyncio.sleep(0)
    assert len(held) == len(asked)
    assert not any(each.done() for each in asked)
    for leave in held:
        leave()
    figures = await asyncio.gather(*asked)
    assert [row.queue_id for row in figures[0]] == ["sales", "support"]
    assert figures[1:] == [(), NotWaiting(None)]
