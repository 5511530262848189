"""The simulated center agrees with queueing theory: Erlang B, C and A, and exact chains of skills-based routing.

A few models in short with every test run, all of them at full length in the long proof.
"""

import os
from collections.abc import Mapping

import pytest

from cic.simulation.figures import Figure, Figures
from cic.simulation.simulate import simulate
from tests.simulation.theory.models import Expected, Model, models

pytestmark = pytest.mark.theory

SEED = 1
IS_PROOF = bool(os.environ.get("CIC_PROVE"))
REPLICATIONS, ARRIVALS = (10, 200_000) if IS_PROOF else (5, 20_000)
IN_SHORT = {
    "Erlang B 10 Erl s10",
    "Erlang C 200/h AHT180 s14 (popular worked example)",
    "Erlang A 200/h AHT180 pat120 s12",
    "skills N_prio_class1",
    "skills M_longest_queue",
    "skills invV_fastest_first",
}
ALL = {model.name: model for model in models()}


def compared(figures: Mapping[str, Figure], expected: Expected) -> tuple[float, float]:
    """The figure and its half width."""
    if expected.measure == "p_block":
        offered = figures["offered"].mean or 1.0
        figure, whole = figures["blocked"], offered
    else:
        figure, whole = figures[expected.measure], 1.0
    assert figure.mean is not None and figure.half_width_95 is not None, f"{expected} is not defined"
    return figure.mean / whole, figure.half_width_95 / whole


def disagreements(figures: Figures, model: Model) -> list[str]:
    """Where the figures lie outside of what chance explains: three half widths, or a fiftieth of the value."""
    found = []
    for expected in model.expected:
        of = figures.queues[expected.queue] if expected.queue else figures.overall
        value, half_width = compared(of, expected)
        tolerance = max(3 * half_width, 0.02 * expected.value) + expected.slack
        if abs(value - expected.value) > tolerance:
            place = f"{expected.queue or 'overall'} {expected.measure}"
            found.append(f"{model.name}, {place}: {value:.6f}, expected {expected.value:.6f} within {tolerance:.6f}")
    return found


@pytest.mark.parametrize("name", ALL if IS_PROOF else sorted(IN_SHORT))
def test_the_center_does_as_theory_says(name: str) -> None:
    model = ALL[name]
    figures = simulate(model.of_length(ARRIVALS), SEED, replications=REPLICATIONS)
    assert disagreements(figures, model) == []


def test_every_reference_has_its_model() -> None:
    assert len(ALL) == 7 + 7 + 7 + 5
    assert ALL.keys() >= IN_SHORT


def test_the_comparison_finds_what_is_wrong() -> None:
    model = ALL["Erlang A 200/h AHT180 pat120 s12"]
    good = {expected.measure: Figure(expected.value, 0.0) for expected in model.expected}
    assert disagreements(Figures(good, {"all": good}), model) == []
    wrong = good | {"p_wait": Figure(0.29, 0.001)}
    assert len(disagreements(Figures(wrong, {"all": good}), model)) == 1
