"""What an agent asks of the desk beside calls: follow-ups, help, contacts of the day. Owns the input types."""

from dataclasses import dataclass

from routing.vocabulary import AgentId, CallerFacts, ContactId, InteractionId, PersonalRef, QueueId


@dataclass(frozen=True, slots=True)
class MakeFollowUp:
    """Work to be done later for the customer of a contact: by one agent (``owner``) or by whom ``queue_id`` finds.

    ``text`` says what is to be done. The owner is reminded at ``remind_at_ms``, if it is given.
    """

    agent_id: AgentId
    interaction_id: InteractionId
    owner: AgentId | None
    queue_id: QueueId
    due_at_ms: int
    remind_at_ms: int | None
    text: PersonalRef


@dataclass(frozen=True, slots=True)
class MoveFollowUp:
    """A follow-up is due at another time."""

    agent_id: AgentId
    contact_id: ContactId
    due_at_ms: int
    remind_at_ms: int | None


@dataclass(frozen=True, slots=True)
class CloseFollowUp:
    """A follow-up need not be done any more: it was done early, or is pointless now."""

    agent_id: AgentId
    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class AskForHelp:
    """The agent wants somebody to help with the contact in hand, or does not any more."""

    agent_id: AgentId
    interaction_id: InteractionId
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class EnterContact:
    """A contact that no channel brought: a visit, a letter, a talk by the way. It is over when it is entered.

    ``kind`` is one of the center's words for it, ``began_at_ms`` and ``duration_ms`` as the agent says.
    """

    agent_id: AgentId
    kind: str
    queue_id: QueueId
    caller: CallerFacts
    began_at_ms: int
    duration_ms: int
    disposition: str
    note: PersonalRef | None


DeskInput = MakeFollowUp | MoveFollowUp | CloseFollowUp | AskForHelp | EnterContact
