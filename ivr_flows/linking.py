"""Puts sub-flows in their places: the flow that goes live has no node that stands for another flow.

A sub-flow's nodes are copied under names of their own (``check.ask``); the node that named it becomes its entrance,
each return a way back. What the flow around it has for key 0 and for errors holds within. Judges nothing: what cannot
be linked is a ``LinkFault``.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr_flows.expressions import TEXT_LENGTH_MAX, Literal, print_expression
from ivr_flows.model import (
    Assignment,
    AuthenticateNode,
    BranchNode,
    Flow,
    Node,
    Recorded,
    ReturnNode,
    SetNode,
    SourceNode,
    SubflowNode,
)
from ivr_flows.scoping import expression_in_scope, node_in_scope, variables_in_scope
from ivr_flows.session import Scalar
from ivr_flows.speaking.prompt_text import Value
from ivr_flows.ways import entrances, reached_from, ways_out
from routing.copying import replace

LINKED_NODES_MAX = 1_000
DEPTH_MAX = 5


@dataclass(frozen=True, slots=True)
class LinkFault:
    """Why a node of the flow cannot be replaced by the flow that it names.

    Where it is not ``is_ours``, the cause lies in another flow, where it is found as well.
    """

    node_id: str
    found: str
    expected: str
    mend: str
    is_ours: bool = True


class _CannotLinkError(Exception):
    def __init__(self, node_id: str, found: str, expected: str, mend: str, again: str = "") -> None:
        super().__init__(found)
        self.fault = LinkFault(node_id, found, expected, mend)
        self.again = again


def link_flow(flow: Flow, others: Mapping[str, Flow]) -> Flow | LinkFault:
    """The flow with every sub-flow in its place; a flow without any is itself."""
    try:
        linked = _linked(flow, others, (str(flow.flow_id),))
    except _CannotLinkError as stopped:
        return stopped.fault
    return linked if linked is flow else _without_strays(linked)


def _linked(flow: Flow, others: Mapping[str, Flow], chain: tuple[str, ...]) -> Flow:
    if not any(isinstance(node, SubflowNode) for node in flow.nodes):
        return flow
    nodes: list[Node] = []
    variables = dict(flow.variables)
    spoken: dict[str, tuple[Recorded | Value, ...]] = dict(flow.spoken)
    versions = [flow.version]
    for node in flow.nodes:
        if not isinstance(node, SubflowNode):
            nodes.append(node)
            continue
        inner = _inner(node, others, chain)
        variables |= variables_in_scope(inner.variables, f"{node.node_id}.")
        spoken |= inner.spoken
        versions.append(f"{node.node_id} {inner.version}")
        nodes.extend(_in_place(node, inner))
        if len(nodes) > LINKED_NODES_MAX:
            found, expected = f"more than {LINKED_NODES_MAX} nodes with all sub-flows", f"at most {LINKED_NODES_MAX}"
            raise _CannotLinkError(node.node_id, found, expected, "use fewer sub-flows")
    version = hashlib.sha256("\n".join(versions).encode()).hexdigest()[:12]
    return replace(flow, version=version, nodes=tuple(nodes), variables=variables, spoken=spoken)


def _inner(node: SubflowNode, others: Mapping[str, Flow], chain: tuple[str, ...]) -> Flow:
    name = str(node.flow_id)
    if name in chain:
        found = f"a flow within itself ({' > '.join((*chain, name))})"
        raise _CannotLinkError(node.node_id, found, "sub-flows that end", "lead back with a `return` instead", name)
    if name not in others:
        raise _CannotLinkError(node.node_id, f"no flow `{name}`", "a flow of the center", "write it, or name another")
    if len(chain) > DEPTH_MAX:
        found = f"more than {DEPTH_MAX} flows within each other"
        raise _CannotLinkError(node.node_id, found, f"at most {DEPTH_MAX}", "put some into one")
    try:
        return _linked(others[name], others, (*chain, name))
    except _CannotLinkError as stopped:
        # To whoever reads the outer flow, its own node is the place.
        stopped.fault = replace(stopped.fault, node_id=node.node_id, is_ours=stopped.again == chain[0])
        raise


def _in_place(node: SubflowNode, inner: Flow) -> Iterator[Node]:
    """The entrance, and the sub-flow's nodes with their returns led back."""
    scope = f"{node.node_id}."
    yield SetNode(node.node_id, _first_values(node, inner), scope + inner.start)
    exits = {way.result: way.go for way in node.exits}
    for each in inner.nodes:
        if isinstance(each, SubflowNode):
            raise AssertionError("the inner flow is linked first")
        if not isinstance(each, ReturnNode):
            yield _checked(node, node_in_scope(each, scope))
            continue
        target = exits.get(each.result, node.otherwise)
        if target is None:
            found, expected = f"no way for the result `{each.result}` of `{inner.flow_id}`", "a way for each result"
            raise _CannotLinkError(
                node.node_id, found, expected, f"add it to `on`: `{each.result}: NODE`, or `otherwise:`"
            )
        results = tuple(
            Assignment(result.variable, expression_in_scope(result.value, scope)) for result in node.results
        )
        yield _checked(node, SetNode(scope + each.node_id, results, target))


def _first_values(node: SubflowNode, inner: Flow) -> tuple[Assignment, ...]:
    """What each variable of the sub-flow is when the caller comes to it, also for the second time."""
    scope = f"{node.node_id}."
    given = {argument.variable: argument.value for argument in node.arguments}
    return tuple(
        Assignment(scope + name, given.get(name) or print_expression(Literal(_first_value(value))))
        for name, value in inner.variables.items()
    )


def _first_value(value: Scalar) -> str | int | bool:
    assert value is not None, "a variable is declared with a value"
    return value


def _checked(node: SubflowNode, placed: Node) -> Node:
    """Longer names must not make an expression longer than one may be."""
    texts: list[str] = []
    match placed:
        case BranchNode():
            texts = [case.when for case in placed.cases]
        case SetNode():
            texts = [each.value for each in placed.assignments]
        case SourceNode() | AuthenticateNode():
            texts = [each.value for each in placed.arguments]
    if any(len(text) > TEXT_LENGTH_MAX for text in texts):
        found = f"an expression that becomes longer than {TEXT_LENGTH_MAX} characters in this place"
        raise _CannotLinkError(node.node_id, found, "shorter names", "give this node a shorter name")
    return placed


def _without_strays(flow: Flow) -> Flow:
    """Nodes of sub-flows to which nothing leads here, such as their own ends for errors, are left out."""
    reached = reached_from(flow, (target for _, target in entrances(flow)), ways_out)
    return replace(flow, nodes=tuple(node for node in flow.nodes if node.node_id in reached or "." not in node.node_id))
