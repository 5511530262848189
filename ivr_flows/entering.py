"""What a node does when the caller comes to it. Owns the way from node to node, and the nodes that need nobody.

Each function returns the next target, or None when the session now waits or has ended.
"""

from typing import assert_never

from ivr_flows.actions import ReturnResult, SayPrompts
from ivr_flows.asking_sources import enter_authenticate, enter_lookup, enter_source
from ivr_flows.collecting import enter_collect
from ivr_flows.evaluation import evaluate
from ivr_flows.expressions import ExpressionError, parse_expression
from ivr_flows.flow_keys import flow_wide_keys
from ivr_flows.leaving_work import enter_message, enter_work
from ivr_flows.menus import enter_menu, enter_rating
from ivr_flows.model import (
    AuthenticateNode,
    BranchNode,
    CollectNode,
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
from ivr_flows.queueing import enter_queue, enter_transfer
from ivr_flows.session import WaitingFor
from ivr_flows.walk import PROMPTS_MS_MAX, Walk, find_node
from routing.copying import replace


def go(walk: Walk, target: str | None) -> None:
    """Run through nodes until one waits or the session ends; bounded by the length of the path."""
    while target is not None:
        allowed = walk.redirected(target)
        node = None if allowed is None else find_node(walk.flow, allowed)
        if node is None:
            if allowed is None or allowed == walk.flow.on_error:
                walk.end("lost")
                return
            target = walk.flow.on_error
            continue
        walk.arrive(node.node_id)
        target = _enter(walk, node)


def go_wrong(walk: Walk, result: str, target: str | None = None) -> str | None:
    """Something could not be done: the node's own way out, else the flow's, else the end."""
    way_out = target or walk.flow.on_error
    if not walk.count_failure() or way_out == walk.session.node:
        walk.end(result)
        return None
    walk.conclude(result)
    return way_out


def _enter(walk: Walk, node: Node) -> str | None:
    match node:
        case SayNode():
            return _enter_say(walk, node)
        case BranchNode():
            return _enter_branch(walk, node)
        case SetNode():
            return _enter_set(walk, node)
        case LanguageNode():
            walk.session = replace(walk.session, language=node.language)
            walk.conclude(node.language)
            return node.next
        case HoursNode():
            is_open = walk.around.is_open(node.calendar)
            walk.conclude("open" if is_open else "closed")
            return node.open if is_open else node.closed
        case GotoNode():
            walk.conclude("passed")
            return node.go
        case HangUpNode():
            walk.end("ended")
            return None
        case ReturnNode():
            walk.end(node.result, ReturnResult(node.result))
            return None
        case _:
            return _enter_asking(walk, node)


def _enter_asking(walk: Walk, node: Node) -> str | None:
    """The nodes that wait for somebody: the caller, a source, an agent."""
    match node:
        case MenuNode():
            enter_menu(walk, node)
        case CollectNode():
            enter_collect(walk, node)
        case LookupNode():
            return enter_lookup(walk, node)
        case SourceNode():
            return enter_source(walk, node)
        case AuthenticateNode():
            return enter_authenticate(walk, node)
        case QueueNode():
            enter_queue(walk, node)
        case TransferNode():
            enter_transfer(walk, node)
        case MessageNode():
            enter_message(walk, node)
        case RatingNode():
            enter_rating(walk, node)
        case WorkNode():
            return enter_work(walk, node)
        case SubflowNode():
            return go_wrong(walk, "failed")  # linking has put the other flow in its place, or the flow was refused
        case (
            SayNode()
            | BranchNode()
            | SetNode()
            | LanguageNode()
            | HoursNode()
            | GotoNode()
            | HangUpNode()
            | ReturnNode()
        ):
            raise AssertionError("a node that waits for nobody")
        case _:
            assert_never(node)
    return None


def _enter_say(walk: Walk, node: SayNode) -> str | None:
    prompts = walk.prompts(node.say)
    if not prompts:
        walk.conclude("said")
        return node.next
    keys = "" if node.must_be_heard else flow_wide_keys(walk)
    walk.wait(SayPrompts(prompts, keys, node.must_be_heard), WaitingFor.PROMPTS, PROMPTS_MS_MAX)
    return None


def _enter_branch(walk: Walk, node: BranchNode) -> str | None:
    facts = walk.facts
    try:
        for case in node.cases:
            if evaluate(parse_expression(case.when), facts) is True:
                walk.conclude(case.label)
                return case.go
    except ExpressionError:
        # Lint refuses such a flow; one that was never linted still must not lose the caller.
        return go_wrong(walk, "failed")
    walk.conclude("otherwise")
    return node.otherwise


def _enter_set(walk: Walk, node: SetNode) -> str | None:
    try:
        for assignment in node.assignments:
            value = evaluate(parse_expression(assignment.value), walk.facts)
            walk.session = replace(walk.session, variables={**walk.session.variables, assignment.variable: value})
    except ExpressionError:
        # As for a branch.
        return go_wrong(walk, "failed")
    walk.conclude("set")
    return node.next
