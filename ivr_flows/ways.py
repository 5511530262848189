"""Where each node can lead. Owns the graph of a flow; judges nothing."""

from collections.abc import Callable, Iterable
from typing import assert_never

from ivr_flows.model import (
    AuthenticateNode,
    BranchNode,
    CollectNode,
    Flow,
    GotoNode,
    HangUpNode,
    HoursNode,
    LanguageNode,
    LookupNode,
    MenuNode,
    MessageNode,
    Node,
    QueueNode,
    RatingNode,
    ReturnNode,
    SayNode,
    SetNode,
    SourceNode,
    SubflowNode,
    TransferNode,
    WorkNode,
)

ServiceNode = (
    LookupNode
    | SourceNode
    | AuthenticateNode
    | QueueNode
    | TransferNode
    | MessageNode
    | WorkNode
    | RatingNode
    | SubflowNode
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
            words = ((f"words {word.label}", word.go) for word in node.words)
            ends = _given(("on_skip", node.on_skip), ("on_star", node.on_star), ("on_failure", node.on_failure))
            return (("next", node.next), *ends, *words)
        case BranchNode():
            cases = ((f"case {number}", case.go) for number, case in enumerate(node.cases, start=1))
            return (*cases, ("otherwise", node.otherwise))
        case HoursNode():
            return (("open", node.open), ("closed", node.closed))
        case GotoNode():
            return (("go", node.go),)
        case HangUpNode() | ReturnNode():
            return ()
        case _:
            return _ways_out_of_service(node)


def _ways_out_of_service(node: ServiceNode) -> tuple[Way, ...]:
    match node:
        case LookupNode() | SourceNode():
            return (("found", node.found), ("not_found", node.not_found), ("failed", node.failed))
        case AuthenticateNode():
            known = (("verified", node.verified), ("not_verified", node.not_verified))
            return (*known, ("locked", node.locked), ("failed", node.failed))
        case QueueNode():
            reasons = ((f"on_reason {reason}", target) for reason, target in node.on_reason)
            keys = ((f"key {key.key}", key.go) for key in node.keys)
            return (*_given(("after_agent", node.after_agent), ("on_refused", node.on_refused)), *reasons, *keys)
        case TransferNode():
            return (*_given(("after", node.after)), ("failed", node.failed))
        case MessageNode():
            ends = _given(("on_nothing", node.on_nothing), ("on_refused", node.on_refused))
            return (("next", node.next), *ends)
        case WorkNode():
            return (("next", node.next), *_given(("on_refused", node.on_refused)))
        case RatingNode():
            return (("next", node.next), *_given(("on_failure", node.on_failure)))
        case SubflowNode():
            exits = ((f"on {way.result}", way.go) for way in node.exits)
            return (*exits, *_given(("otherwise", node.otherwise)))
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
        case AuthenticateNode():
            return (("not_verified", node.not_verified), ("failed", node.failed))
        case MessageNode():
            return _given(("on_nothing", node.on_nothing), ("on_refused", node.on_refused))
        case RatingNode():
            return _given(("on_failure", node.on_failure)) or (("next", node.next),)
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


def leading_to(flow: Flow, ends: Iterable[str], ways: Callable[[Node], tuple[Way, ...]]) -> frozenset[str]:
    """The nodes from which one of these can be come to, these included, by such ways."""
    before: dict[str, list[str]] = {}
    for node in flow.nodes:
        for _, target in ways(node):
            before.setdefault(target, []).append(node.node_id)
    open_names = list(ends)
    leading = set(open_names)
    while open_names:
        for name in before.get(open_names.pop(), ()):
            if name not in leading:
                leading.add(name)
                open_names.append(name)
    return frozenset(leading)
