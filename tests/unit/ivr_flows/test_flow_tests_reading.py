"""Files of flow tests that cannot be read: every problem at once, each with its line and how to mend it."""

import pytest

from ivr_flows.problems import FlowProblem
from ivr_flows.testing.read_tests import read_given, read_tests
from ivr_flows.testing.running import check_tests
from ivr_flows.testing.script import FlowTests
from tests.unit.ivr_flows.walked_flows import flows

pytestmark = pytest.mark.unit


def problems(text: str) -> tuple[FlowProblem, ...]:
    read = read_tests(text, "tests/line.yaml")
    assert not isinstance(read, FlowTests), "it was read without a problem"
    return read


def of_step(step: str) -> FlowProblem:
    (found,) = problems(f"flow: line\ntests:\n  - name: a\n    steps:\n      - hear: a\n      - {step}\n")
    assert (found.file, found.line) == ("tests/line.yaml", 6)
    return found


@pytest.mark.parametrize(
    ("step", "mend"),
    [
        ("pres: 1", "did you mean `press`?"),
        ("press: 1x", 'write them in quotes: "12#"'),
        ("hear: Hello there", "use the name that stands in the flow; for words write `says:`"),
        ("{press: 1, loud: true}", "remove it"),
        ("silent", "write it as `- press: 1`; these may stand alone: ends, hangs_up, music, silence"),
        ("{agent: dances}", "write one of them"),
        ("wait_s: soon", "write a number such as 5 or 2.5"),
        ("[hear, a]", "write it as `- press: 1`; these may stand alone: ends, hangs_up, music, silence"),
        ("{}", "begin with the step's name"),
        ("rated: 12", "write digits only"),
        ("{queue: support, loudly: yes}", "remove it"),
    ],
)
def test_a_step_that_is_none_says_how_to_mend_it(step: str, mend: str) -> None:
    assert of_step(step).mend == mend


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ("caller: {vip: yes}", "test 1, caller, vip"),
        ("caller: {number: none}", "test 1, caller, number"),
        ("lookups: {accounts: perhaps}", "test 1, lookups.`accounts`"),
        ("lookups: {accounts: {founds: {}}}", "test 1, lookups.`accounts`"),
        ("pins: {accounts: abc}", "test 1, pins.`accounts`"),
        ("queues: {support: {place: first}}", "test 1, queues.`support`, place"),
        ("closed: office", "test 1, closed"),
        ("hours: open", "test 1"),
    ],
)
def test_what_is_given_wrongly_says_where(given: str, where: str) -> None:
    found = problems(f"flow: line\ntests:\n  - name: a\n    {given}\n    steps: [ends]\n")
    assert found[0].where == where


def test_all_problems_are_told_at_once_in_the_order_of_lines() -> None:
    text = "flow: line\ntests:\n  - name: a\n    steps: [silent]\n  - name: a\n    steps: []\n  - {}\n"
    assert [problem.line for problem in problems(text)] == [4, 5, 6, 7, 7]


def test_a_file_that_is_no_file_of_tests() -> None:
    assert problems("flow: [")[0].expected == "YAML"
    assert problems("")[0].expected == "tests of a flow"
    assert problems("flow: line\n")[0].mend == "add `tests:`"
    assert problems("- a\n")[0].expected == "a table"


def test_tests_of_a_flow_that_is_not_there() -> None:
    known = flows({"line": "nodes:\n  begin: {type: say, say: a, next: end}\n"})
    tests = read_tests("flow: lin\ntests: []\n", "tests/lin.yaml")
    assert isinstance(tests, FlowTests)
    (problem,) = check_tests(tests, known)
    assert (problem.where, problem.mend) == ("flow", "did you mean `line`?")


def test_a_file_of_answers_has_the_fields_of_a_test() -> None:
    given = read_given("closed: [office]\npins: {accounts: '9876'}\n", "answers.yaml")
    assert not isinstance(given, tuple)
    assert given.closed == {"office"}
    assert "9876" not in repr(given)
    found = read_given("steps: []\n", "answers.yaml")
    assert isinstance(found, tuple)
    assert found[0].found == "a field `steps`"
