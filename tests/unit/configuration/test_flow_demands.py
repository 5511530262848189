"""What `cic check` says of what flows ask of queues: each rule on a bad text and on a good one beside it."""

from pathlib import Path

import pytest

from cic.configuration.problems import Severity
from tests.unit.configuration.small_center import agent, problems_of, queue, write_center

pytestmark = pytest.mark.unit

AGENTS = (agent("ann", "sales", "skills: {spanish: 80}"), agent("bob", "sales", "skills: {spanish: 30}"))


def said(folder: Path, asks: str, *lines: str) -> list[str]:
    """Where and what was found in a center whose flow has this in its queue node."""
    write_center(folder, [queue("sales", *lines)], AGENTS)
    flow = folder / "flows" / "main.yaml"
    flow.write_text(flow.read_text().replace("on_refused: bye,", f"on_refused: bye, {asks},"))
    return [f"{problem.file}:{problem.line} {problem.where}: {problem.found}" for problem in problems_of(folder)]


def test_a_requirement_of_a_flow_is_read_and_its_names_are_known(tmp_path: Path) -> None:
    assert said(tmp_path / "good", 'requires: "spanish >= 60 or billing"') == []
    assert said(tmp_path / "name", 'requires: "spanis >= 60"') == ["main.yaml:7 node wait: the unknown skill 'spanis'"]
    assert said(tmp_path / "text", 'requires: "spanish >="') == [
        'main.yaml:7 node wait: the end at column 11 of "spanish >="'
    ]


def test_a_caller_whom_no_agent_of_the_queue_can_serve(tmp_path: Path) -> None:
    asks = 'requires: "spanish >= 90"'
    assert said(tmp_path / "bad", asks) == [
        "main.yaml:7 node wait: no agent for 'spanish >= 90' in the queue 'sales', at any of its steps"
    ]
    assert said(tmp_path / "good", asks, "relax: [{after_s: 30, lower: {spanish: 70}}]") == []


def test_a_step_may_be_there_for_what_a_flow_asks(tmp_path: Path) -> None:
    step = "relax: [{after_s: 30, drop: spanish}]"
    assert said(tmp_path / "good", 'requires: "spanish >= 60"', step) == []
    assert said(tmp_path / "bad", "about: nothing asked", step) == [
        "queues.yaml:9 queues.sales.relax step 1: a step that adds nobody (drop spanish)"
    ]


def test_a_destination_without_a_way_is_a_warning(tmp_path: Path) -> None:
    folder = write_center(tmp_path / "bad", [queue("sales", "relax: [{after_s: 30, hand_to: callback}]")], AGENTS)
    (warning,) = problems_of(folder)
    assert (warning.file, warning.line, warning.severity) == ("main.yaml", 7, Severity.WARNING)
    assert "'callback'" in warning.found
    assert said(tmp_path / "good", "about: nothing asked", "relax: [{after_s: 30, hand_to: voicemail}]") == []


def test_a_priority_that_nobody_looks_at_is_a_warning(tmp_path: Path) -> None:
    assert said(tmp_path / "bad", "priority: 5", "") == [
        "main.yaml:7 node wait, priority: the priority 5, which counts for nothing with the strategy 'first_come'"
    ]
