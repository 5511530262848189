"""A contact's way through routing, told from the journal. Owns which events belong to it and when one looks.

The journal is folded record by record, and before each offer the state is exactly the one that it was decided on:
events hold one after the other, as they did then. Opens no file, writes nothing, and touches no living state.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from cic.center.evolve import evolve
from cic.center.state import CenterState
from cic.journal.port import Committed, JournalReader
from routing import events as happened
from routing.events import OfferMade, RoutingEvent
from routing.explain import explain_offer, explain_waiting
from routing.explanation import Explanation, OfferExplanation
from routing.supervision_events import MovedToFront, PrioritySet
from routing.vocabulary import AgentId, ContactId, InteractionId

LOOKED_AFTER = (
    happened.InteractionQueued,
    happened.StepReached,
    happened.PreferenceEnded,
    PrioritySet,
    MovedToFront,
    happened.PlaceKeptForCallback,
)
"""What changes what an interaction asks for, or how much it is worth."""


class UnknownContact(LookupError):
    """There is no contact or interaction of this id in the journal up to the moment."""


class UnknownAgent(LookupError):
    """There is no agent of this id in the configuration up to the moment."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Up to when one reads: the record of this number and the end of this time, whichever comes first."""

    seq: int | None = None
    at_ms: int | None = None

    def is_before(self, record: Committed) -> bool:
        """Whether the record is later than the moment."""
        return (self.seq is not None and record.seq > self.seq) or (
            self.at_ms is not None and record.at_ms > self.at_ms
        )


@dataclass(frozen=True, slots=True)
class Chapter:
    """Something that happened to the contact; ``seen`` is how it stood just after, or just before an offer."""

    seq: int
    at_ms: int
    event: RoutingEvent
    seen: Explanation | OfferExplanation | None = None


@dataclass(slots=True)
class Story:
    """A contact up to a moment: the number and time of the last record before it, and how its interactions stand."""

    contact_id: ContactId
    asked_about: AgentId | None
    interaction_ids: list[InteractionId] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    seq: int = 0
    at_ms: int = 0
    standing: list[Explanation] = field(default_factory=list)


def tell_story(
    journal: JournalReader,
    name: str,
    moment: Moment,
    asked_about: AgentId | None = None,
    pace: Callable[[], None] = lambda: None,
) -> Story:
    """Read the journal up to the moment and tell of the contact, or of the contact of an interaction.

    ``pace`` is called after each record, and may take its time or raise. Raise UnknownContact or UnknownAgent.
    """
    state = CenterState()
    story = Story(ContactId(name), asked_about)
    for record in journal.read():
        if moment.is_before(record):
            break
        _take(state, story, record)
        story.seq, story.at_ms = record.seq, record.at_ms
        pace()
    if not story.interaction_ids:
        raise UnknownContact(name)
    if asked_about is not None and asked_about not in state.routing.agents:
        raise UnknownAgent(asked_about)
    story.at_ms = max(story.at_ms, moment.at_ms or 0)
    open_ids = [found for found in story.interaction_ids if found in state.routing.interactions]
    story.standing = [explain_waiting(state.routing, found, story.at_ms, asked_about) for found in open_ids]
    return story


def _take(state: CenterState, story: Story, record: Committed) -> None:
    for event in record.events:
        if not (_is_of(story, event) and isinstance(event, RoutingEvent)):
            evolve(state, event, record.at_ms, record.seq)
            continue
        seen: Explanation | OfferExplanation | None = None
        if isinstance(event, OfferMade):
            seen = explain_offer(state.routing, event, record.at_ms, story.asked_about)
        evolve(state, event, record.at_ms, record.seq)
        if isinstance(event, LOOKED_AFTER):
            seen = explain_waiting(state.routing, event.interaction_id, record.at_ms, story.asked_about)
        story.chapters.append(Chapter(record.seq, record.at_ms, event, seen))


def _is_of(story: Story, event: object) -> bool:
    """Whether an event is of the contact; one that opens an interaction of it adds that to the story."""
    interaction_id = getattr(event, "interaction_id", None)
    if interaction_id in story.interaction_ids:
        return True
    if isinstance(event, happened.InteractionOpened) and story.contact_id in (event.contact_id, event.interaction_id):
        story.contact_id = event.contact_id
        story.interaction_ids.append(event.interaction_id)
        return True
    return False
