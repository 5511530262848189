"""What a node does when the caller comes to it. Owns the first half of each node's behaviour; ``answering`` the second.

Each function returns the next target, or None when the session now waits or has ended.
"""

from typing import assert_never

from ivr_flows.actions import AskDigits, AskMenu, Enqueue, LookUpCustomer, PlayWaitingMusic, SayPrompts
from ivr_flows.evaluation import collect_names, evaluate, facts_of
from ivr_flows.expressions import ExpressionError, parse_expression
from ivr_flows.model import (
    BranchNode,
    CollectNode,
    GotoNode,
    HangUpNode,
    HoursNode,
    LanguageNode,
    LookupNode,
    MenuNode,
    Node,
    QueueNode,
    Recording,
    SayNode,
    SetNode,
)
from ivr_flows.session import Scalar, WaitingFor
from ivr_flows.walk import OUTCOME_MS_MAX, PROMPTS_MS_MAX, Walk, find_node
from routing.copying import replace
from routing.vocabulary import PersonalRef

KEY_PERSON, KEY_BACK, KEY_REPEAT = "0", "*", "#"


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
        case MenuNode():
            _enter_menu(walk, node)
            return None
        case CollectNode():
            walk.session = replace(walk.session, attempt=1)
            ask_digits(walk, node, node.say)
            return None
        case BranchNode():
            return _enter_branch(walk, node)
        case SetNode():
            return _enter_set(walk, node)
        case LanguageNode():
            walk.session = replace(walk.session, language=node.language)
            walk.conclude(node.language)
            return node.next
        case HoursNode():
            is_open = walk.is_open(node.calendar)
            walk.conclude("open" if is_open else "closed")
            return node.open if is_open else node.closed
        case LookupNode():
            return _enter_lookup(walk, node)
        case QueueNode():
            _enter_queue(walk, node)
            return None
        case GotoNode():
            walk.conclude("passed")
            return node.go
        case HangUpNode():
            walk.end("ended")
            return None
        case _:
            assert_never(node)


def _enter_say(walk: Walk, node: SayNode) -> str | None:
    if not node.say:
        walk.conclude("said")
        return node.next
    walk.wait(SayPrompts(walk.prompts(node.say)), WaitingFor.PROMPTS, PROMPTS_MS_MAX)
    return None


def _enter_menu(walk: Walk, node: MenuNode) -> None:
    menus = walk.session.menus
    # A menu met again cuts the way back to where it first stood, so the way never grows beyond the flow's menus.
    before = menus[: menus.index(node.node_id)] if node.node_id in menus else menus
    walk.session = replace(walk.session, attempt=1, menus=(*before, node.node_id))
    ask_menu(walk, node, node.say)


def ask_menu(walk: Walk, node: MenuNode, *parts: tuple[Recording, ...]) -> None:
    """Ask for a key with these words."""
    keys = "".join(key.key for key in node.keys)
    if walk.flow.person is not None and KEY_PERSON not in keys:
        keys += KEY_PERSON
    ask = AskMenu(walk.prompts(*parts), keys + KEY_BACK + KEY_REPEAT, node.timeout_ms)
    walk.wait(ask, WaitingFor.KEY, PROMPTS_MS_MAX + node.timeout_ms)


def ask_digits(walk: Walk, node: CollectNode, *parts: tuple[Recording, ...]) -> None:
    """Ask for digits with these words."""
    ask = AskDigits(
        walk.prompts(*parts),
        digits_min=node.digits_min,
        digits_max=node.digits_max,
        terminator=node.terminator,
        first_digit_timeout_ms=node.first_digit_timeout_ms,
        next_digit_timeout_ms=node.next_digit_timeout_ms,
    )
    entry_ms_max = node.first_digit_timeout_ms + node.digits_max * node.next_digit_timeout_ms
    walk.wait(ask, WaitingFor.DIGITS, PROMPTS_MS_MAX + entry_ms_max)


def _facts(walk: Walk) -> dict[str, Scalar]:
    return facts_of(walk.session, collect_names(walk.flow))


def _enter_branch(walk: Walk, node: BranchNode) -> str | None:
    facts = _facts(walk)
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
            value = evaluate(parse_expression(assignment.value), _facts(walk))
            walk.session = replace(walk.session, variables={**walk.session.variables, assignment.variable: value})
    except ExpressionError:
        # As for a branch.
        return go_wrong(walk, "failed")
    walk.conclude("set")
    return node.next


def _enter_lookup(walk: Walk, node: LookupNode) -> str | None:
    digits = walk.session.collected.get(node.by)
    if digits is None:
        walk.conclude("not_given")
        return node.not_found
    walk.wait(LookUpCustomer(PersonalRef(digits)), WaitingFor.LOOKUP, OUTCOME_MS_MAX)
    return None


def _enter_queue(walk: Walk, node: QueueNode) -> None:
    walk.session = replace(walk.session, queue_turn=0)
    walk.act(Enqueue(node.queue_id, node.requires, node.priority, node.preferred, node.excluded))
    if node.say:
        walk.wait(SayPrompts(walk.prompts(node.say)), WaitingFor.QUEUE_PROMPTS, PROMPTS_MS_MAX)
    else:
        play_music(walk, node)


def play_music(walk: Walk, node: QueueNode) -> None:
    """Play music until the next announcement is due."""
    wake_after_ms = node.comfort_every_ms if node.comfort else None
    walk.wait(PlayWaitingMusic(node.music), WaitingFor.QUEUE_MUSIC, wake_after_ms)
