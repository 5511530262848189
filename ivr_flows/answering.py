"""What a node does with the answer it waited for, and with none. Owns which answer fits which node and wait.

Each function returns the next target, or None when the session waits again or has ended.
"""

from ivr_flows.asking_sources import answer_lookup, answer_pin, answer_source, answer_verification
from ivr_flows.collecting import answer_collect, ask_digits_in_keys, confirm_collect
from ivr_flows.entering import go_wrong
from ivr_flows.flow_keys import follow_flow_wide_key
from ivr_flows.inputs import (
    AgentAccepted,
    DigitsGiven,
    FlowInput,
    KeyPressed,
    LookupEnded,
    MessageTaken,
    NotUnderstood,
    NumberLeft,
    NumberReached,
    PhraseGiven,
    PromptsPlayed,
    QueueRefused,
    SecretVerified,
    SourceAnswered,
    WorkTaken,
)
from ivr_flows.leaving_work import answer_message, answer_work
from ivr_flows.listening import CANNOT_LISTEN
from ivr_flows.menus import answer_menu, answer_rating, ask_menu_in_keys, confirm_menu
from ivr_flows.model import (
    AuthenticateNode,
    CollectNode,
    LookupNode,
    MenuNode,
    MessageNode,
    Node,
    QueueNode,
    RatingNode,
    SayNode,
    SourceNode,
    TransferNode,
    WorkNode,
)
from ivr_flows.queueing import (
    announce_agent,
    dial_number,
    do_without_music,
    leave_by_key,
    number_left,
    number_reached,
    play_music,
)
from ivr_flows.session import WaitingFor
from ivr_flows.walk import Walk
from routing.copying import replace


def answer(walk: Walk, node: Node | None, given: FlowInput) -> str | None:
    """Where this input leads from here; None also for one that does not fit (any more)."""
    waiting_for = walk.session.waiting_for
    if waiting_for in (WaitingFor.QUEUE_PROMPTS, WaitingFor.QUEUE_MUSIC, WaitingFor.AGENT_PROMPTS):
        return _answer_waiting(walk, node, given) if isinstance(node, QueueNode) else None
    match waiting_for, node, given:
        case WaitingFor.PROMPTS, SayNode(), PromptsPlayed():
            walk.conclude("said")
            return node.next
        case WaitingFor.PROMPTS, SayNode(), KeyPressed(str() as key):
            return follow_flow_wide_key(walk, key)
        case WaitingFor.PROMPTS, TransferNode(), PromptsPlayed():
            dial_number(walk, node)
            return None
        case WaitingFor.KEY, MenuNode(), KeyPressed() | PhraseGiven() | NotUnderstood():
            return answer_menu(walk, node, given)
        case WaitingFor.KEY, RatingNode(), KeyPressed() | PhraseGiven() | NotUnderstood():
            return answer_rating(walk, node, given)
        case WaitingFor.CONFIRMATION, MenuNode(), KeyPressed() | PhraseGiven() | NotUnderstood():
            return confirm_menu(walk, node, given)
        case WaitingFor.CONFIRMATION, CollectNode(), KeyPressed() | PhraseGiven() | NotUnderstood():
            return confirm_collect(walk, node, given)
        case WaitingFor.DIGITS, CollectNode(), DigitsGiven() | PhraseGiven() | NotUnderstood():
            return answer_collect(walk, node, given)
        case _:
            return _answer_of_service(walk, node, given)


def _answer_of_service(walk: Walk, node: Node | None, given: FlowInput) -> str | None:
    match walk.session.waiting_for, node, given:
        case WaitingFor.LOOKUP, LookupNode(), LookupEnded():
            return answer_lookup(walk, node, given)
        case WaitingFor.LOOKUP, SourceNode(), SourceAnswered():
            return answer_source(walk, node, given)
        case WaitingFor.DIGITS, AuthenticateNode(), DigitsGiven():
            return answer_pin(walk, node, given)
        case WaitingFor.VERIFICATION, AuthenticateNode(), SecretVerified():
            return answer_verification(walk, node, given)
        case WaitingFor.MESSAGE, MessageNode(), MessageTaken():
            return answer_message(walk, node, given)
        case WaitingFor.WORK, MessageNode() | WorkNode(), WorkTaken() | QueueRefused():
            return answer_work(walk, node, given)
        case WaitingFor.NUMBER, TransferNode(), NumberReached():
            number_reached(walk)
            return None
        case WaitingFor.NUMBER, TransferNode(), NumberLeft():
            return number_left(walk, node, given)
        case _:
            return None


def _answer_waiting(walk: Walk, node: QueueNode, given: FlowInput) -> str | None:
    match given:
        case PromptsPlayed() if walk.session.waiting_for is not WaitingFor.QUEUE_MUSIC:
            play_music(walk, node)
            return None
        case AgentAccepted(notice):
            announce_agent(walk, node, notice)
            return None
        case KeyPressed(key):
            return leave_by_key(walk, node, key)
        case QueueRefused(code):
            return go_wrong(walk, "refused", dict(node.on_reason).get(code, node.on_refused))
        case _:
            return None


def fail(walk: Walk, node: Node, result: str, reason: str = "") -> str | None:
    """What the node asked for could not be done, or its outcome was lost."""
    if reason == CANNOT_LISTEN and walk.session.listens:
        return _go_on_in_keys(walk, node, result)
    match node:
        case SayNode():
            # A recording that cannot be heard must not keep the caller from what comes after it.
            return go_wrong(walk, result, node.next)
        case MenuNode() | CollectNode() | RatingNode():
            return go_wrong(walk, result, node.on_failure)
        case LookupNode() | SourceNode() | AuthenticateNode() | TransferNode():
            return go_wrong(walk, result, node.failed)
        case MessageNode():
            return go_wrong(walk, result, node.on_nothing)
        case WorkNode():
            return go_wrong(walk, result, node.on_refused)
        case QueueNode() if walk.session.waiting_for is not WaitingFor.QUEUE_MUSIC:
            play_music(walk, node)
            return None
        case QueueNode():
            do_without_music(walk, node)
            return None
        case _:
            return go_wrong(walk, result)


def _go_on_in_keys(walk: Walk, node: Node, result: str) -> str | None:
    """Nobody can listen to this caller any more: what was asked is asked again, in keys."""
    walk.session = replace(walk.session, listens=False, unconfirmed="")
    match node:
        case MenuNode():
            ask_menu_in_keys(walk, node)
        case CollectNode():
            ask_digits_in_keys(walk, node)
        case _:
            return fail(walk, node, result)
    return None
