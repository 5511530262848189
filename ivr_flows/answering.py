"""What a node does with the answer it waited for. Owns the second half of each node's behaviour, failures included.

Each function returns the next target, or None when the session waits again or has ended.
"""

from ivr_flows.actions import SayPrompts
from ivr_flows.entering import KEY_BACK, KEY_PERSON, KEY_REPEAT, ask_digits, ask_menu, go_wrong, play_music
from ivr_flows.inputs import DigitsGiven, LookupEnded, LookupResult
from ivr_flows.model import CollectNode, LookupNode, MenuNode, Node, QueueNode, SayNode
from ivr_flows.session import WaitingFor
from ivr_flows.walk import PROMPTS_MS_MAX, Walk
from routing.copying import replace


def answer_menu(walk: Walk, node: MenuNode, key: str | None) -> str | None:
    """A key was pressed, or the time for one has passed."""
    if key is None:
        return _ask_menu_again(walk, node, "timeout")
    for offered in node.keys:
        if offered.key == key:
            walk.conclude(offered.label)
            return offered.go
    if key == KEY_PERSON and walk.flow.person is not None:
        walk.conclude("person")
        return walk.flow.person
    if key == KEY_BACK and len(walk.session.menus) > 1:
        walk.conclude("back")
        return walk.session.menus[-2]
    if key in (KEY_BACK, KEY_REPEAT):
        walk.conclude("repeat")
        return node.node_id
    return _ask_menu_again(walk, node, "wrong_key")


def _ask_menu_again(walk: Walk, node: MenuNode, result: str) -> str | None:
    attempt = walk.session.attempt + 1
    if attempt > 1 + len(node.say_again):
        walk.conclude(result)
        return node.on_failure or walk.flow.on_error
    walk.conclude(result)
    walk.arrive(node.node_id)
    walk.session = replace(walk.session, attempt=attempt)
    reason = node.say_on_timeout if result == "timeout" else node.say_on_wrong_key
    ask_menu(walk, node, reason, node.say_again[attempt - 2])
    return None


def answer_collect(walk: Walk, node: CollectNode, given: DigitsGiven) -> str | None:
    """Digits came, or none, or too few."""
    session = walk.session
    others = {name: ref for name, ref in session.collected.items() if name != node.name}
    lengths = {name: length for name, length in session.collected_lengths.items() if name != node.name}
    if given.digits is not None and node.digits_min <= given.length <= node.digits_max:
        walk.session = replace(
            session,
            collected={**others, node.name: given.digits},
            collected_lengths={**lengths, node.name: given.length},
        )
        walk.conclude("given")
        return node.next
    walk.session = replace(session, collected=others, collected_lengths=lengths)
    if given.digits is None and not given.timed_out and node.on_skip is not None:
        walk.conclude("skipped")
        return node.on_skip
    return _ask_digits_again(walk, node, "timeout" if given.digits is None else "wrong_length")


def _ask_digits_again(walk: Walk, node: CollectNode, result: str) -> str | None:
    attempt = walk.session.attempt + 1
    walk.conclude(result)
    if attempt > 1 + len(node.say_again):
        return node.on_failure or walk.flow.on_error
    walk.arrive(node.node_id)
    walk.session = replace(walk.session, attempt=attempt)
    reason = node.say_on_timeout if result == "timeout" else node.say_on_wrong_length
    ask_digits(walk, node, reason, node.say_again[attempt - 2])
    return None


def answer_lookup(walk: Walk, node: LookupNode, given: LookupEnded) -> str:
    """The customer was found, or not, or nobody can tell now."""
    walk.conclude(given.result.value)
    match given.result:
        case LookupResult.FOUND if given.caller is not None:
            walk.session = replace(walk.session, caller=given.caller)
            return node.found
        case LookupResult.FAILED:
            return node.failed
        case _:
            return node.not_found


def announce(walk: Walk, node: QueueNode) -> None:
    """Break the music with the next announcement in turn."""
    if not node.comfort:
        play_music(walk, node)
        return
    turn = walk.session.queue_turn
    walk.session = replace(walk.session, queue_turn=turn + 1)
    recording = node.comfort[turn % len(node.comfort)]
    walk.wait(SayPrompts(walk.prompts((recording,))), WaitingFor.QUEUE_PROMPTS, PROMPTS_MS_MAX)


def fail(walk: Walk, node: Node, result: str) -> str | None:
    """What the node asked for could not be done, or its outcome was lost."""
    match node:
        case SayNode():
            # A recording that cannot be heard must not keep the caller from what comes after it.
            return go_wrong(walk, result, node.next)
        case MenuNode() | CollectNode():
            return go_wrong(walk, result, node.on_failure)
        case LookupNode():
            return go_wrong(walk, result, node.failed)
        case QueueNode() if walk.session.waiting_for is WaitingFor.QUEUE_PROMPTS:
            play_music(walk, node)
            return None
        case QueueNode():
            # The caller keeps the place in the queue; the next announcement is the next try at being heard.
            walk.rest(WaitingFor.QUEUE_MUSIC, node.comfort_every_ms)
            return None
        case _:
            return go_wrong(walk, result)
