"""Thresholds of queues: for any course of a figure, what stands follows from it and nothing flaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.diagnostics.thresholds import (
    FALLING,
    NOTHING,
    AlarmRule,
    Figure,
    Judged,
    Level,
    Reading,
    Threshold,
    judge,
)

pytestmark = pytest.mark.property

VALUES = st.none() | st.integers(0, 20)


@st.composite
def rules(draw: st.DrawFn) -> AlarmRule:
    """Rules as the checks of the text let them be."""
    figure = draw(st.sampled_from([Figure.WAITING, Figure.SERVICE_LEVEL]))
    sign = -1 if figure in FALLING else 1
    amber_at = draw(st.integers(5, 10))
    red_at = amber_at + sign * draw(st.integers(1, 4))
    amber = Threshold(amber_at, amber_at - sign * draw(st.integers(0, 4)))
    red = Threshold(red_at, red_at - sign * draw(st.integers(0, 4)))
    which = draw(st.sampled_from(["amber", "red", "both"]))
    return AlarmRule(
        figure,
        None if which == "red" else amber,
        None if which == "amber" else red,
        lasting_ms=draw(st.sampled_from([0, 3, 10])),
    )


def is_beyond(rule: AlarmRule, value: int | None, at: int) -> bool:
    return value is not None and (value < at if rule.figure in FALLING else value > at)


def is_clear(rule: AlarmRule, value: int | None, clear_at: int) -> bool:
    return value is None or (value >= clear_at if rule.figure in FALLING else value <= clear_at)


def naive(rule: AlarmRule, course: list[int | None]) -> list[Level | None]:
    """Each level by itself, looked at every moment: raised after so long beyond, over once clear; the worse one stands.

    Red that stands holds amber too: it is not better than that for having been worse.
    """
    stands = {Level.AMBER: False, Level.RED: False}
    beyond = {Level.AMBER: 0, Level.RED: 0}
    seen: list[Level | None] = []
    for value in course:
        was_red = stands[Level.RED]
        for level, threshold in ((Level.AMBER, rule.amber), (Level.RED, rule.red)):
            if threshold is None:
                continue
            beyond[level] = beyond[level] + 1 if is_beyond(rule, value, threshold.at) else 0
            is_raised = beyond[level] > rule.lasting_ms
            holds = stands[level] or (level is Level.AMBER and was_red)
            stands[level] = is_raised or (holds and not is_clear(rule, value, threshold.clear_at))
        seen.append(Level.RED if stands[Level.RED] else Level.AMBER if stands[Level.AMBER] else None)
    return seen


@given(rules(), st.lists(VALUES, max_size=60))
def test_what_stands_is_what_a_look_at_every_moment_would_say(rule: AlarmRule, course: list[int | None]) -> None:
    known, seen = NOTHING, []
    for now_ms, value in enumerate(course):
        known, _ = judge(rule, Reading(value), known, now_ms)
        seen.append(None if known.standing is None else known.standing.level)
    assert seen == naive(rule, course)


@given(rules(), st.lists(VALUES, max_size=60))
def test_who_looks_only_when_told_to_sees_every_alarm_at_its_time(rule: AlarmRule, course: list[int | None]) -> None:
    """Looking at changes and at the moments that were named is as good as looking always."""
    always, seldom = NOTHING, NOTHING
    look_at_ms: int | None = None
    before: int | None = -1
    for now_ms, value in enumerate(course):
        always, _ = judge(rule, Reading(value), always, now_ms)
        if value != before or (look_at_ms is not None and now_ms >= look_at_ms):
            seldom, look_at_ms = judge(rule, Reading(value), seldom, now_ms)
        before = value
        assert (seldom.standing is None) == (always.standing is None)
        if seldom.standing is not None and always.standing is not None:
            assert seldom.standing.level is always.standing.level


@given(rules(), st.lists(VALUES, max_size=60))
def test_between_its_two_values_nothing_changes(rule: AlarmRule, course: list[int | None]) -> None:
    known: Judged = NOTHING
    for now_ms, value in enumerate(course):
        before, (known, _) = known, judge(rule, Reading(value), known, now_ms)
        was = None if before.standing is None else before.standing.level
        now = None if known.standing is None else known.standing.level
        if was is None and now is not None:
            threshold = rule.amber if now is Level.AMBER else rule.red
            assert threshold is not None and is_beyond(rule, value, threshold.at)
        if was is not None and now is None:
            threshold = rule.amber if was is Level.AMBER else rule.red
            assert threshold is not None and is_clear(rule, value, threshold.clear_at)


@given(st.integers(1, 1_000), st.integers(0, 900))
def test_a_wait_that_grows_names_the_moment_at_which_it_is_too_long(at_ms: int, waited_ms: int) -> None:
    rule = AlarmRule(Figure.LONGEST_WAIT, None, Threshold(at_ms, 0))
    known, look_at_ms = judge(rule, Reading(waited_ms, grows=True), NOTHING, 0)
    if known.standing is not None:
        assert waited_ms > at_ms
        return
    assert look_at_ms is not None
    too_early, _ = judge(rule, Reading(waited_ms + look_at_ms - 1, grows=True), known, look_at_ms - 1)
    in_time, _ = judge(rule, Reading(waited_ms + look_at_ms, grows=True), known, look_at_ms)
    assert too_early.standing is None and in_time.standing is not None
