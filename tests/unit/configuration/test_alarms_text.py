"""Alarms as text: thresholds with two values, limits of agents' states, and where alarms go."""

from pathlib import Path

import pytest

from cic.configuration.compile import compile_center
from cic.configuration.schema_alarms import NOWHERE
from cic.diagnostics.thresholds import AlarmRule, Figure, Threshold
from tests.unit.configuration.small_center import agent, load, problems_of, queue, write_center

pytestmark = pytest.mark.unit

BOARDS = """\
boards:
  agent_limits_s: {on_break: 900}
  alarms_out:
    webhook: {url: {environment: ALARM_URL}, secret: {file: alarm.secret}}
    mail: {server: localhost, from: cic@example.com, to: [ops@example.com]}
"""


def center(folder: Path, *alarms: str, boards: str = "") -> Path:
    lines = ("alarms:", *(f"  {alarm}" for alarm in alarms)) if alarms else ()
    return write_center(folder, [queue("sales", *lines)], [agent("alice", "sales")], center=boards)


def test_thresholds_are_read_in_the_units_of_their_figures(tmp_path: Path) -> None:
    config = center(
        tmp_path,
        "longest_wait_s: {amber: {at: 60, clear_at: 30}, lasting_s: 5}",
        "service_level: {red: {at: 60, clear_at: 70}, over: today}",
    )
    (label,) = compile_center(load(config)).labels.queues.values()
    level = AlarmRule(Figure.SERVICE_LEVEL, None, Threshold(60, 70), minutes=0, decided_min=5)
    wait = AlarmRule(Figure.LONGEST_WAIT, Threshold(60_000, 30_000), None, lasting_ms=5_000)
    assert label.alarms == (level, wait) and label.target_percent == 80


def test_limits_and_places_are_read(tmp_path: Path) -> None:
    compiled = compile_center(load(center(tmp_path, boards=BOARDS)))
    assert compiled.labels.state_limits_ms == {"on_break": 900_000}
    out = compiled.alarms_out
    assert out.webhook is not None and out.webhook.url.environment == "ALARM_URL"
    assert out.mail is not None and (out.mail.port, out.mail.recipients) == (587, ("ops@example.com",))


def test_without_the_keys_nothing_is_watched_and_nothing_goes_out(tmp_path: Path) -> None:
    compiled = compile_center(load(center(tmp_path)))
    assert compiled.alarms_out == NOWHERE and not compiled.labels.has_alarm_rules


@pytest.mark.parametrize(
    ("alarm", "told"),
    [
        ("waiting: {red: {at: 5, clear_at: 9}}", "'clear_at' of 'red' on the wrong side of 'at'"),
        ("service_level: {red: {at: 60, clear_at: 50}}", "expected a value at or above 'at'"),
        ("waiting: {amber: {at: 9, clear_at: 5}, red: {at: 8, clear_at: 5}}", "expected 'red' above 'amber'"),
        ("service_level: {amber: {at: 50, clear_at: 60}, red: {at: 80, clear_at: 90}}", "'red' below 'amber'"),
        ("waiting: {lasting_s: 5}", "neither 'amber' nor 'red'"),
        ("wating: {red: {at: 5, clear_at: 3}}", "did you mean 'waiting'?"),
        ("service_level: {red: {at: 60, clear_at: 70}, over: last_5}", "one of last_15, last_30, last_60, today"),
    ],
)
def test_a_threshold_that_makes_no_sense_is_told_with_what_to_do(tmp_path: Path, alarm: str, told: str) -> None:
    problems = problems_of(center(tmp_path, alarm))
    assert any(told in str(problem) for problem in problems), problems


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("on_break", "on_brake", "did you mean 'on_break'?"),
        ("{environment: ALARM_URL}", "https://example.com/hook?key=1", "a value in the text"),
        ("ops@example.com", "ops", "a mail address such as"),
        ("to: [", "user: {file: u}, to: [", "'user' without 'password'"),
    ],
)
def test_what_is_wrong_with_boards_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    problems = problems_of(center(tmp_path, boards=BOARDS.replace(old, new)))
    assert any(told in str(problem) for problem in problems), problems
