"""What happened at the desk beside calls: follow-ups, help, contacts entered by hand. Owns the event types. Published:
versioned."""

from dataclasses import dataclass

from routing.vocabulary import AgentId, CallerFacts, ContactId, InteractionId, PersonalRef, QueueId


@dataclass(frozen=True, slots=True)
class FollowUpMade:
    """Work is to be done later: when it is due it becomes a task, a contact of its own that follows from ``origin``.

    ``number`` is where the customer is to be called, which need not be where the customer has called from.
    """

    contact_id: ContactId
    origin: ContactId
    agent_id: AgentId
    owner: AgentId | None
    queue_id: QueueId
    due_at_ms: int
    remind_at_ms: int | None
    text: PersonalRef
    caller: CallerFacts
    language: str
    dialled_number: str
    number: PersonalRef | None


@dataclass(frozen=True, slots=True)
class FollowUpMoved:
    """A follow-up is due at another time."""

    contact_id: ContactId
    agent_id: AgentId
    due_at_ms: int
    remind_at_ms: int | None


@dataclass(frozen=True, slots=True)
class FollowUpReminded:
    """The time to be reminded of a follow-up has come."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class FollowUpPutOff:
    """A follow-up is due, and its queue takes nothing in (``reason``, a rejection's code): it is handed in again at
    ``again_at_ms``; with 0 once another configuration holds, since the one of now has no such queue."""

    contact_id: ContactId
    reason: str
    again_at_ms: int


@dataclass(frozen=True, slots=True)
class FollowUpClosed:
    """A follow-up is no more: it has become a task (``due``), or an agent closed it (``closed``)."""

    contact_id: ContactId
    made_by: AgentId
    owner: AgentId | None
    agent_id: AgentId | None
    cause: str


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """The agent wants help with an interaction, or not any more."""

    interaction_id: InteractionId
    agent_id: AgentId
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class ContactEntered:
    """An agent has entered a contact that no channel brought."""

    contact_id: ContactId
    agent_id: AgentId
    kind: str
    queue_id: QueueId
    caller: CallerFacts
    began_at_ms: int
    duration_ms: int
    disposition: str
    note: PersonalRef | None


DeskEvent = (
    FollowUpMade | FollowUpMoved | FollowUpReminded | FollowUpPutOff | FollowUpClosed | HelpAsked | ContactEntered
)
