"""What whoever watches over the center may ask of routing. Owns the command types; holds no behaviour.

Who asked, and why, stands in the audit trail and not here.
"""

from dataclasses import dataclass

from routing.overrides import AgentOverride, QueueMode
from routing.vocabulary import Activity, AgentId, ContactId, InteractionId, QueueId


@dataclass(frozen=True, slots=True)
class SetPriority:
    """The interaction is worth this many points from now on, whatever it was worth before."""

    interaction_id: InteractionId
    priority: int


@dataclass(frozen=True, slots=True)
class MoveToFront:
    """The interaction comes before all who wait in its queue now."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ReassignToAgent:
    """The interaction is for one agent: offered when that agent is free, and for everybody after a while."""

    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ReassignToQueue:
    """The interaction waits in this queue from now on, at the place in line that it has."""

    interaction_id: InteractionId
    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class TakeOffered:
    """This agent, who watches over the others, takes what waits or stands offered to somebody else."""

    agent_id: AgentId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ForceRelease:
    """The interaction is ended for everybody in it; an agent who had it wraps it up."""

    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class ForceActivity:
    """The agent is to do this: at once, or after the contact in hand; then nothing else can be chosen before it."""

    agent_id: AgentId
    activity: Activity
    reason: str


@dataclass(frozen=True, slots=True)
class EndWrapUps:
    """The agent wraps up no longer: this interaction, or any (None)."""

    agent_id: AgentId
    interaction_id: InteractionId | None


@dataclass(frozen=True, slots=True)
class SetOverride:
    """An agent's skills and queues are others until then; an empty override ends the one before."""

    agent_id: AgentId
    override: AgentOverride


@dataclass(frozen=True, slots=True)
class SetQueueMode:
    """A queue takes nobody in until the mode ends; open ends it. ``until_ms`` 0: until somebody says so."""

    queue_id: QueueId
    mode: QueueMode
    until_ms: int


@dataclass(frozen=True, slots=True)
class SetQueueModes:
    """Several queues at once: all of them, or none where one cannot be."""

    queue_ids: tuple[QueueId, ...]
    mode: QueueMode
    until_ms: int


@dataclass(frozen=True, slots=True)
class CloseMissedContact:
    """Somebody has seen to a caller who gave up."""

    contact_id: ContactId


ContactAct = ReassignToAgent | ReassignToQueue | TakeOffered | ForceRelease
"""What is done to an interaction itself: where it is a call, its legs are concerned too."""

SupervisorCommand = (
    SetPriority
    | MoveToFront
    | ContactAct
    | ForceActivity
    | EndWrapUps
    | SetOverride
    | SetQueueMode
    | SetQueueModes
    | CloseMissedContact
)
