"""Which ways of the flows were taken: each way that a node names, and each entrance. Owns how a way is recognised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ivr_flows.inputs import FlowInput, QueueRefused
from ivr_flows.model import (
    AuthenticateNode,
    BranchNode,
    CollectNode,
    Flow,
    GotoNode,
    HoursNode,
    LookupNode,
    MenuNode,
    MessageNode,
    Node,
    QueueNode,
    RatingNode,
    ReturnNode,
    SourceNode,
    SubflowNode,
    TransferNode,
    WorkNode,
)
from ivr_flows.parse import ParsedFlow
from ivr_flows.session import Session
from ivr_flows.testing.subject import FlowSet, Subject
from ivr_flows.ways import entrances, ways_out

FLOW_ITSELF = ""
AGAIN = frozenset({"timeout", "wrong_key", "wrong_length", "wrong_form", "wrong", "not_understood", "not_confirmed"})
FLOW_WIDE = frozenset({"person", "back", "repeat"})

Taken = tuple[str, str, str]
"""A flow, one of its nodes (empty for the flow's own fields) and the field of a way."""


@dataclass(frozen=True, slots=True)
class WayToTake:
    """A way of a flow and the line where it is written."""

    node: str
    field: str
    line: int


@dataclass(frozen=True, slots=True)
class FlowCoverage:
    """How much of a flow the tests went through."""

    flow_id: str
    file: str
    ways: int
    never: tuple[WayToTake, ...]

    @property
    def percent(self) -> float:
        """The share of ways that were taken."""
        return 100.0 * (self.ways - len(self.never)) / self.ways if self.ways else 100.0


def coverage(flows: FlowSet, taken: Iterable[Taken], names: Sequence[str]) -> tuple[FlowCoverage, ...]:
    """The coverage of these flows."""
    known = frozenset(taken)
    return tuple(_of_flow(flows.written[name], flows.subjects[name], known) for name in names)


def _of_flow(parsed: ParsedFlow, subject: Subject, taken: frozenset[Taken]) -> FlowCoverage:
    flow_id = str(parsed.flow.flow_id)
    own = [field for field, _ in entrances(parsed.flow) if field != "on_error" or _can_go_wrong(subject.flow)]
    ways = [(FLOW_ITSELF, field, parsed.lines.get(f".{field}", 1)) for field in own]
    for node in parsed.flow.nodes:
        ways += [(node.node_id, field, _line(parsed, node, field)) for field, _ in ways_out(node)]
    never = (WayToTake(*way) for way in ways if (flow_id, way[0], way[1]) not in taken)
    return FlowCoverage(flow_id, parsed.file, len(ways), tuple(never))


def _can_go_wrong(flow: Flow) -> bool:
    """Whether anything leads to ``on_error``: a node that can go wrong without a way of its own for it."""
    for node in flow.nodes:
        match node:
            case MenuNode(on_failure=None) | CollectNode(on_failure=None) | RatingNode(on_failure=None):
                return True
            case QueueNode(on_refused=None) | WorkNode(on_refused=None):
                return True
            case MessageNode() if None in (node.on_nothing, node.on_refused):
                return True
            case _:
                pass
    return False


def _line(parsed: ParsedFlow, node: Node, field: str) -> int:
    words = field.split(" ")
    lists = {"key": "keys", "case": "cases"}
    return parsed.line_of(node.node_id, ".".join([lists.get(words[0], words[0]), *words[1:]]))


class WaysTaken:
    """Watches one call and notes the ways that it takes, of the flow and of the sub-flows within."""

    def __init__(self, subject: Subject) -> None:
        self.taken: set[Taken] = set()
        self._subject = subject

    def watch(self, before: Session, after: Session, given: FlowInput) -> None:
        """Note what one step of the session went through."""
        if before.path == after.path:
            return
        if not before.path:
            self.taken.add((str(after.flow_id), FLOW_ITSELF, "start"))
        path = after.path
        for place in range(max(0, len(before.path) - 1), len(path) - 1):
            self._note(path[place].node, path[place].result, path[place + 1].node, given)

    def _note(self, node_id: str, result: str, target: str, given: FlowInput) -> None:
        origin = self._subject.origins.get(node_id)
        if origin is None or (node_id == target and result in AGAIN | FLOW_WIDE):
            return
        flow = self._subject.flow
        if isinstance(origin.node, SubflowNode):
            self.taken.add((str(origin.node.flow_id), FLOW_ITSELF, "start"))
        elif isinstance(origin.node, ReturnNode):
            self._note_return(origin.scope, origin.node.result)
        elif result == "person" or (result == "left" and target == flow.person):
            self.taken.add((str(flow.flow_id), FLOW_ITSELF, "person"))
        else:
            self._note_way(node_id, origin.scope, _fields(origin.node, result, given), target)

    def _note_way(self, node_id: str, scope: str, fields: tuple[str, ...], target: str) -> None:
        origin = self._subject.origins[node_id]
        ways = dict(ways_out(origin.node))
        for field in fields:
            if field in ways and scope + ways[field] == target:
                self.taken.add((str(origin.flow_id), origin.node.node_id, field))
                return
        if target == self._subject.flow.on_error:
            self.taken.add((str(self._subject.flow.flow_id), FLOW_ITSELF, "on_error"))

    def _note_return(self, scope: str, result: str) -> None:
        """A sub-flow has ended: the way out is one of the node's that stands for it."""
        origin = self._subject.origins[scope.removesuffix(".")]
        if isinstance(origin.node, SubflowNode):
            has_exit = any(way.result == result for way in origin.node.exits)
            self.taken.add((str(origin.flow_id), origin.node.node_id, f"on {result}" if has_exit else "otherwise"))


def _fields(node: Node, result: str, given: FlowInput) -> tuple[str, ...]:
    """The fields whose way a node takes with this result, the likeliest first."""
    match node:
        case BranchNode() | HoursNode():
            return (result,)
        case MenuNode():
            return (result,) if result.startswith("key ") else ("on_failure",)
        case CollectNode():
            ends = {"given": "next", "skipped": "on_skip", "left": "on_star"}
            return (ends.get(result, f"words {result}"), "on_failure")
        case LookupNode() | SourceNode():
            return ({"found": "found", "not_found": "not_found", "not_given": "not_found"}.get(result, ""), "failed")
        case GotoNode():
            return ("go",)
        case _:
            return _fields_of_service(node, result, given)


def _fields_of_service(node: Node, result: str, given: FlowInput) -> tuple[str, ...]:
    match node:
        case AuthenticateNode():
            known = ("verified", "locked")
            if result in known:
                return (result,)
            return ("failed",) if result in ("failed", "late") else ("not_verified",)
        case QueueNode():
            if isinstance(given, QueueRefused) and result == "refused":
                return (f"on_reason {given.code}", "on_refused")
            return ("after_agent",) if result == "connected" else (result,)
        case TransferNode():
            return ("after",) if result == "connected" else ("failed",)
        case MessageNode():
            return ({"message_left": "next", "refused": "on_refused"}.get(result, "on_nothing"),)
        case WorkNode():
            return ("next",) if result == "handed_in" else ("on_refused",)
        case RatingNode():
            return ("next",) if result.startswith("rated") else ("on_failure", "next")
        case _:
            return ("next",)


def nodes_reached(flow: Flow, session: Session, since: int) -> tuple[str, ...]:
    """The nodes of the path from a place on, without what the flow does not have."""
    known = {node.node_id for node in flow.nodes}
    return tuple(step.node for step in session.path[since:] if step.node in known)
