"""What a queue node may ask for its caller: read, refused where it makes no sense, and checked against the center."""

import pytest

from ivr_flows.lint import Surroundings, lint_flow
from ivr_flows.model import Preference, QueueNode
from ivr_flows.parse import ParsedFlow, parse_flow
from ivr_flows.problems import FlowProblem

pytestmark = pytest.mark.unit


def text(*lines: str) -> str:
    node = "".join(f"    {line}\n" for line in lines)
    return (
        "flow: x\nlanguages: [en]\nstart: wait\non_error: bye\nnodes:\n"
        f"  wait:\n    type: queue\n    queue: sales\n{node}  bye: {{type: hang_up}}\n"
    )


def queue_node(*lines: str) -> QueueNode:
    parsed = parse_flow(text(*lines), "x.yaml")
    assert isinstance(parsed, ParsedFlow), parsed
    (node,) = [node for node in parsed.flow.nodes if isinstance(node, QueueNode)]
    return node


def problems(*lines: str) -> list[FlowProblem]:
    parsed = parse_flow(text(*lines), "x.yaml")
    if not isinstance(parsed, ParsedFlow):
        return list(parsed)
    surroundings = Surroundings(
        frozenset(), frozenset({"sales"}), frozenset(), frozenset({"default"}), frozenset({"alice"})
    )
    return list(lint_flow(parsed, surroundings))


def test_a_queue_node_asks_for_nothing_unless_it_says_so() -> None:
    node = queue_node()
    assert (node.requires, node.priority, node.on_reason, node.preferred, node.excluded) == ("", 0, (), None, ())


def test_all_that_a_queue_node_may_ask_for() -> None:
    node = queue_node(
        'requires: "spanish >= 60"',
        "priority: 5",
        "preferred: {agent: last, wait_s: 20, if_busy: go_on, if_absent: wait}",
        "excluded: [alice]",
        "on_reason: {queue_full: bye, voicemail: bye}",
    )
    assert (node.requires, node.priority, node.excluded) == ("spanish >= 60", 5, ("alice",))
    assert node.preferred == Preference("last", 20_000, waits_if_busy=False, waits_if_absent=True)
    assert node.on_reason == (("queue_full", "bye"), ("voicemail", "bye"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("priority: -1", "a whole number from 0"),
        ("preferred: {agent: alice}", "seconds above 0"),
        ("preferred: {agent: alice, wait_s: 20, if_busy: never}", "wait or go_on"),
        ("preferred: {agent: alice, wait_s: 20, rush: yes}", "rush"),
        ("excluded: alice", "a list of agents' names"),
        ("excluded: [{agent: alice}]", "an agent's name"),
        ("on_reason: {Queue-Full: bye}", "a reason such as queue_full"),
        ("on_reason: {queue_full: nowhere}", "nowhere"),
        ("preferred: {agent: bob, wait_s: 20}", "bob"),
        ("excluded: [bob]", "bob"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(line: str, told: str) -> None:
    found = problems(line)
    assert any(told in f"{one.found} {one.expected} {one.mend}" for one in found), found
    assert all(one.line >= 6 for one in found), found
