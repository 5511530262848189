"""Decisions about what a supervisor does to interactions and agents: moved, taken, ended, ordered. Changes nothing.

Whoever takes part in what is moved or ended is told that a supervisor did it: that is the cause of every such event.
"""

from routing.admission import find_queue, newcomer, refuse
from routing.agents import find_agent, find_assignment, offers_of, refuse_activity
from routing.asking import PreferredAgent, Unavailable
from routing.commands import EndInteraction
from routing.events import (
    ActivityChanged,
    InteractionLeftQueue,
    InteractionQueued,
    NextActivityChosen,
    OfferWithdrawn,
    RoutingEvent,
    WrapUpEnded,
)
from routing.interactions import decide_end, handed_on, taken_back
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.offers import accepted
from routing.rejections import Rejection, RejectionCode
from routing.state import Agent, Interaction, RoutingState
from routing.steps import is_to_be_had
from routing.supervision_events import MovedToFront
from routing.supervisor_commands import (
    EndWrapUps,
    ForceActivity,
    ForceRelease,
    MoveToFront,
    ReassignToAgent,
    ReassignToQueue,
    TakeOffered,
)
from routing.taking import DIRECT_WAIT_MS, as_known, refuse_asking, refuse_giving, taken
from routing.vocabulary import Activity, EndCause, QueueId
from routing.wrap_up import released

BY_SUPERVISOR = EndCause.SUPERVISOR.value
"""The reason of leaving a queue for another, or for one agent."""
ENDED_BY_SUPERVISOR = "ended_by_supervisor"
"""The disposition of a wrap-up that a supervisor ended before one was given."""
_OfOne = MoveToFront | ReassignToAgent | ReassignToQueue | TakeOffered
_Stages = tuple[InteractionStage, ...]
_IN_LINE = (InteractionStage.WAITING, InteractionStage.OFFERED)
_MOVABLE = (*_IN_LINE, InteractionStage.CONNECTED)

Decided = list[RoutingEvent] | Rejection


def _find(
    state: RoutingState,
    command: MoveToFront | ReassignToAgent | ReassignToQueue | TakeOffered,
    where: tuple[InteractionStage, ...],
) -> Interaction | Rejection:
    interaction = state.interactions.get(command.interaction_id)
    if interaction is None:
        return Rejection(RejectionCode.UNKNOWN_INTERACTION, "no interaction of this id is open")
    if interaction.stage not in where:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"the interaction is {interaction.stage.value}")
    return interaction


def decide_front(state: RoutingState, command: MoveToFront, sequence: int) -> Decided:
    """Let it come before all who wait in its queue; who comes first already stays there."""
    interaction = _find(state, command, _IN_LINE)
    if isinstance(interaction, Rejection):
        return interaction
    order = state.queues[_queue_id(interaction)].order
    first = state.interactions[order[0][1]] if order else None
    is_first = interaction is first or interaction.front > (0 if first is None else first.front)
    return [] if is_first else [MovedToFront(command.interaction_id, sequence)]


def decide_reassign_to_queue(state: RoutingState, command: ReassignToQueue, now_ms: int) -> Decided:
    """Let it wait in another queue, or for anybody of its own, at the place in line that it has."""
    interaction = _find(state, command, _MOVABLE)
    if isinstance(interaction, Rejection):
        return interaction
    queue = find_queue(state, command.queue_id)
    if isinstance(queue, Rejection):
        return queue
    waits_there = interaction.stage in _IN_LINE and interaction.queue_id == command.queue_id
    if waits_there and not interaction.is_preferring:
        return []
    asked = handed_on(interaction.asked)
    refusal = refuse(state, queue, interaction.medium, interaction.provider, asked)
    if refusal is not None:  # the place is an old one, for which no queue is full
        return refusal
    queued = InteractionQueued(command.interaction_id, command.queue_id, *interaction.place, asked)
    return [*_out_of_hand(state, interaction, now_ms), queued]


def decide_reassign_to_agent(state: RoutingState, command: ReassignToAgent, now_ms: int) -> Decided:
    """Let it wait for one agent, who is free or will be; out of another agent's hand only to one who is free."""
    interaction = _find(state, command, _MOVABLE)
    if isinstance(interaction, Rejection):
        return interaction
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    if _is_for(state, interaction, command):
        return []
    in_hand = interaction.stage is InteractionStage.CONNECTED
    preferred = PreferredAgent(command.agent_id, DIRECT_WAIT_MS, Unavailable.WAIT, Unavailable.GO_ON)
    asked = as_known(interaction.asked, preferred)
    refusal = _refuse_handing(state, interaction, command) if in_hand else None
    if refusal is not None:
        return refusal
    wish = newcomer(_queue_id(interaction), interaction.medium, interaction.provider, asked)
    if not is_to_be_had(state, wish):
        return Rejection(RejectionCode.AGENT_NOT_AVAILABLE, "the agent is not at work, or never takes this medium")
    queued = InteractionQueued(command.interaction_id, _queue_id(interaction), *interaction.place, asked)
    return [*_out_of_hand(state, interaction, now_ms), queued]


def _is_for(state: RoutingState, interaction: Interaction, command: ReassignToAgent) -> bool:
    """Whether that agent has it, is offered it, or is the one it waits for."""
    if interaction.offer_id is not None:
        return state.offers[interaction.offer_id].agent_id == command.agent_id
    preferred = None if interaction.asked is None else interaction.asked.preferred
    is_awaited = interaction.is_preferring and preferred is not None and preferred.agent_id == command.agent_id
    return interaction.agent_id == command.agent_id or is_awaited


def _refuse_handing(state: RoutingState, interaction: Interaction, command: ReassignToAgent) -> Rejection | None:
    return refuse_asking(state, command.agent_id, interaction.provider, interaction.medium)


def _queue_id(interaction: Interaction) -> QueueId:
    assert interaction.queue_id is not None, "who waits or is served came by a queue"
    return interaction.queue_id


def _out_of_hand(state: RoutingState, interaction: Interaction, now_ms: int) -> list[RoutingEvent]:
    """Out of an agent's hand, or out of the line where it stands."""
    if interaction.stage is InteractionStage.CONNECTED:
        return released(state, interaction, EndCause.SUPERVISOR, now_ms)
    left = InteractionLeftQueue(interaction.interaction_id, BY_SUPERVISOR)
    return [*taken_back(state, interaction, EndCause.SUPERVISOR), left]


def decide_take_offered(state: RoutingState, command: TakeOffered) -> Decided:
    """Put what waits, or stands offered to somebody else, in this agent's hand."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    known = state.interactions.get(command.interaction_id)
    if known is not None and known.agent_id == command.agent_id:
        return []
    interaction = _find(state, command, _IN_LINE)
    if isinstance(interaction, Rejection):
        return interaction
    offer = None if interaction.offer_id is None else state.offers[interaction.offer_id]
    if offer is not None and offer.agent_id == command.agent_id:
        return accepted(state, offer)
    refusal = refuse_giving(state, agent, interaction.medium, interaction.provider)
    if refusal is not None:
        return refusal
    withdrawn = taken_back(state, interaction, EndCause.SUPERVISOR)
    return [*withdrawn, *taken(agent, interaction, _queue_id(interaction))]


def decide_force_release(state: RoutingState, command: ForceRelease, now_ms: int) -> Decided:
    """End it, wherever it stands; an agent who had it goes into wrap-up."""
    return decide_end(state, EndInteraction(command.interaction_id, EndCause.SUPERVISOR), now_ms)


def decide_force_activity(state: RoutingState, command: ForceActivity) -> Decided:
    """Set an agent's activity now, or after the contact in hand; what stands offered is taken back."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    refusal = refuse_activity(state, agent, command.activity, command.reason)
    if refusal is not None:
        return refusal
    wish = (command.activity, command.reason)
    comes_back = agent.activity is Activity.NOT_RESPONDING and command.activity is Activity.AVAILABLE
    if agent.assignments and not comes_back:
        if wish == (agent.next_activity, agent.next_reason) and agent.is_next_forced:
            return []
        if agent.next_activity is None and wish == (agent.activity, agent.reason):
            return []
        return [NextActivityChosen(command.agent_id, *wish, is_forced=True)]
    if wish == (agent.activity, agent.reason):
        return []
    return [*_withdrawn(state, agent), ActivityChanged(command.agent_id, *wish, is_forced=True)]


def _withdrawn(state: RoutingState, agent: Agent) -> list[RoutingEvent]:
    """Who is put elsewhere has declined nothing."""
    return [
        OfferWithdrawn(offer.offer_id, offer.interaction_id, offer.agent_id, EndCause.SUPERVISOR)
        for offer in offers_of(state, agent)
    ]


def decide_end_wrap_ups(state: RoutingState, command: EndWrapUps) -> Decided:
    """End one wrap-up of an agent's, or all; a disposition that was given before holds."""
    agent = find_agent(state, command.agent_id)
    if isinstance(agent, Rejection):
        return agent
    if command.interaction_id is not None:
        assignment = find_assignment(state, command.agent_id, command.interaction_id)
        if isinstance(assignment, Rejection):
            return Rejection(RejectionCode.UNKNOWN_INTERACTION, "the agent has no such interaction in hand")
        if assignment.state is not AssignmentState.WRAP_UP:
            return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the contact is still going on")
    ending = [
        found
        for found in agent.assignments.values()
        if found.state is AssignmentState.WRAP_UP and command.interaction_id in (None, found.interaction_id)
    ]
    events: list[RoutingEvent] = [
        WrapUpEnded(found.interaction_id, command.agent_id, found.disposition or ENDED_BY_SUPERVISOR, found.note)
        for found in ending
    ]
    if ending and len(ending) == len(agent.assignments) and agent.next_activity is not None:
        chosen = (agent.next_activity, agent.next_reason, agent.is_next_forced)
        events.append(ActivityChanged(command.agent_id, *chosen))
    return events
