"""What reports are counted from: visits to queues, handlings, refused offers, ratings, activities of agents.

Owns these facts and which figures each stands for; folds nothing and stores nothing. A report is the sum of the figures
of its facts, and nothing else; so every figure leads back to them.
"""

from dataclasses import dataclass
from enum import Enum

from cic.reporting.figures import place_on_scale
from routing.vocabulary import Activity, AgentId, ContactId, InteractionId, Medium, QueueId


class VisitOutcome(Enum):
    """How a visit to a queue ended, or that it goes on."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    SHORT_ABANDONED = "short_abandoned"
    LEFT = "left"


class EnteredBy(Enum):
    """Who let a visit begin."""

    FLOW = "flow"
    AGENT = "agent"
    """An agent handed the customer on."""
    WORK = "work"
    """Work was left for the queue."""
    RETURN = "return"
    """The customer came back: the agent's phone had vanished, or nobody took what an agent had handed on."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One wait in a queue. ``reason`` says why it was left, ``agent_id`` who answered."""

    interaction_id: InteractionId
    number: int
    contact_id: ContactId
    queue_id: QueueId
    medium: Medium
    entered_at_ms: int
    entered_by: EnteredBy
    outcome: VisitOutcome = VisitOutcome.WAITING
    ended_at_ms: int | None = None
    is_in_target: bool = False
    reason: str = ""
    agent_id: AgentId | None = None

    @property
    def wait_ms(self) -> int:
        """How long it lasted; 0 while it lasts."""
        return 0 if self.ended_at_ms is None else self.ended_at_ms - self.entered_at_ms

    @property
    def figures(self) -> dict[str, int]:
        """What it counts for, in the interval in which it began."""
        found = {"offered": 1, "contacts": int(self.number == 1), self.outcome.value: 1}
        found["handed_in"] = int(self.entered_by is EnteredBy.AGENT)
        if self.outcome is VisitOutcome.ANSWERED:
            found |= {"answered_in_target": int(self.is_in_target), "answer_wait_ms": self.wait_ms}
        if self.outcome is VisitOutcome.ABANDONED:
            found["abandon_wait_ms"] = self.wait_ms
        return found


@dataclass(frozen=True, slots=True)
class Handling:
    """An agent in contact with a customer, or with work in hand, up to the end of wrap-up.

    ``is_consulted``: the agent was asked by another, who kept the customer or handed them over in another handling.
    """

    interaction_id: InteractionId
    number: int
    contact_id: ContactId
    agent_id: AgentId
    queue_id: QueueId
    medium: Medium
    began_at_ms: int
    is_dialled: bool = False
    is_transferred_in: bool = False
    is_transferred_out: bool = False
    is_consulted: bool = False
    talk_ms: int = 0
    hold_ms: int = 0
    consult_ms: int = 0
    work_ms: int = 0
    released_at_ms: int | None = None
    ended_at_ms: int | None = None

    @property
    def figures(self) -> dict[str, int]:
        """What it counts for, in the interval in which it began."""
        if self.is_consulted:
            return {"consulted": 1}
        found = {
            "handled": 1,
            "dialled": int(self.is_dialled),
            "transferred_in": int(self.is_transferred_in),
            "transferred_out": int(self.is_transferred_out),
        }
        if self.ended_at_ms is None or self.released_at_ms is None:
            return found
        return found | {
            "finished": 1,
            "talk_ms": self.talk_ms,
            "hold_ms": self.hold_ms,
            "consult_ms": self.consult_ms,
            "work_ms": self.work_ms,
            "wrap_up_ms": self.ended_at_ms - self.released_at_ms,
        }


@dataclass(frozen=True, slots=True)
class RefusedOffer:
    """An offer that ran out, or that the agent declined."""

    interaction_id: InteractionId
    number: int
    contact_id: ContactId
    agent_id: AgentId
    queue_id: QueueId
    at_ms: int
    is_declined: bool

    @property
    def figures(self) -> dict[str, int]:
        """What it counts for, in the interval in which it was refused."""
        return {"offers_declined" if self.is_declined else "offers_missed": 1}


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating, for those who had served the customer last."""

    interaction_id: InteractionId
    number: int
    contact_id: ContactId
    queue_id: QueueId | None
    agent_id: AgentId | None
    medium: Medium
    at_ms: int
    subject: str
    value: int
    lowest: int
    highest: int

    @property
    def figures(self) -> dict[str, int]:
        """What it counts for, in the interval in which it was given."""
        return {"ratings": 1, "rating_places": place_on_scale(self.value, self.lowest, self.highest)}


@dataclass(frozen=True, slots=True)
class ActivitySpan:
    """An agent signed in, on a break, or not responding, from one change of activity to the next."""

    agent_id: AgentId
    began_at_ms: int
    number: int
    activity: Activity
    reason: str
    is_sign_in: bool
    """The agent was signed out before."""
    ended_at_ms: int | None = None

    @property
    def figures(self) -> dict[str, int]:
        """What it counts for, in the interval in which it began; its time is counted by the clock, apart from this."""
        return {"sign_ins": int(self.is_sign_in), "breaks": int(self.activity is Activity.ON_BREAK)}


class AgentState(Enum):
    """What the time of an agent who is signed in is counted as."""

    READY = "ready_ms"
    RINGING = "ringing_ms"
    IN_CONTACT = "in_contact_ms"
    WRAPPING_UP = "wrapping_up_ms"
    BREAK = "break_ms"
    NOT_RESPONDING = "not_responding_ms"


@dataclass(frozen=True, slots=True)
class Spent:
    """A stretch of an agent's time in one state, with so many contacts in hand at once."""

    agent_id: AgentId
    state: AgentState
    break_reason: str
    at_once: int
    from_ms: int
    until_ms: int


Fact = Visit | Handling | RefusedOffer | Rated | ActivitySpan
