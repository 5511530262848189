"""A conversation that is being recorded, as the center knows it. Owns the form; changed by evolve alone."""

from dataclasses import dataclass, field

from cic.center.recording_events import PauseReason
from routing.vocabulary import AgentId, ContactId, InteractionId, LegId, ProviderId, RecordingId


@dataclass(frozen=True, slots=True)
class Track:
    """What one party says, and where from; ``is_silent`` once the provider has said that it leaves out what is said."""

    leg_id: LegId
    provider: ProviderId
    is_customer: bool
    agent_id: AgentId | None
    is_silent: bool = False


@dataclass(slots=True)
class ConversationRecording:
    """A conversation that is being recorded. ``changed_at_ms`` is when it began, paused or went on last.

    A party whose track has failed is not tried again: ``failed`` are their legs, and the agent is told.
    """

    recording_id: RecordingId
    contact_id: ContactId
    interaction_id: InteractionId
    agent_id: AgentId
    notice: str
    changed_at_ms: int
    tracks: dict[RecordingId, Track] = field(default_factory=dict)
    pauses: frozenset[PauseReason] = frozenset()
    failed: tuple[LegId, ...] = ()

    @property
    def is_paused(self) -> bool:
        """Whether nothing of what is said now is to be recorded."""
        return bool(self.pauses)

    @property
    def is_silent(self) -> bool:
        """Whether nothing of what is said now is recorded, as far as providers have said."""
        return self.is_paused and all(track.is_silent for track in self.tracks.values())
