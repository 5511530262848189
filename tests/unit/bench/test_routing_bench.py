"""The benchmark of routing measures what it says: a stationary load of all kinds, and a plain scan that agrees."""

import json
from collections import Counter
from random import Random

import pytest

from cic.bench.floor import draw_floor, served_queues
from cic.bench.load import Kind
from cic.bench.memory import bytes_of
from cic.bench.naive import NaiveRouter
from cic.bench.world import Regime, World
from cic.cli.main import main
from routing.events import OfferMade
from routing.invariants import broken

pytestmark = pytest.mark.unit

KEYS = {
    "agents", "regime", "inputs_per_s", "assignments_per_s", "decision_us", "bytes_per_agent", "bytes_per_waiting",
    "naive_inputs_per_s",
}  # fmt: skip
FIVE_COMMANDS = ("AcceptOffer", "ConfirmConnected", "EndInteraction", "EnqueueInteraction", "FinishWrapUp")


def figures(capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, object]]:
    arguments = ["bench", "routing", "--agents", "20", "--queues", "10", "--skills", "5", "--inputs", "200", "--json"]
    assert main([*arguments, *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("journal", [(), ("--journal",)])
def test_it_prints_what_is_documented(journal: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    found = figures(capsys, *journal)
    assert [one["regime"] for one in found] == ["agents_idle", "contacts_waiting"]
    for one in found:
        assert one.keys() == KEYS
        assert one["agents"] == 20
        assert one["assignments_per_s"] == pytest.approx(one["inputs_per_s"] / 5, abs=1)  # type: ignore[operator]
        latency = one["decision_us"]
        assert isinstance(latency, dict)
        assert list(latency) == ["p50", "p99", "p999", "max"]
        assert 0 < latency["p50"] <= latency["p99"] <= latency["p999"] <= latency["max"]
        assert all(isinstance(one[key], int | float) for key in KEYS - {"regime", "decision_us"})
        assert 1_000 < one["bytes_per_agent"] < 100_000  # type: ignore[operator]
        assert 100 < one["bytes_per_waiting"] < 10_000  # type: ignore[operator]
        assert one["naive_inputs_per_s"] > 0  # type: ignore[operator]


def test_one_regime_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["regime"] for one in figures(capsys, "--regime", "contacts_waiting")] == ["contacts_waiting"]


def test_wrong_counts_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "routing", "--agents", "1000,many"]) == 2
    assert "'many' is no count" in capsys.readouterr().err


def test_agents_have_profiles_of_their_own_and_can_serve_some_twelve_queues() -> None:
    floor = draw_floor(500, 200, 50, Random(1))
    assert len({(agent.skills, agent.queues) for agent in floor.agents}) > 490
    assert {len(agent.skills) for agent in floor.agents} == {3, 4, 5, 6, 7, 8}
    served = [len(queues) for queues in served_queues(floor).values()]
    assert 10 < sum(served) / len(served) < 14


@pytest.mark.parametrize("regime", Regime)
def test_the_load_is_stationary_and_has_every_kind_as_often(regime: Regime) -> None:
    world = World(200, 20, 10, seed=1)
    world.enter(regime)
    before = (world.load.in_hand, world.load.waiting)
    assert before == ((180, 0) if regime is Regime.AGENTS_IDLE else (200, 10))
    given = Counter[str]()
    for _ in range(1_000):
        commands = world.load.next()
        given[type(commands[-1]).__name__] += 1
        world.play(commands)
    assert tuple(sorted(given)) == FIVE_COMMANDS
    assert all(abs(count - 1_000 / len(Kind)) <= 2 for count in given.values())
    assert sum(before) - 2 <= world.load.in_hand + world.load.waiting <= sum(before) + 2
    assert broken(world.state) == []


@pytest.mark.parametrize("regime", Regime)
def test_the_plain_scan_decides_what_the_core_decides(regime: Regime) -> None:
    world = World(60, 20, 10, seed=2)
    world.enter(regime)
    naive = NaiveRouter(world.state)
    offers = 0
    for _ in range(2_000):
        given = world.load.next()
        world.tick()
        events = world.take(given)
        expected = naive.settle(given, world.now_ms, world.seq)
        found = [event for event in events if isinstance(event, OfferMade)]
        assert [(one.interaction_id, one.agent_id) for one in found] == [
            (one.interaction_id, one.agent_id) for one in expected if isinstance(one, OfferMade)
        ]
        offers += len(found)
        world.load.note(events)
    assert offers > 300


def test_a_twin_of_the_load_goes_the_same_way() -> None:
    world = World(20, 10, 5, seed=3)
    world.enter(Regime.CONTACTS_WAITING)
    twin = world.load.twin()
    assert [twin.next() for _ in range(20)] == [world.load.next() for _ in range(20)]


def test_shared_values_are_weighed_once() -> None:
    shared = "x" * 10_000
    assert 10_000 < bytes_of([shared, [shared]]) < 11_000
    assert bytes_of([shared, int]) < 11_000
