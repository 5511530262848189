"""The virtual world with the center's own routing: what is counted, when, and by which rules contacts are served."""

from pathlib import Path
from typing import Any

import pytest

from cic.simulation.figures import Figures
from cic.simulation.reading import read_scenario
from cic.simulation.scenario import Scenario
from cic.simulation.simulate import Progress, as_document, simulate
from tests.unit.simulation_tool.written import scenario, with_agents, with_arrival, with_queue, write

pytestmark = pytest.mark.unit

MEASURED_ONCE = {"replications": 1, "run_h": 200}


@pytest.fixture
def read(tmp_path: Path) -> Any:
    return lambda written: read_scenario(write(tmp_path, written))


def means(figures: Figures, queue: str = "") -> dict[str, float]:
    found = figures.queues[queue] if queue else figures.overall
    return {measure: -1.0 if figure.mean is None else figure.mean for measure, figure in found.items()}


def outcome(read: Any, written: dict[str, Any], queue: str = "", seed: int = 1) -> dict[str, float]:
    return means(simulate(read(written), seed), queue)


def two_queues(agents: list[dict[str, Any]], **keys: Any) -> dict[str, Any]:
    arrivals = [{"queue": name, "per_hour": 30, "handle_s": {"exponential": 120}} for name in ("a", "b")]
    written = scenario(queues=[{"name": "a"}, {"name": "b"}], arrivals=arrivals, agents=agents, **MEASURED_ONCE)
    return written | keys


def test_the_same_seed_gives_the_same_figures_and_another_does_not(read: Any) -> None:
    first = as_document(simulate(read(scenario()), 7))
    assert first == as_document(simulate(read(scenario()), 7))
    assert first != as_document(simulate(read(scenario()), 8))


def test_every_offered_contact_is_answered_abandoned_or_blocked(read: Any) -> None:
    written = with_arrival(per_hour=60, patience_s={"exponential": 60}) | {"max_in_center": 3} | MEASURED_ONCE
    found = outcome(read, written)
    assert min(found["answered"], found["abandoned"], found["blocked"]) > 0
    assert found["offered"] == found["answered"] + found["abandoned"] + found["blocked"]


def test_an_overloaded_day_is_served_to_its_end(read: Any) -> None:
    found = outcome(read, with_arrival(per_hour=60, handle_s=180) | {"replications": 1, "run_h": 8})
    assert found["offered"] == found["answered"] > 400
    assert found["mean_wait_s"] == found["asa_s"] > 1_000
    assert found["occupancy"] == pytest.approx(1, abs=0.01)


def test_littles_law_holds(read: Any) -> None:
    found = outcome(read, scenario(**MEASURED_ONCE))
    assert found["mean_queue"] == pytest.approx(found["offered"] / (200 * 3600) * found["mean_wait_s"], rel=0.01)


def test_agents_in_plenty_leave_nobody_waiting(read: Any) -> None:
    written = with_agents(count=200) | MEASURED_ONCE
    written["arrivals"][0]["handle_s"] = 600
    found = outcome(read, written)
    assert (found["p_wait"], found["mean_wait_s"], found["asa_s"], found["service_level"]) == (0, 0, 0, 1)
    assert found["occupancy"] * 200 == pytest.approx(found["offered"] * 600 / (200 * 3600), rel=0.01)


def test_the_warm_up_does_not_count(read: Any) -> None:
    whole, later = (outcome(read, scenario(replications=1, **times)) for times in (
        {"run_h": 40}, {"warm_up_h": 20, "run_h": 20},
    ))  # fmt: skip
    assert 0 < later["offered"] < 0.7 * whole["offered"]
    assert later["occupancy"] == pytest.approx(0.75, abs=0.1)


def test_fewer_agents_meet_the_same_callers(read: Any) -> None:
    few, many = outcome(read, with_agents(count=2)), outcome(read, with_agents(count=3))
    assert few["offered"] == many["offered"] and few["mean_wait_s"] > many["mean_wait_s"]


def test_a_stream_more_leaves_the_others_as_they_were(read: Any) -> None:
    alone = two_queues([{"group": "team", "count": 9, "queues": ["a", "b"]}])
    more = alone | {"arrivals": [*alone["arrivals"], {"queue": "b", "per_hour": 5, "handle_s": 1}]}
    assert outcome(read, alone, "a")["offered"] == outcome(read, more, "a")["offered"]
    assert outcome(read, alone, "b")["offered"] < outcome(read, more, "b")["offered"]


def test_nobody_waits_where_nobody_may(read: Any) -> None:
    """The loss system of Erlang, written in two ways: by lines, and by places to wait in."""
    lines = outcome(read, scenario(max_in_center=2))
    places = outcome(read, with_queue(max_waiting=0))
    assert lines == places
    assert lines["blocked"] > 0 and lines["p_wait"] == lines["mean_queue"] == lines["abandoned"] == 0


def test_a_full_queue_takes_nobody_in(read: Any) -> None:
    assert outcome(read, with_queue(max_waiting=1)) == outcome(read, scenario(max_in_center=3))


def test_wrap_up_keeps_the_agent_and_not_the_line(read: Any) -> None:
    handled, wrapped = (
        outcome(read, with_arrival(**times) | MEASURED_ONCE)
        for times in ({"handle_s": 180}, {"handle_s": 100, "wrap_up_s": 80})
    )
    assert handled == wrapped
    lines = [
        outcome(read, with_arrival(**times) | MEASURED_ONCE | {"max_in_center": 2})["blocked"]
        for times in ({"handle_s": 180}, {"handle_s": 100, "wrap_up_s": 80})
    ]
    assert lines[0] > lines[1] > 0


def test_a_queue_may_have_contacts_with_wrap_up_and_without(read: Any) -> None:
    arrivals = [{"queue": "sales", "per_hour": 10, "handle_s": 60, "wrap_up_s": time} for time in (None, 120)]
    found = outcome(read, scenario(arrivals=arrivals, **MEASURED_ONCE))
    assert found["occupancy"] == pytest.approx(10 * (60 + 180) / 3600 / 2, rel=0.1)


def test_agents_own_handling_overrides_that_of_the_contacts(read: Any) -> None:
    assert outcome(read, with_agents(handle_s=30)) == outcome(read, with_arrival(handle_s=30))


def test_nobody_who_has_no_patience_waits(read: Any) -> None:
    found = outcome(read, with_arrival(patience_s=0) | MEASURED_ONCE)
    assert found["abandoned"] == pytest.approx(found["p_wait"] * found["offered"]) and found["abandoned"] > 0
    assert found["mean_wait_s"] == found["mean_queue"] == 0


def test_who_can_never_be_served_waits_to_the_end(read: Any) -> None:
    found = outcome(read, with_queue(requires="spanish") | {"run_h": 2, "replications": 1})
    assert found["offered"] > 0 == found["answered"] == found["abandoned"] == found["blocked"]
    assert found["mean_queue"] > 0 and found["asa_s"] == -1


def test_nobody_comes_after_the_window(read: Any) -> None:
    found = simulate(read(with_arrival(per_hour=0.1) | {"run_h": 1, "replications": 400}), 1)
    assert means(found)["offered"] == pytest.approx(0.1, abs=0.05)


def test_a_stream_of_nobody_brings_nobody(read: Any) -> None:
    assert outcome(read, with_arrival(per_hour=0))["offered"] == 0


def test_groups_are_tried_in_the_order_that_contacts_prefer(read: Any) -> None:
    agents: list[dict[str, Any]] = [
        {"group": "own", "count": 20, "queues": ["a"]},
        {"group": "help", "count": 20, "queues": ["a", "b"]},
    ]
    written = two_queues(agents)
    for order, busy in ((["own", "help"], False), (["help", "own"], True)):
        arrivals = [
            {"queue": "a", "per_hour": 60, "handle_s": 60, "prefers": order},
            {"queue": "b", "per_hour": 0, "handle_s": 1},
        ]
        helping = outcome(read, written | {"arrivals": arrivals}, "b")["occupancy"]
        assert (helping > 0.02) is busy, order


def test_a_freed_agent_takes_queues_in_the_order_of_serves(read: Any) -> None:
    for first, second in (("a", "b"), ("b", "a")):
        agents = [{"group": "team", "count": 3, "queues": ["a", "b"], "serves": [first, second]}]
        written = two_queues(agents, strategy={"interaction": "agent_order"})
        written["arrivals"] = [arrival | {"per_hour": 42} for arrival in written["arrivals"]]
        found = simulate(read(written), 1)
        assert means(found, first)["mean_wait_s"] < means(found, second)["mean_wait_s"] / 3


def test_higher_priority_waits_less(read: Any) -> None:
    agents = [{"group": "team", "count": 3, "queues": ["a", "b"]}]
    written = two_queues(agents, strategy={"interaction": "priority"})
    written["arrivals"] = [arrival | {"per_hour": 42} for arrival in written["arrivals"]]
    written["arrivals"][1]["priority"] = 5
    found = simulate(read(written), 1)
    assert means(found, "b")["mean_wait_s"] < means(found, "a")["mean_wait_s"] / 3


def test_chats_go_three_at_once_and_calls_alone(read: Any) -> None:
    chats = outcome(read, with_queue(media="chat") | {"max_in_center": 100})
    calls = outcome(read, with_agents(count=6))
    for measure in ("offered", "p_wait", "mean_wait_s", "mean_queue", "service_level"):
        assert chats[measure] == calls[measure], measure


def test_a_mail_that_is_laid_aside_for_a_call_is_finished_afterwards(read: Any) -> None:
    """One agent, whose mails take half of the time: nobody is lost, and mails do not keep callers waiting."""
    written = scenario(
        queues=[{"name": "calls"}, {"name": "mails", "media": "mail"}],
        arrivals=[
            {"queue": "calls", "per_hour": 6, "handle_s": 60},
            {"queue": "mails", "per_hour": 3, "handle_s": 600, "wrap_up_s": 30},
        ],
        agents=[{"group": "team", "count": 1, "queues": ["calls", "mails"]}],
        **MEASURED_ONCE,
    )
    found = simulate(read(written), 1)
    assert means(found, "mails")["answered"] == means(found, "mails")["offered"] > 0
    calls_alone = written | {"queues": written["queues"][:1], "arrivals": written["arrivals"][:1]}
    calls_alone["agents"] = [{"group": "team", "count": 1, "queues": ["calls"]}]
    assert means(found, "calls")["p_wait"] < outcome(read, calls_alone, "calls")["p_wait"] + 0.08
    assert means(found)["occupancy"] == pytest.approx((6 * 60 + 3 * 630) / 3600, rel=0.05)


def test_progress_is_told_from_beginning_to_end(read: Any) -> None:
    told: list[Progress] = []
    simulate(read(scenario(replications=5)), 1, replications=2, on_progress=told.append)
    parts = [(one.replication, one.part) for one in told]
    assert parts == sorted(parts) and parts[0] == (1, 0.0) and parts[-1] == (2, 1.0)
    assert {one.replications for one in told} == {2}


@pytest.mark.parametrize(
    "choice", ["most_skilled", "least_skilled", "least_occupied", "fewest_contacts", "round_robin", "weighted_random"]
)
def test_any_way_to_choose_the_agent_keeps_everybody_served(choice: str, read: Any) -> None:
    read_in: Scenario = read(scenario(strategy={"agent": choice}))
    found = means(simulate(read_in, 1))
    assert found["offered"] == found["answered"] > 0
