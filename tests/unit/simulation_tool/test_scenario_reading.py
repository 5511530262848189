"""Scenarios: the reader and the published schema agree, and every problem is told with its line and its mend."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import cic.simulation
from cic.cli.main import PROJECT
from cic.configuration.problems import ConfigurationRefused
from cic.simulation.reading import read_scenario
from cic.simulation.scenario import Empirical, Exponential, Fixed, Lognormal
from routing.configuration import Ageing, AgentChoice, InteractionChoice
from routing.requirements import ANYONE
from routing.vocabulary import Medium
from tests.unit.simulation_tool.written import scenario, with_agents, with_arrival, with_queue, without, write

pytestmark = pytest.mark.unit

SCHEMA = json.loads((Path(cic.simulation.__file__).parent / "scenario.schema.json").read_text("utf-8"))
TIMES = [0, 12.5, None, {"exponential": 60}, {"lognormal": {"mean": 60, "sd": 0}}]
GOOD: dict[str, Any] = {
    "the least": without("replications"),
    "all of a queue": with_queue(
        media="chat",
        requires="spanish >= 60 and (billing >= 40 or billing_basic)",
        service_level={"within_s": 30, "target": 0.9},
        max_waiting=0,
        priority=-5,
        ageing={"initial": 3, "per_s": 0.25},
    ),
    "a list of one medium": with_queue(media=["chat"]),
    "half a service level": with_queue(service_level={"within_s": 30}),
    "no limit": with_queue(max_waiting=None),
    **{f"patience {time}": with_arrival(patience_s=time) for time in TIMES},
    **{f"handling {time}": with_arrival(handle_s=time) for time in TIMES},
    "all of an arrival": with_arrival(requires="billing", priority=4, prefers=["team"], wrap_up_s=20),
    "all of agents": with_agents(skills={"billing": 100, "spanish": 0}, serves=["sales"], handle_s=100),
    "strategy": scenario(strategy={"agent": "most_skilled", "interaction": "agent_order"}),
    "half a strategy": scenario(strategy={"interaction": "longest_queue"}),
    "limits": scenario(max_in_center=12, warm_up_h=0.5, run_h=0.25, replications=1),
    "nothing said of a queue": with_queue(media=None, requires=None, service_level=None, ageing=None, priority=None),
    "nothing said of an arrival": with_arrival(requires=None, priority=None, prefers=None),
    "nothing said of agents": with_agents(skills=None, serves=None, handle_s=None),
    "nothing said": scenario(strategy=None, max_in_center=None, warm_up_h=None, replications=None),
    "a name in figures": scenario(
        queues=[{"name": 1}],
        arrivals=[{"queue": 1, "per_hour": 0, "handle_s": 1}],
        agents=[{"group": 2.5, "count": 1, "queues": [1]}],
    ),
    "whole numbers with a point": scenario(replications=2.0, max_in_center=12.0),
    "points with a point": with_queue(priority=-2.0, ageing={"initial": 3.0, "per_s": 0.125}),
    "chinese names": scenario(
        queues=[{"name": "销售"}],
        arrivals=[{"queue": "销售", "per_hour": 0, "handle_s": 1}],
        agents=[{"group": "一组", "count": 1, "queues": ["销售"]}],
    ),
}
BAD: dict[str, Any] = {
    "nothing": None,
    "a list": [],
    **{f"no {key}": without(key) for key in ("queues", "arrivals", "agents", "run_h")},
    "no queues at all": scenario(queues=[]),
    "unnamed queue": without("name", "queues"),
    **{f"arrival without {key}": without(key, "arrivals") for key in ("queue", "per_hour", "handle_s")},
    **{f"agents without {key}": without(key, "agents") for key in ("group", "count", "queues")},
    "unknown key": scenario(wait=3),
    "unknown key of a queue": with_queue(prio=3),
    "unknown key of an arrival": with_arrival(patience=3),
    "unknown key of agents": with_agents(skill=3),
    "unknown medium": with_queue(media="telegram"),
    "a requirement of no words": with_queue(requires=""),
    "a contact's requirement of no words": with_arrival(requires=""),
    "a name of no words": with_queue(name=""),
    "too much ageing": with_queue(ageing={"per_s": 1_000_001}),
    "two media": with_queue(media=["voice", "chat"]),
    "a name of nothing": with_queue(name=None),
    "a count of nothing": with_agents(count=None),
    "a time of nothing": scenario(run_h=None),
    "target over one": with_queue(service_level={"target": 80}),
    "service level alone": with_queue(service_level=20),
    "negative time": with_arrival(handle_s=-1),
    "time in words": with_arrival(handle_s="long"),
    "unknown distribution": with_arrival(handle_s={"gamma": 3}),
    "two distributions": with_arrival(handle_s={"exponential": 3, "lognormal": {"mean": 1, "sd": 1}}),
    "no distribution": with_arrival(handle_s={}),
    "half a lognormal": with_arrival(handle_s={"lognormal": {"mean": 3}}),
    "lognormal of nothing": with_arrival(handle_s={"lognormal": {"mean": 0, "sd": 1}}),
    "exponential of words": with_arrival(patience_s={"exponential": "some"}),
    "negative rate": with_arrival(per_hour=-3),
    "half an agent": with_agents(count=1.5),
    "no agent": with_agents(count=0),
    "level over 100": with_agents(skills={"billing": 101}),
    "a skill in capitals": with_agents(skills={"Billing": 50}),
    "skills as a list": with_agents(skills=["billing"]),
    "no queue of agents": with_agents(queues=[]),
    "a queue twice": with_agents(queues=["sales", "sales"]),
    "unknown strategy": scenario(strategy={"agent": "weighted"}),
    "strategy as a word": scenario(strategy="longest_idle"),
    "half a replication": scenario(replications=2.5),
    "nobody in the center": scenario(max_in_center=0),
    "no time at all": scenario(run_h=0),
}


def fits(written: Any) -> bool:
    """Whether the published schema takes it."""
    return bool(Draft202012Validator(SCHEMA).is_valid(written))


def problems(path: Path) -> list[str]:
    try:
        read_scenario(path)
    except ConfigurationRefused as refused:
        return [str(problem) for problem in refused.problems]
    return []


@pytest.mark.parametrize("name", GOOD)
def test_reader_and_schema_take_what_is_good(name: str, tmp_path: Path) -> None:
    assert problems(write(tmp_path, GOOD[name])) == []
    assert fits(GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_reader_and_schema_refuse_what_is_bad(name: str, tmp_path: Path) -> None:
    found = problems(write(tmp_path, BAD[name]))
    assert found and all(": found " in problem and "To mend: " in problem for problem in found)
    assert not fits(BAD[name])


@pytest.mark.parametrize("path", sorted((PROJECT / "config" / "scenarios").glob("*.yaml")), ids=lambda path: path.name)
def test_the_examples_are_good(path: Path) -> None:
    assert problems(path) == []
    assert fits(yaml.safe_load(path.read_text("utf-8")))


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    read = read_scenario(write(tmp_path, GOOD["the least"]))
    assert (read.warm_up_h, read.replications, read.in_center_max) == (0.0, 10, None)
    assert (read.agent_choice, read.interaction_choice) == (AgentChoice.LONGEST_IDLE, InteractionChoice.FIRST_COME)
    (queue,) = read.queues
    assert (queue.within_s, queue.target, queue.medium, queue.requires) == (20.0, 0.8, Medium.VOICE, ANYONE)
    assert read.arrivals[0].patience is None and read.arrivals[0].wrap_up is None


def test_what_is_written_is_read(tmp_path: Path) -> None:
    queue = read_scenario(write(tmp_path, GOOD["all of a queue"])).queues[0]
    assert (queue.medium, queue.within_s, queue.target, queue.waiting_max) == (Medium.CHAT, 30.0, 0.9, 0)
    assert (queue.priority, queue.ageing) == (-5, Ageing(3, 250))
    agents = read_scenario(write(tmp_path, GOOD["all of agents"])).agents[0]
    assert (agents.skills, agents.handle) == ((("billing", 100), ("spanish", 0)), Fixed(100.0))


@pytest.mark.parametrize(("per_s", "taken"), [(0.007, 7), (0.57, 570), (2.0, 2000), ("1e-3", 1)])
def test_ageing_is_in_thousandths(per_s: object, taken: int, tmp_path: Path) -> None:
    queue = read_scenario(write(tmp_path, with_queue(ageing={"per_s": per_s}))).queues[0]
    assert queue.ageing.per_s_milli == taken


def test_finer_ageing_is_refused_like_in_a_center(tmp_path: Path) -> None:
    (problem,) = problems(write(tmp_path, with_queue(ageing={"per_s": 0.0004})))
    assert "at most three decimal places" in problem


def test_times_are_read(tmp_path: Path) -> None:
    (tmp_path / "measured.txt").write_text("10\n20.5\n\n  30 \n", "utf-8")
    written = with_arrival(
        handle_s={"empirical": "measured.txt"},
        patience_s={"exponential": 60},
        wrap_up_s={"lognormal": {"mean": 9, "sd": 3}},
    )
    (arrival,) = read_scenario(write(tmp_path, written)).arrivals
    assert arrival.handle == Empirical((10.0, 20.5, 30.0))
    assert (arrival.patience, arrival.wrap_up) == (Exponential(60.0), Lognormal(9.0, 3.0))


def test_a_freed_agent_takes_queues_in_the_order_of_serves_and_then_the_others(tmp_path: Path) -> None:
    names = ["a", "b", "c"]
    written = scenario(
        queues=[{"name": name} for name in names],
        arrivals=[{"queue": "a", "per_hour": 1, "handle_s": 1}],
        agents=[{"group": "team", "count": 1, "queues": names, "serves": ["c", "a"]}],
    )
    assert read_scenario(write(tmp_path, written)).agents[0].queues == ("c", "a", "b")


def test_all_problems_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(
        "queues:\n- {name: sales}\n- {name: sales, requires: 'billing >>= 3'}\n- {name: support}\n"
        "arrivals:\n- {queue: salse, per_hour: 3, handle_s: 1}\n- {queue: support, per_hour: many, handle_s: 1}\n"
        "agents:\n- {group: team, count: 1, queues: [sales], serves: [support]}\nrun_h: 1\n",
        "utf-8",
    )
    found = problems(path)
    lines = [int(problem.split(":")[1]) for problem in found]
    assert sorted(lines) == lines == [3, 3, 6, 7, 9], found
    assert "did you mean 'sales'?" in found[2]
    assert "add 'support' to queues" in found[4]


def test_a_queue_with_contacts_and_without_agents_is_a_problem(tmp_path: Path) -> None:
    written = scenario(queues=[{"name": "sales"}, {"name": "support"}])
    assert problems(write(tmp_path, written)) == []
    written["arrivals"].append({"queue": "support", "per_hour": 1, "handle_s": 1})
    (problem,) = problems(write(tmp_path, written))
    assert "which no agent serves" in problem


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "no file"),
        (b"", "no times in times.txt"),
        (b"12\nabc\nxyz\n", "times.txt:2: arrivals[1].handle_s.empirical: found 'abc'"),
        (b"-3\n", "times.txt:1:"),
        (b"\xff\xfe", "not UTF-8"),
        (b"nan\n", "times.txt:1:"),
    ],
)
def test_a_file_of_times_that_is_none_is_a_problem(content: bytes | None, told: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "times.txt").write_bytes(content)
    (problem,) = problems(write(tmp_path, with_arrival(handle_s={"empirical": "times.txt"})))
    assert told in problem


@pytest.mark.parametrize("text", ["queues: [", "a: &x 1\nb: *x", "\x00"])
def test_text_that_is_no_yaml_is_one_problem(text: str, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(text, "utf-8")
    assert len(problems(path)) == 1


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert "no file" in problems(tmp_path / "none.yaml")[0]
    (tmp_path / "folder.yaml").mkdir()
    assert len(problems(tmp_path / "folder.yaml")) == 1
    (tmp_path / "long.yaml").write_text("# much\n" * 700_000, "utf-8")
    assert "too long" in problems(tmp_path / "long.yaml")[0]
