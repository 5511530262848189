"""Reading a flow's text: a whole flow, or every problem at once with its line, and nothing that makes it raise."""

import hashlib

import pytest

from ivr_flows.model import (
    BranchNode,
    CollectNode,
    MenuKey,
    MenuNode,
    QueueNode,
    Recording,
    SetNode,
)
from ivr_flows.parse import DEPTH_MAX, TEXT_LENGTH_MAX, ParsedFlow, parse_flow
from ivr_flows.problems import FlowProblem

pytestmark = pytest.mark.unit

WHOLE = """\
flow: shop
languages: [en, zh]
start: ask
person: wait
on_error: bye
variables:
  is_new: true
  word: "1"
  count: 3
nodes:
  ask:
    type: menu
    about: The first question.
    say: [hello, {recording: main/hello, language: zh}]
    say_again: [again, [sorry, again]]
    say_on_timeout: quiet
    keys:
      1: number
      "2": {go: wait, label: yes}
    timeout_s: 2.5
    on_failure: wait
  number:
    type: collect
    name: account
    say: number
    digits_min: 4
    digits_max: 10
    terminator: none
    first_digit_timeout_s: 5
    next_digit_timeout_s: 3
    next: note
    on_failure: wait
  note:
    type: set
    values: {is_new: not caller.is_known, word: '"x"'}
    next: choose
  choose:
    type: branch
    cases:
      - {when: 'caller.grade == "gold"', go: wait, label: gold}
      - {when: collected.account.length > 3, go: wait}
    otherwise: bye
  wait:
    type: queue
    queue: sales
    comfort: [thanks]
  bye:
    type: hang_up
"""


def test_a_whole_flow_is_read() -> None:
    parsed = _whole()
    flow = parsed.flow
    assert (flow.flow_id, flow.language, flow.languages, flow.person) == ("shop", "en", ("en", "zh"), "wait")
    assert flow.version == hashlib.sha256(WHOLE.encode()).hexdigest()[:12]
    assert flow.variables == {"is_new": True, "word": "1", "count": 3}
    assert [node.node_id for node in flow.nodes] == ["ask", "number", "note", "choose", "wait", "bye"]
    assert parsed.line_of("note") == 33


def test_a_menu_is_read() -> None:
    menu = _whole().flow.nodes[0]
    assert isinstance(menu, MenuNode)
    assert menu.say == (Recording("shop/hello"), Recording("main/hello", "zh"))
    assert menu.say_again == ((Recording("shop/again"),), (Recording("shop/sorry"), Recording("shop/again")))
    assert menu.keys == (MenuKey("1", "number", "number"), MenuKey("2", "yes", "wait"))
    assert (menu.timeout_ms, menu.on_failure) == (2_500, "wait")


def test_other_nodes_are_read() -> None:
    _, number, note, choose, wait, _ = _whole().flow.nodes
    assert isinstance(number, CollectNode)
    assert (number.terminator, number.first_digit_timeout_ms, number.on_skip) == ("", 5_000, None)
    assert isinstance(note, SetNode)
    assert [assignment.value for assignment in note.assignments] == ["not caller.is_known", '"x"']
    assert isinstance(choose, BranchNode)
    assert [case.label for case in choose.cases] == ["gold", "matched"]
    assert isinstance(wait, QueueNode)
    assert (wait.music, wait.comfort_every_ms, wait.after_agent) == ("default", 30_000, None)


def test_all_problems_are_told_at_once_with_their_lines() -> None:
    text = """\
flow: Shop
languages: [english, en]
start: ask
nodez: {}
nodes:
  ask:
    type: menu
    say: Hello there
    keys: {"#": bye, "1": {go: bye, lable: x}}
    timeout_s: soon
  look:
    type: send_text
  number:
    type: collect
    name: account
    say: number
    digits_min: 9
    digits_max: 4
    first_digit_timeout_s: 5
    next_digit_timeout_s: 0
    next: bye
  choose:
    type: branch
    cases: [{when: caller.grade = 1, go: bye}]
  bye: hang_up
"""
    assert [f"{problem.line} {problem.where}: {problem.found}" for problem in _problems(text)] == [
        "1 the flow, flow: `Shop`",
        "1 the flow: no `on_error`",
        "2 the flow, languages: `english`",
        "4 the flow: a field `nodez`",
        "8 node ask, say: `Hello there`",
        "9 node ask, keys: `#`",
        "9 node ask, key 1: a field `lable`",
        "10 node ask, timeout_s: `soon`",
        "12 node look: type `send_text`, for which this version has no medium",
        "14 node number: digits_max 4 below digits_min 9",
        "20 node number, next_digit_timeout_s: `0`",
        "23 node choose: no `otherwise`",
        "24 node choose, case 1, when: `= 1` at character 14 of `caller.grade = 1`",
        "25 node bye: `hang_up`",
        "25 node bye: `hang_up`",
    ]


def test_a_problem_says_how_to_mend_it() -> None:
    (problem,) = _problems(WHOLE.replace("type: queue", "type: qeue"))
    assert str(problem) == (
        "shop.yaml:44: node wait: found type `qeue`, expected one of authenticate, branch, callback, collect, flow, "
        "goto, hang_up, hours, language, leave_message, lookup, menu, play, queue, rating, return, say, set, task, "
        "transfer; did you mean `queue`?"
    )


@pytest.mark.parametrize("node_type", ["speech", "sub_flow", "http", "sql", "voicemail"])
def test_types_that_are_none_are_refused(node_type: str) -> None:
    (problem,) = _problems(WHOLE.replace("type: hang_up", f"type: {node_type}"))
    assert problem.found == f"type `{node_type}`"


@pytest.mark.parametrize("node_type", ["send_text", "fax"])
def test_a_medium_that_this_version_does_not_have_is_refused_with_a_way_around_it(node_type: str) -> None:
    (problem,) = _problems(WHOLE.replace("type: hang_up", f"type: {node_type}\n    to: caller"))
    assert problem.found == f"type `{node_type}`, for which this version has no medium"
    assert "task" in problem.mend


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("", 1, "nothing"),
        ("- a\n- b", 1, "a list"),
        ("a: [1\nb: 2", 2, "what YAML cannot read"),
        ("flow: a\nflow: b", 2, "`flow` a second time"),
        ("a: &x 1\nb: *x", 1, "an anchor or alias"),
        ("a: !!python/object:os.system {}", 1, "a tag"),
        ("? [a]\n: b", 1, "a list or table as a name"),
        ("a: \x07", 1, "a character"),
        ('a: "\\UFFFFFFFF"', 1, "what YAML cannot read"),
        ("a: b\n---\nc: d", 2, "another document"),
        ("a: " + "[" * (DEPTH_MAX + 1), 1, "levels"),
        ("a: " + "[" * 100_000, 1, "nesting depth"),
        ("a: b\n" * TEXT_LENGTH_MAX, 1, "characters"),
        ("a: [" + "1," * 60_000 + "]", 1, "parts"),
    ],
)
def test_text_that_is_no_flow(text: str, line: int, found: str) -> None:
    assert any(problem.line == line and found in problem.found for problem in _problems(text))


def _whole() -> ParsedFlow:
    parsed = parse_flow(WHOLE, "shop.yaml")
    assert isinstance(parsed, ParsedFlow), parsed
    return parsed


def _problems(text: str) -> tuple[FlowProblem, ...]:
    result = parse_flow(text, "shop.yaml")
    assert not isinstance(result, ParsedFlow)
    return result
