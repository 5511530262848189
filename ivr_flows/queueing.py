"""Waiting for an agent, and for a number of the world outside. Owns what a caller hears and may press meanwhile."""

from ivr_flows.actions import DialNumber, Enqueue, PlayWaitingMusic, SayPrompts, StopWaiting
from ivr_flows.inputs import NumberLeft
from ivr_flows.model import QueueNode, TransferNode, WorkNode
from ivr_flows.session import WaitingFor
from ivr_flows.walk import OUTCOME_MS_MAX, PROMPTS_MS_MAX, Walk, find_node
from routing.copying import replace
from routing.vocabulary import Medium, Prompt

AGENT_PROMPTS_MS_MAX = 10_000
NOTICE_MS_MAX = 30_000


def enter_queue(walk: Walk, node: QueueNode) -> None:
    """Wait for an agent."""
    walk.session = replace(walk.session, queue_turn=0)
    walk.act(Enqueue(node.queue_id, node.requires, node.priority, node.preferred, node.excluded))
    _say(walk, node, SayPrompts(walk.prompts(node.say), _keys(node)))


def play_music(walk: Walk, node: QueueNode) -> None:
    """Play music until the next announcement is due."""
    wake_after_ms = node.comfort_every_ms if node.comfort else None
    walk.wait(PlayWaitingMusic(node.music, _keys(node)), WaitingFor.QUEUE_MUSIC, wake_after_ms)


def announce(walk: Walk, node: QueueNode) -> None:
    """Break the music with the next announcement in turn; one that has nothing to say now is passed over."""
    if not node.comfort:
        play_music(walk, node)
        return
    for _ in node.comfort:
        turn = walk.session.queue_turn
        walk.session = replace(walk.session, queue_turn=turn + 1)
        prompts = walk.prompts((node.comfort[turn % len(node.comfort)],))
        if prompts:
            _say(walk, node, SayPrompts(prompts, _keys(node)))
            return
    walk.rest(WaitingFor.QUEUE_MUSIC, node.comfort_every_ms)


def do_without_music(walk: Walk, node: QueueNode) -> None:
    """The caller keeps the place in the queue; the next announcement is the next try at being heard."""
    walk.rest(WaitingFor.QUEUE_MUSIC, node.comfort_every_ms if node.comfort else OUTCOME_MS_MAX)


def announce_agent(walk: Walk, node: QueueNode, notice: str) -> None:
    """Say who has accepted, while the agent's phone is dialled; the talk begins when it was said.

    What the caller has to be told of the talk comes first, and to its end.
    """
    told = (Prompt(notice, walk.session.language),) if notice else ()
    prompts = (*told, *walk.prompts(node.say_agent))
    if prompts:
        wait_ms = NOTICE_MS_MAX + AGENT_PROMPTS_MS_MAX if notice else AGENT_PROMPTS_MS_MAX
        walk.wait(SayPrompts(prompts, must_be_heard=bool(notice)), WaitingFor.AGENT_PROMPTS, wait_ms)


def leave_by_key(walk: Walk, node: QueueNode, key: str | None) -> str | None:
    """The caller has chosen another way than waiting; any other key changes nothing."""
    for offered in node.keys:
        if offered.key == key:
            walk.conclude(offered.label)
            target = find_node(walk.flow, offered.go)
            # A call back takes over the place in line; every other way gives it up.
            if not (isinstance(target, WorkNode) and target.medium is Medium.CALLBACK):
                walk.act(StopWaiting(offered.label))
            return offered.go
    play_music(walk, node)
    return None


def _say(walk: Walk, node: QueueNode, say: SayPrompts) -> None:
    if say.prompts:
        walk.wait(say, WaitingFor.QUEUE_PROMPTS, PROMPTS_MS_MAX)
    else:
        play_music(walk, node)


def _keys(node: QueueNode) -> str:
    return "".join(key.key for key in node.keys)


def enter_transfer(walk: Walk, node: TransferNode) -> None:
    """Dial, with music for the caller."""
    if node.say:
        walk.wait(SayPrompts(walk.prompts(node.say)), WaitingFor.PROMPTS, PROMPTS_MS_MAX)
    else:
        dial_number(walk, node)


def dial_number(walk: Walk, node: TransferNode) -> None:
    """Begin to dial."""
    walk.act(PlayWaitingMusic(node.music))
    walk.wait(DialNumber(node.number, node.ring_ms), WaitingFor.NUMBER, node.ring_ms + OUTCOME_MS_MAX)


def number_reached(walk: Walk) -> None:
    """They talk, for as long as they like."""
    walk.conclude("connected")
    walk.rest(WaitingFor.NUMBER, None)


def number_left(walk: Walk, node: TransferNode, given: NumberLeft) -> str | None:
    """The other has hung up, or never answered."""
    if not given.was_reached:
        walk.conclude("not_reached")
        return node.failed
    if node.after is None:
        walk.end("served")
        return None
    return node.after
