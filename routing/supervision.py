"""Decisions of whoever watches over the center: priorities, overrides, modes, missed callers. Changes nothing."""

from routing.admission import SEEN_TO, find_queue
from routing.agents import find_agent
from routing.events import MissedContactClosed, RoutingEvent
from routing.machines.interaction import InteractionStage
from routing.overrides import QueueMode
from routing.rejections import Rejection, RejectionCode
from routing.state import RoutingState
from routing.supervision_events import OverrideEnded, OverrideSet, PrioritySet, QueueModeSet
from routing.supervisor_commands import CloseMissedContact, SetOverride, SetPriority, SetQueueMode, SetQueueModes

PRIORITY_MAX = 1_000_000


def decide_priority(state: RoutingState, command: SetPriority) -> list[RoutingEvent] | Rejection:
    """Let a waiting interaction be worth more or less."""
    interaction = state.interactions.get(command.interaction_id)
    if interaction is None:
        return Rejection(RejectionCode.UNKNOWN_INTERACTION, "no interaction of this id is open")
    if interaction.stage is not InteractionStage.WAITING:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"the interaction is {interaction.stage.value}")
    if abs(command.priority) > PRIORITY_MAX:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"expected at most {PRIORITY_MAX} points")
    if command.priority == interaction.priority:
        return []
    return [PrioritySet(command.interaction_id, command.priority)]


def decide_override(state: RoutingState, command: SetOverride, now_ms: int) -> list[RoutingEvent] | Rejection:
    """Other skills and queues for an agent, until then."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    override = command.override
    if override.is_empty:
        return [] if agent.override.is_empty else [OverrideEnded(command.agent_id)]
    if override.until_ms <= now_ms:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "expected an end that is still to come")
    if any(not 0 <= level <= 100 for _, level in override.skills):
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "expected levels from 0 to 100")
    for queue_id in (*override.more_queues, *override.without_queues):
        queue = find_queue(state, queue_id)
        if isinstance(queue, Rejection):
            return queue
    return [] if override == agent.override else [OverrideSet(command.agent_id, override)]


def decide_mode(state: RoutingState, command: SetQueueMode, now_ms: int) -> list[RoutingEvent] | Rejection:
    """Open a queue, or close it until then. Those who wait already stay."""
    queue = find_queue(state, command.queue_id)
    if isinstance(queue, Rejection):
        return queue
    until_ms = 0 if command.mode is QueueMode.OPEN else command.until_ms
    if until_ms and until_ms <= now_ms:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "expected an end that is still to come")
    if (command.mode, until_ms) == (queue.mode, queue.mode_until_ms):
        return []
    return [QueueModeSet(command.queue_id, command.mode, until_ms)]


def decide_modes(state: RoutingState, command: SetQueueModes, now_ms: int) -> list[RoutingEvent] | Rejection:
    """Open or close several queues, all of them or none."""
    events: list[RoutingEvent] = []
    for queue_id in dict.fromkeys(command.queue_ids):
        decided = decide_mode(state, SetQueueMode(queue_id, command.mode, command.until_ms), now_ms)
        if isinstance(decided, Rejection):
            return decided
        events += decided
    return events


def decide_seen_to(state: RoutingState, command: CloseMissedContact) -> list[RoutingEvent] | Rejection:
    """A caller who gave up has been called, or need not be."""
    if command.contact_id not in state.missed:
        return Rejection(RejectionCode.UNKNOWN_INTERACTION, "no missed contact of this id is on the list")
    return [MissedContactClosed(command.contact_id, SEEN_TO)]
