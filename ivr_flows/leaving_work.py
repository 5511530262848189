"""Messages, tasks and calls back: work that a caller leaves behind for a queue. Owns what is handed in."""

from ivr_flows.actions import HandInWork, StopWaiting, TakeMessage
from ivr_flows.inputs import FlowInput, MessageTaken, WorkTaken
from ivr_flows.model import MessageNode, WorkNode
from ivr_flows.session import WaitingFor
from ivr_flows.walk import OUTCOME_MS_MAX, PROMPTS_MS_MAX, Walk
from routing.vocabulary import Medium, PersonalRef


def enter_message(walk: Walk, node: MessageNode) -> None:
    """Ask for a message and record it."""
    take = TakeMessage(walk.prompts(node.say), node.duration_ms_max, node.silence_ms)
    walk.wait(take, WaitingFor.MESSAGE, PROMPTS_MS_MAX + node.duration_ms_max)


def answer_message(walk: Walk, node: MessageNode, given: MessageTaken) -> str | None:
    """Hand the message in; of a caller who has hung up too, once it was recorded."""
    if given.recording is None:
        walk.conclude("nothing_said")
        return node.on_nothing or walk.flow.on_error
    work = HandInWork(
        Medium.VOICEMAIL,
        node.queue_id,
        "",
        node.due_after_ms,
        node.priority,
        recording=given.recording,
        duration_ms=given.duration_ms,
    )
    walk.wait(work, WaitingFor.WORK, OUTCOME_MS_MAX)
    return None


def enter_work(walk: Walk, node: WorkNode) -> str | None:
    """Hand in a task, or a wish to be called back."""
    number = _number(walk, node) if node.medium is Medium.CALLBACK else None
    if node.medium is Medium.CALLBACK and number is None:
        walk.conclude("no_number")
        walk.act(StopWaiting("no_number"))  # whoever waited has chosen not to
        return node.on_refused or walk.flow.on_error
    work = HandInWork(node.medium, node.queue_id, node.subject, node.due_after_ms, node.priority, number=number)
    walk.wait(work, WaitingFor.WORK, OUTCOME_MS_MAX)
    return None


def answer_work(walk: Walk, node: MessageNode | WorkNode, given: FlowInput) -> str | None:
    """The queue has taken the work in, or not."""
    if isinstance(given, WorkTaken):
        walk.conclude("message_left" if isinstance(node, MessageNode) else "handed_in")
        return node.next
    walk.conclude("refused")
    return node.on_refused or walk.flow.on_error


def _number(walk: Walk, node: WorkNode) -> PersonalRef | None:
    if node.number is None:
        return walk.session.caller.number
    collected = walk.session.collected.get(node.number)
    return None if collected is None else PersonalRef(collected)
