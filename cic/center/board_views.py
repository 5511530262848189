"""What agents see of each other, of queues and of what waits, computed from the state. Owns what each entry says; opens
no personal value."""

from dataclasses import dataclass

from cic.center.monitoring_views import help_answered_by
from cic.center.state import AwayKind, CenterState, Contact
from routing.eligibility import is_free
from routing.machines.assignment import AssignmentState
from routing.machines.interaction import InteractionStage
from routing.state import Agent
from routing.vocabulary import Activity, AgentId, CallerFacts, ContactId, InteractionId, Medium, QueueId

_IN_LINE = (InteractionStage.WAITING, InteractionStage.OFFERED)
"""An interaction that is offered still waits: nobody has taken it yet."""
_AWAY = {
    Activity.SIGNED_OUT: "signed_out",
    Activity.ON_BREAK: "on_break",
    Activity.NOT_RESPONDING: "not_responding",
}


@dataclass(frozen=True, slots=True)
class AgentEntry:
    """What others see of an agent. ``free_in`` are the queues for which the agent is free; empty for who is not.

    ``help`` is the interaction with which the agent wants help, and since when; ``help_answered_by`` the supervisor who
    is on the way, if one is.
    """

    agent_id: AgentId
    state: str
    since_ms: int
    help: tuple[InteractionId, int] | None
    queues: tuple[QueueId, ...]
    free_in: tuple[QueueId, ...]
    help_answered_by: AgentId | None = None


@dataclass(frozen=True, slots=True)
class ParkedEntry:
    """A customer with music, for any agent to pick up."""

    interaction_id: InteractionId
    queue_id: QueueId
    agent_id: AgentId
    caller: CallerFacts
    since_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """Work without a call that waits in a queue."""

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    queue_id: QueueId
    subject: str
    waiting_since_ms: int
    due_at_ms: int | None
    language: str
    caller: CallerFacts


def agent_entry(state: CenterState, agent_id: AgentId) -> AgentEntry | None:
    """What others see of an agent; None when there is none of this id."""
    agent = state.routing.agents.get(agent_id)
    if agent is None:
        return None
    name, since_ms = agent_presence(agent)
    queues = tuple(agent.queues)
    wanted = [(held, state.help[held][1]) for held in agent.assignments if held in state.help]
    shown_help = next((asked for asked in wanted if state.help[asked[0]][0] == agent_id), None)
    answered_by = None if shown_help is None else help_answered_by(state, shown_help[0])
    return AgentEntry(agent_id, name, since_ms, shown_help, queues, queues if name == "free" else (), answered_by)


def place_in_line(state: CenterState, interaction_id: InteractionId) -> tuple[QueueId, int] | None:
    """The queue that an interaction waits in, and since when it waits; None when it does not."""
    interaction = state.routing.interactions.get(interaction_id)
    if interaction is None or interaction.stage not in _IN_LINE or interaction.queue_id is None:
        return None
    return interaction.queue_id, interaction.place[0]


def parked_entry(state: CenterState, interaction_id: InteractionId) -> ParkedEntry | None:
    """The customer of a contact, while parked."""
    contact_id = state.contact_of.get(interaction_id)
    contact = None if contact_id is None else state.contacts.get(contact_id)
    if contact is None or contact.interaction_id != interaction_id:
        return None
    return _parked(contact)


def waiting_entry(state: CenterState, interaction_id: InteractionId) -> WaitingEntry | None:
    """Work that an agent of its queue may pull: it waits, and is offered to nobody."""
    contact_id = state.work_of.get(interaction_id)
    interaction = state.routing.interactions.get(interaction_id)
    if contact_id is None or interaction is None or interaction.stage is not InteractionStage.WAITING:
        return None
    item, queue_id = state.work[contact_id], interaction.queue_id
    if queue_id is None:
        return None
    opened = item.opened
    return WaitingEntry(
        interaction_id=interaction_id,
        contact_id=contact_id,
        medium=opened.medium,
        queue_id=queue_id,
        subject=opened.subject,
        waiting_since_ms=interaction.place[0],
        due_at_ms=opened.due_at_ms,
        language=opened.language,
        caller=opened.caller,
    )


def _parked(contact: Contact) -> ParkedEntry | None:
    away = contact.away
    if away is None or away.kind is not AwayKind.PARKED or away.until_ms is None:
        return None
    caller = contact.session.caller
    return ParkedEntry(contact.interaction_id, away.queue_id, away.agent_id, caller, away.since_ms, away.until_ms)


def agent_presence(agent: Agent) -> tuple[str, int]:
    """One word for what an agent does, and since when."""
    at_work = [held for held in agent.assignments.values() if held.state is not AssignmentState.WRAP_UP]
    if at_work:
        return "busy", min(held.accepted_at_ms for held in at_work)
    if agent.assignments:
        return "wrap_up", min(held.wrap_up_since_ms or held.accepted_at_ms for held in agent.assignments.values())
    if agent.activity in _AWAY:
        return _AWAY[agent.activity], agent.since_ms
    is_reachable = not agent.phones or any(phone.is_reachable for phone in agent.phones.values())
    if agent.offers or (is_free(agent) and is_reachable):
        return ("busy" if agent.offers else "free"), max(agent.since_ms, agent.idle_key[0])
    return "unreachable", agent.since_ms
