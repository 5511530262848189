"""No text of tests and no order of steps makes a flow test raise or go on for ever."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.cli.flow_files import read_flows
from ivr_flows.problems import FlowProblem
from ivr_flows.testing.read_tests import read_tests
from ivr_flows.testing.running import run_tests
from ivr_flows.testing.script import FlowTests

pytestmark = pytest.mark.property

FLOWS = read_flows(Path(__file__).parents[2] / "ivr_flows" / "flows")
STEPS = (
    "silence", "hangs_up", "ends", "music", 'press: "0"', 'press: "1"', 'press: "2"', 'press: "*"', 'press: "#"',
    'press: "11234#"', "say: support", "{say: support, unsure: true}", "{say: yes}", "wait_s: 60", "message_s: 3",
    "{message_s: 3, hangs_up: true}", "agent: accepts", "agent: answers", "agent: leaves",
    "{agent: hands_over, queue: sales}", "number: answers", "number: leaves", "number: does_not_answer",
    "queue_lets_go: no_agent", "place: 3", "fails: not_played", "fails: cannot_listen", "hear: welcome",
    "begins: welcome", "says: Hello", "queue: support", "work: task", "rated: 3", "dials: '123'", "looks_up: customer",
    "returns: verified", "reaches: begin",
)  # fmt: skip
GIVEN = (
    "", "    queues: {support: {refuses: queue_full}}\n", "    closed: [office]\n", "    caller: {blocked: true}\n",
    "    lookups: {customer: failed, accounts: [timeout, {found: {balance: 1}}]}\n    pins: {accounts: '1234'}\n",
)  # fmt: skip


@given(st.sampled_from(sorted(FLOWS.subjects)), st.sampled_from(GIVEN), st.lists(st.sampled_from(STEPS), min_size=1))
def test_any_steps_pass_or_fail(flow: str, more: str, steps: list[str]) -> None:
    lines = "".join(f"      - {step}\n" for step in steps)
    tests = read_tests(f"flow: {flow}\ntests:\n  - name: any\n{more}    steps:\n{lines}", "any.yaml")
    assert isinstance(tests, FlowTests), "\n".join(map(str, tests))
    (result,) = run_tests(tests, FLOWS)
    known = range(4, 5 + more.count("\n") + len(steps) + 1)
    assert result.failure is None or result.failure.line in known


@given(st.text(alphabet="abehstwy:_-[]{}'\"#1, \n", max_size=200))
def test_any_text_is_tests_or_has_problems(text: str) -> None:
    for prefix in ("", "flow: line\ntests:\n  - name: a\n    steps:\n      - "):
        read = read_tests(prefix + text, "any.yaml")
        assert isinstance(read, FlowTests) or all(isinstance(each, FlowProblem) for each in read)


def test_files_of_tests_are_bounded() -> None:
    steps = "      - silence\n" * 300
    read = read_tests(f"flow: line\ntests:\n  - name: a\n    steps:\n{steps}", "any.yaml")
    assert not isinstance(read, FlowTests)
    assert read[0].expected == "at most 200"
    tests = "".join(f"  - {{name: n{number}, steps: [ends]}}\n" for number in range(501))
    many = read_tests(f"flow: line\ntests:\n{tests}", "any.yaml")
    assert not isinstance(many, FlowTests)
    assert many[0].expected == "at most 500"
