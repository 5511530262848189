"""Figures over replications: means, half widths, and what is not defined."""

from itertools import pairwise

import pytest

from cic.simulation.figures import Figure, figures_over, student_t
from cic.simulation.tally import MEASURES, QueueTally, Tally, Values, overall_values, queue_values

pytestmark = pytest.mark.unit


def values(**known: float | None) -> Values:
    return dict.fromkeys(MEASURES, 0.0) | known


def test_the_half_width_is_students() -> None:
    # Mean 3, standard deviation 1.5811, t of 4 degrees of freedom 2.7764.
    figure = figures_over([values(asa_s=value) for value in (1.0, 2.0, 3.0, 4.0, 5.0)])["asa_s"]
    assert figure.mean == 3.0
    assert figure.half_width_95 == pytest.approx(2.7764451 * 1.5811388 / 5**0.5, abs=1e-6)


@pytest.mark.parametrize(("freedom", "expected"), [(1, 12.7062), (9, 2.26216), (30, 2.04227), (99, 1.98422)])
def test_students_t_is_that_of_the_tables(freedom: int, expected: float) -> None:
    assert student_t(freedom) == pytest.approx(expected, abs=1e-5)


def test_the_table_and_the_series_of_t_meet() -> None:
    ages = [student_t(freedom) for freedom in range(1, 60)]
    assert all(one > next_one for one, next_one in pairwise(ages))
    assert student_t(21) == pytest.approx(2.0796138, abs=1e-5)


def test_one_replication_says_nothing_of_its_exactness() -> None:
    assert figures_over([values(p_wait=0.5)])["p_wait"] == Figure(0.5, None)


def test_what_is_not_defined_has_no_mean_and_is_left_out_elsewhere() -> None:
    assert figures_over([values(asa_s=None)] * 3)["asa_s"] == Figure(None, None)
    figure = figures_over([values(asa_s=None), values(asa_s=1.0), values(asa_s=3.0)])["asa_s"]
    assert figure.mean == 2.0 and figure.half_width_95 is not None


def test_a_tally_becomes_the_measures() -> None:
    sales = QueueTally(10, 6, 3, 1, 4, 5, wait_ms=50_000.0, answered_wait_ms=12_000.0, in_queue_ms=40_000.0)
    tally = Tally(100_000.0, [sales, QueueTally()], busy_ms=[80_000.0, 20_000.0, 0.0])
    found = queue_values(tally, 0, [0, 1])
    assert found == {
        "offered": 10.0, "answered": 6.0, "abandoned": 3.0, "blocked": 1.0, "p_wait": 0.4, "p_abandon": 0.3,
        "mean_wait_s": 5.0, "asa_s": 2.0, "service_level": 0.5, "mean_queue": 0.4, "occupancy": 0.5,
    }  # fmt: skip
    nothing = queue_values(tally, 1, [])
    assert nothing["offered"] == 0.0 and nothing["asa_s"] is None and nothing["occupancy"] is None
    assert overall_values(tally) == found | {"occupancy": pytest.approx(1 / 3)}
