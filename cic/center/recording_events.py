"""What happened to the recording of a conversation. Owns the event types; holds no behaviour. Published: versioned.

A conversation is recorded in tracks, one for each party, each a file of its own under the track's name.
"""

from dataclasses import dataclass
from enum import Enum

from routing.vocabulary import AgentId, ContactId, InteractionId, LegId, ProviderId, RecordingId

LEG_GONE = frozenset({"leg_gone", "no_leg"})
"""Reasons of providers that are no fault of a recorder: the party has hung up at that very moment."""


class PauseReason(Enum):
    """Why nothing is recorded for a while."""

    AGENT = "agent"
    """An agent asked for it: card data."""
    APART = "apart"
    """Customer and agent do not hear each other: hold, consult, a flow."""


@dataclass(frozen=True, slots=True)
class NoticeHeard:
    """The caller has heard to its end that the talk is recorded; once for a contact."""

    contact_id: ContactId
    interaction_id: InteractionId
    notice: str


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """A conversation is recorded from now on, as the queue wants it; the customer has heard ``notice``.

    It is empty where the queue wants none played.
    """

    recording_id: RecordingId
    contact_id: ContactId
    interaction_id: InteractionId
    agent_id: AgentId
    notice: str


@dataclass(frozen=True, slots=True)
class TrackStarted:
    """What one party says is recorded into a file named ``track``. ``agent_id`` is None for the customer and for a
    number outside; ``is_customer`` tells those apart."""

    track: RecordingId
    recording_id: RecordingId
    interaction_id: InteractionId
    leg_id: LegId
    provider: ProviderId
    is_customer: bool
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class TrackEnded:
    """Nothing more is recorded of this party; ``failure`` says why when it could not be recorded (any more)."""

    track: RecordingId
    interaction_id: InteractionId
    failure: str


@dataclass(frozen=True, slots=True)
class TrackKept:
    """The provider has closed the file of a track that has ended; ``failure`` says why when there is none."""

    track: RecordingId
    interaction_id: InteractionId
    failure: str


@dataclass(frozen=True, slots=True)
class TrackSilenced:
    """The provider writes silence into a track from now on, as a pause wants it."""

    track: RecordingId
    interaction_id: InteractionId


@dataclass(frozen=True, slots=True)
class RecordingPaused:
    """Nothing is to be recorded while this reason holds; the tracks have silence for so long."""

    recording_id: RecordingId
    interaction_id: InteractionId
    reason: PauseReason


@dataclass(frozen=True, slots=True)
class RecordingContinued:
    """This reason holds no longer: what is said is recorded again, unless another one does."""

    recording_id: RecordingId
    interaction_id: InteractionId
    reason: PauseReason


@dataclass(frozen=True, slots=True)
class AgentRecorded:
    """The conversation has another agent from now on: the recording goes on."""

    recording_id: RecordingId
    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """The conversation is recorded no more: the agent is out of it, or the customer."""

    recording_id: RecordingId
    interaction_id: InteractionId


RecordingEvent = (
    NoticeHeard
    | RecordingStarted
    | TrackStarted
    | TrackEnded
    | TrackKept
    | TrackSilenced
    | RecordingPaused
    | RecordingContinued
    | AgentRecorded
    | RecordingEnded
)
