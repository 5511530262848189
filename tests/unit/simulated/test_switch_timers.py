"""Deadlines: which comes next, and that moved and cleared ones do not come."""

import pytest

from cic.cti.simulated.timers import TimerKey, TimerKind, Timers

pytestmark = pytest.mark.unit


def key(number: int) -> TimerKey:
    return TimerKey(TimerKind.PHONE, number)


def test_what_is_due_comes_earliest_first_and_equal_ones_as_they_were_set() -> None:
    timers = Timers()
    for number, due_ms in [(1, 30), (2, 10), (3, 20), (4, 10), (5, 40)]:
        timers.set(key(number), due_ms)
    assert timers.next_ms == 10
    assert list(timers.due(30)) == [key(2), key(4), key(3), key(1)]
    assert timers.next_ms == 40


def test_a_deadline_set_again_moves_and_a_cleared_one_does_not_come() -> None:
    timers = Timers()
    timers.set(key(1), 10)
    timers.set(key(1), 50)
    timers.set(key(2), 20)
    timers.clear(key(2))
    timers.clear(key(3))
    assert timers.next_ms == 50
    assert list(timers.due(49)) == []
    assert list(timers.due(50)) == [key(1)]
    assert timers.next_ms is None


def test_what_is_cleared_while_others_are_taken_does_not_come() -> None:
    timers = Timers()
    timers.set(key(1), 10)
    timers.set(key(2), 10)
    taken = []
    for due in timers.due(10):
        taken.append(due)
        timers.clear(key(2))
    assert taken == [key(1)]


def test_moving_a_deadline_over_and_over_does_not_pile_up() -> None:
    timers = Timers()
    for due_ms in range(10_000):
        timers.set(key(1), due_ms)
    assert len(timers._heap) < 100
    assert timers.next_ms == 9_999
