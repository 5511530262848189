"""Where each node can lead. Owns the graph of a flow; judges nothing."""

from collections.abc import Callable, Iterable
from typing import assert_never

from ivr_flows.model import (
    BranchNode,
    CollectNode,
    Flow,
    GotoNode,
    HangUpNode,
    HoursNode,
    LanguageNode,
    LookupNode,
    MenuNode,
    Node,
    QueueNode,
    SayNode,
    SetNode,
)

# A way out of a node: the field that names the target, in the author's words, and the target.
Way = tuple[str, str]


def ways_out(node: Node) -> tuple[Way, ...]:
    """Every target that a node names, in the order of its fields."""
    match node:
        case SayNode() | SetNode() | LanguageNode():
            return (("next", node.next),)
        case MenuNode():
            return (*((f"key {key.key}", key.go) for key in node.keys), *_given(("on_failure", node.on_failure)))
        case CollectNode():
            return (("next", node.next), *_given(("on_skip", node.on_skip), ("on_failure", node.on_failure)))
        case BranchNode():
            cases = ((f"case {number}", case.go) for number, case in enumerate(node.cases, start=1))
            return (*cases, ("otherwise", node.otherwise))
        case HoursNode():
            return (("open", node.open), ("closed", node.closed))
        case LookupNode():
            return (("found", node.found), ("not_found", node.not_found), ("failed", node.failed))
        case QueueNode():
            reasons = ((f"on_reason {reason}", target) for reason, target in node.on_reason)
            return (*_given(("after_agent", node.after_agent), ("on_refused", node.on_refused)), *reasons)
        case GotoNode():
            return (("go", node.go),)
        case HangUpNode():
            return ()
        case _:
            assert_never(node)


def ways_of_silence(node: Node) -> tuple[Way, ...]:
    """The ways that a caller takes who does nothing at all, and whom no agent serves."""
    match node:
        case MenuNode() | CollectNode():
            return _given(("on_failure", node.on_failure))
        case QueueNode():
            reasons = ((f"on_reason {reason}", target) for reason, target in node.on_reason)
            return (*_given(("on_refused", node.on_refused)), *reasons)
        case _:
            return ways_out(node)


def _given(*ways: tuple[str, str | None]) -> tuple[Way, ...]:
    return tuple((key, target) for key, target in ways if target is not None)


def entrances(flow: Flow) -> tuple[Way, ...]:
    """The targets that the flow itself names."""
    return (("start", flow.start), ("on_error", flow.on_error), *_given(("person", flow.person)))


def reached_from(flow: Flow, beginnings: Iterable[str], ways: Callable[[Node], tuple[Way, ...]]) -> frozenset[str]:
    """The nodes that can be come to from these, these included, by such ways."""
    by_name = {node.node_id: node for node in flow.nodes}
    open_names = [name for name in beginnings if name in by_name]
    reached = set(open_names)
    while open_names:
        for _, target in ways(by_name[open_names.pop()]):
            if target in by_name and target not in reached:
                reached.add(target)
                open_names.append(target)
    return frozenset(reached)
