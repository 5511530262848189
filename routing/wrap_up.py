"""Decisions about the end of an agent's part: release, wrap-up, disposition. Owns the rules of the wrap-up modes."""

from routing.agents import find_assignment, next_activity
from routing.commands import AskForWrapUp, FinishWrapUp
from routing.configuration import WrapUpMode, WrapUpRule
from routing.events import (
    AgentReleased,
    DispositionGiven,
    RoutingEvent,
    WrapUpAskedFor,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.machines.assignment import AssignmentState
from routing.rejections import Rejection, RejectionCode
from routing.state import Agent, Assignment, Interaction, RoutingState
from routing.vocabulary import EndCause, PersonalRef

TIMED_OUT = "timed_out"


def released(state: RoutingState, interaction: Interaction, cause: EndCause, now_ms: int) -> list[RoutingEvent]:
    """The agent's part is over, and wrap-up begins as the queue of the contact wants it."""
    assert interaction.agent_id is not None, "a connected interaction has an agent"
    agent_id, interaction_id = interaction.agent_id, interaction.interaction_id
    agent = state.agents[agent_id]
    assignment = agent.assignments[interaction_id]
    rule = state.queues[assignment.queue_id].configuration.wrap_up
    until_ms = _until(rule, assignment, now_ms)
    events: list[RoutingEvent] = [
        AgentReleased(interaction_id, agent_id, cause),
        WrapUpStarted(interaction_id, agent_id, until_ms),
    ]
    if until_ms == now_ms:
        events += ended(agent, assignment, "", None)
    return events


def _until(rule: WrapUpRule, assignment: Assignment, now_ms: int) -> int:
    """When the wrap-up ends by itself: now where there is none, 0 where it does not."""
    if rule.mode is WrapUpMode.REQUIRED:
        return 0
    if rule.mode is WrapUpMode.NONE or (rule.mode is WrapUpMode.OPTIONAL and not assignment.wants_wrap_up):
        return now_ms
    return now_ms + rule.limit_ms


def ended(agent: Agent, assignment: Assignment, disposition: str, note: PersonalRef | None) -> list[RoutingEvent]:
    """The events of an ended wrap-up, the activity chosen for afterwards among them."""
    agent_id = agent.configuration.agent_id
    return [WrapUpEnded(assignment.interaction_id, agent_id, disposition, note), *next_activity(agent)]


def timed_out(agent: Agent, assignment: Assignment) -> list[RoutingEvent]:
    """The wrap-up's limit has come; a disposition that was given before holds."""
    return ended(agent, assignment, assignment.disposition or TIMED_OUT, assignment.note)


def decide_wrap_up(state: RoutingState, command: FinishWrapUp) -> list[RoutingEvent] | Rejection:
    """Take a disposition of the queue; it ends the wrap-up, unless the queue wants the whole time."""
    assignment = find_assignment(state, command.agent_id, command.interaction_id)
    if isinstance(assignment, Rejection):
        return assignment
    if assignment.state is not AssignmentState.WRAP_UP:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the contact is still going on")
    queue = state.queues[assignment.queue_id].configuration
    if command.disposition not in queue.dispositions:
        expected = ", ".join(queue.dispositions)
        return Rejection(RejectionCode.UNKNOWN_DISPOSITION, f"expected one of: {expected}")
    is_whole = queue.wrap_up.mode is WrapUpMode.TIMED_WHOLE and assignment.wrap_up_until_ms
    if not is_whole:  # a wrap-up that began under another rule may have no end of its own
        return ended(state.agents[command.agent_id], assignment, command.disposition, command.note)
    if (command.disposition, command.note) == (assignment.disposition, assignment.note):
        return []
    return [DispositionGiven(command.interaction_id, command.agent_id, command.disposition, command.note)]


def decide_asking(state: RoutingState, command: AskForWrapUp) -> list[RoutingEvent] | Rejection:
    """Note that the agent wants time after the contact, where the queue leaves that to the agent."""
    assignment = find_assignment(state, command.agent_id, command.interaction_id)
    if isinstance(assignment, Rejection):
        return assignment
    rule = state.queues[assignment.queue_id].configuration.wrap_up
    if rule.mode is not WrapUpMode.OPTIONAL or assignment.state is AssignmentState.WRAP_UP:
        return Rejection(
            RejectionCode.NOT_ALLOWED_NOW, "expected a contact going on whose queue leaves it to the agent"
        )
    if assignment.wants_wrap_up is command.is_wanted:
        return []
    return [WrapUpAskedFor(command.interaction_id, command.agent_id, command.is_wanted)]
