"""Reference models of queueing theory as scenarios. Owns the translation and what each reference says; runs nothing.

The figures come from closed formulas and from exact Markov chains (``../reference/*.json``).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cic.simulation.scenario import AgentScenario, ArrivalScenario, Exponential, QueueScenario, Scenario
from routing.configuration import InteractionChoice

REFERENCE = Path(__file__).parents[1] / "reference"
HOUR_S = 3_600.0
WARM_UP_HANDLING_TIMES = 20
RULES = {"prio": InteractionChoice.AGENT_ORDER, "lqf": InteractionChoice.LONGEST_QUEUE}


@dataclass(frozen=True)
class Expected:
    """What theory says of a measure; ``queue`` is empty for all. ``slack`` is the reference's own half width."""

    queue: str
    measure: str
    value: float
    slack: float = 0.0


@dataclass(frozen=True)
class Model:
    """A scenario of length 0 and what its figures are to be; ``p_block`` stands for blocked over offered."""

    name: str
    scenario: Scenario
    arrivals_per_s: float
    expected: tuple[Expected, ...]

    def of_length(self, arrivals: int) -> Scenario:
        """The scenario so long that so many arrive after the warm-up."""
        return replace(self.scenario, run_h=arrivals / self.arrivals_per_s / HOUR_S)


def models() -> Iterator[Model]:
    """Every model of the references."""
    erlang, skills = (
        json.loads((REFERENCE / f"{kind}_cases.json").read_text("utf-8")) for kind in ("erlang", "skills")
    )
    yield from (_erlang_b(case) for case in erlang["erlang_b"])
    yield from (_erlang_c(case) for case in erlang["erlang_c"])
    yield from (_erlang_a(case) for case in erlang["erlang_a"])
    yield from (_skills(name, case["model"], case["exact"]) for name, case in skills.items())


def _erlang_b(case: dict[str, Any]) -> Model:
    handle_s = 300.0
    scenario = _one_queue(case["a"] / handle_s, handle_s, case["s"], 20.0)
    expected = (Expected("", "p_block", case["blocking"]), Expected("", "p_wait", 0.0))
    name = f"Erlang B {case['a']} Erl s{case['s']}"
    return Model(name, replace(scenario, in_center_max=case["s"]), case["a"] / handle_s, expected)


def _erlang_c(case: dict[str, Any]) -> Model:
    expected = {measure: case[measure] for measure in ("p_wait", "asa_s", "service_level", "mean_queue", "occupancy")}
    expected |= {"mean_wait_s": case["asa_s"], "p_abandon": 0.0}
    scenario = _one_queue(case["lam"], case["aht"], case["s"], case["T"])
    return Model(f"Erlang C {case['name']}", scenario, case["lam"], _of_all(expected))


def _erlang_a(case: dict[str, Any]) -> Model:
    expected = {measure: case[measure] for measure in ("p_wait", "p_abandon", "mean_queue", "occupancy")}
    expected |= {"mean_wait_s": case["mean_wait_all_s"], "asa_s": case["asa_served_s"]}
    expected |= {"service_level": case["sl_answered_over_offered"]}
    scenario = _one_queue(case["lam"], case["aht"], case["s"], case["T"], case["patience"])
    return Model(f"Erlang A {case['name']}", scenario, case["lam"], _of_all(expected))


def _of_all(expected: dict[str, float]) -> tuple[Expected, ...]:
    return tuple(Expected(queue, measure, value) for measure, value in expected.items() for queue in ("", "all"))


def _one_queue(
    arrivals_per_s: float, handle_s: float, agents: int, within_s: float, patience_s: float | None = None
) -> Scenario:
    patience = None if patience_s is None else Exponential(patience_s)
    return Scenario(
        queues=(QueueScenario("all", within_s=within_s),),
        arrivals=(ArrivalScenario("all", arrivals_per_s * HOUR_S, Exponential(handle_s), patience),),
        agents=(AgentScenario("agents", agents, ("all",)),),
        run_h=0.0,
        warm_up_h=WARM_UP_HANDLING_TIMES * handle_s / HOUR_S,
    )


def _skills(name: str, model: dict[str, Any], exact: dict[str, Any]) -> Model:
    """Classes are queues, pools are groups: a class prefers groups, a pool serves queues, each in the model's order."""
    classes, pools = range(len(model["lam"])), range(len(model["servers"]))
    scenario = Scenario(
        queues=tuple(QueueScenario(f"class {number}") for number in classes),
        arrivals=tuple(_class(model, number) for number in classes),
        agents=tuple(_pool(model, number) for number in pools),
        run_h=0.0,
        interaction_choice=RULES[model["rule"]],
        warm_up_h=WARM_UP_HANDLING_TIMES / min(model["mu"]) / HOUR_S,
    )
    return Model(f"skills {name}", scenario, sum(model["lam"]), tuple(_of_classes(model, exact)))


def _class(model: dict[str, Any], number: int) -> ArrivalScenario:
    theta = model["theta"][number]
    return ArrivalScenario(
        queue=f"class {number}",
        per_hour=model["lam"][number] * HOUR_S,
        handle=Exponential(1.0),  # overridden by every pool
        patience=Exponential(1 / theta) if theta else None,
        prefers=tuple(f"pool {pool}" for pool in model["arrival_pref"][number]),
    )


def _pool(model: dict[str, Any], number: int) -> AgentScenario:
    return AgentScenario(
        group=f"pool {number}",
        count=model["servers"][number],
        queues=tuple(f"class {one}" for one in model["pool_order"][number]),
        handle=Exponential(1 / model["mu"][number]),
    )


def _of_classes(model: dict[str, Any], exact: dict[str, Any]) -> Iterator[Expected]:
    servers, busy = model["servers"], [pool["occupancy"] for pool in exact["per_pool"]]
    for number, found in enumerate(exact["per_class"]):
        queue = f"class {number}"
        for ours, theirs in (
            ("mean_wait_s", "mean_wait"),
            *((name,) * 2 for name in ("p_wait", "mean_queue", "p_abandon")),
        ):
            yield Expected(queue, ours, found[theirs])
        yield Expected(queue, "service_level", *found["sl20_sim"])
        yield Expected(queue, "asa_s", *found["asa_served_sim"])
        pools = [pool for pool, order in enumerate(model["pool_order"]) if number in order]
        yield Expected(queue, "occupancy", _mean_busy(servers, busy, pools))
    yield Expected("", "occupancy", _mean_busy(servers, busy, list(range(len(servers)))))
    yield Expected("", "mean_queue", sum(found["mean_queue"] for found in exact["per_class"]))


def _mean_busy(servers: list[int], busy: list[float], pools: list[int]) -> float:
    return sum(servers[pool] * busy[pool] for pool in pools) / sum(servers[pool] for pool in pools)
