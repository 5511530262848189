"""What an explanation says: how an interaction stands, who was looked at, and why each comes first or not at all.

Owns the types; finds nothing out.
"""

from dataclasses import dataclass

from routing.comparing import Decided, Place, Values
from routing.machines.interaction import InteractionStage
from routing.relaxation import RelaxationStep
from routing.removals import Reason
from routing.vocabulary import AgentId, ContactId, InteractionId, Medium, ProviderId, QueueId
from routing.waiting import WaitEstimate


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent looked at for an interaction. Eligible is who has no reasons, and then has a place among the eligible.

    ``terms`` make up a weighted score; ``behind`` is why the first of the eligible comes before this one.
    """

    agent_id: AgentId
    reasons: tuple[Reason, ...]
    place: Place | None = None
    terms: Values = ()
    behind: Decided | None = None


@dataclass(frozen=True, slots=True)
class StepSeen:
    """A step of relaxation: taken, left out when its time came, or still to come (``is_taken`` None) at its time."""

    number: int
    step: RelaxationStep
    at_ms: int
    is_taken: bool | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An interaction at a moment. From ``waiting_since_ms`` on everything is of one that waits, else empty.

    ``asks`` pairs whom it asks with what it requires of them. ``candidates`` are the eligible in order of choice, then
    the others. ``preferred_until_ms`` is set while it waits for the preferred agent alone.
    """

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    provider: ProviderId
    stage: InteractionStage
    queue_id: QueueId | None
    agent_id: AgentId | None
    waiting_since_ms: int = 0
    ahead: int = 0
    waiting: int = 0
    priority: int = 0
    estimated: WaitEstimate | None = None
    leaves_at_ms: int | None = None
    preferred: AgentId | None = None
    preferred_until_ms: int | None = None
    steps: tuple[StepSeen, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether there is more to say than where it is."""
        return self.stage is InteractionStage.WAITING

    @property
    def eligible(self) -> tuple[Candidate, ...]:
        """Those who could be offered it at once, in order of choice."""
        return tuple(one for one in self.candidates if not one.reasons)

    @property
    def removed(self) -> tuple[Candidate, ...]:
        """Those who could not."""
        return tuple(one for one in self.candidates if one.reasons)


@dataclass(frozen=True, slots=True)
class Head:
    """The first interaction of a line that the agent is free for; ``behind`` is why the agent's first comes before."""

    interaction_id: InteractionId
    queue_id: QueueId
    place: Place
    terms: Values = ()
    behind: Decided | None = None


@dataclass(frozen=True, slots=True)
class OfferExplanation:
    """Why an offer was made: the candidates as they were just before, and what the agent could have had instead.

    ``goes_round``: the agent would rather have had another interaction, that one another agent, and so on in a circle
    back to this one. ``is_as_happened``: the agent is the first of the candidates, and the interaction the agent's
    first, or both are on such a circle.
    """

    waiting: Explanation
    agent_id: AgentId
    heads: tuple[Head, ...]
    goes_round: bool
    is_as_happened: bool
