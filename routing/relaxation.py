"""Relaxation: who else may be asked, and what else may be done, the longer somebody waits. Owns the kinds of step.

Steps only ever widen: whoever was eligible stays so. Each takes effect once, at its own time after enqueueing.
"""

from dataclasses import dataclass

from routing.requirements import Requirement
from routing.vocabulary import GroupId, QueueId


@dataclass(frozen=True, slots=True)
class LowerLevel:
    """A skill is asked for at this level at most."""

    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class DropSkill:
    """A skill is not asked for any more."""

    skill: str


@dataclass(frozen=True, slots=True)
class AskInstead:
    """Another requirement takes the place of the queue's own; everybody who met the old one meets it."""

    requires: Requirement


@dataclass(frozen=True, slots=True)
class WidenToGroup:
    """The agents of a group may be asked too, whichever queues they are members of, if they meet the requirement."""

    group: GroupId


@dataclass(frozen=True, slots=True)
class RaisePriority:
    """The interaction is worth this many points more."""

    points: int


@dataclass(frozen=True, slots=True)
class OverflowTo:
    """The agents of another queue may be asked too, if they meet what that queue asks for."""

    queue_id: QueueId


@dataclass(frozen=True, slots=True)
class HandTo:
    """The interaction leaves the queue; ``destination`` is the way its flow goes on: voicemail, callback, ..."""

    destination: str


Relaxation = LowerLevel | DropSkill | AskInstead | WidenToGroup | RaisePriority | OverflowTo | HandTo


@dataclass(frozen=True, slots=True)
class RelaxationStep:
    """One step. It is left out when at its time no more than ``if_waiting_over`` wait, or the wait looks shorter."""

    after_ms: int
    relax: Relaxation
    if_waiting_over: int | None = None
    if_estimated_wait_over_ms: int | None = None
