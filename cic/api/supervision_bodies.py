"""What is sent to the routes of supervision and what they answer. Owns forms and bounds only.

All times are UTC milliseconds.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from routing.overrides import QueueMode
from routing.supervision import PRIORITY_MAX

TIME_MS_MAX = 2**53
Name = Annotated[str, Field(min_length=1, max_length=128)]
# Strict: a number that comes as text, or as true, is a mistake.
Moment = Annotated[int, Field(strict=True, ge=1, le=TIME_MS_MAX)]
Level = Annotated[int, Field(strict=True, ge=0, le=100)]
Names = Annotated[list[Name], Field(max_length=200)]


class _Sent(BaseModel):
    """Nothing but what is named here."""

    model_config = ConfigDict(extra="forbid")


class ModeBody(_Sent):
    """A queue's mode; `until_ms` null: until somebody opens the queue."""

    mode: QueueMode
    until_ms: Moment | None = None


class OverrideBody(_Sent):
    """What differs for an agent until then. Whatever is not named stays as the configuration has it."""

    until_ms: Moment
    skills: Annotated[dict[Name, Level], Field(max_length=200)] = {}
    more_queues: Names = []
    without_queues: Names = []


class PriorityBody(_Sent):
    """How many points a waiting interaction is worth."""

    priority: Annotated[int, Field(strict=True, ge=-PRIORITY_MAX, le=PRIORITY_MAX)]


class WaitBody(BaseModel):
    """Where an interaction stands in line."""

    queue_id: str
    place: int = Field(description="From 1; also 1 while it stands offered to an agent")
    waiting_since_ms: int
    estimated_median_ms: int | None = Field(description="As often less as more; null while there is nothing to go by")
    estimated_p90_ms: int | None = Field(description="Less in nine of ten cases")


class MissedBody(BaseModel):
    """A caller who gave up while waiting, by contact."""

    contact_id: str
    queue_id: str
    missed_at_ms: int
    waiting_since_ms: int
    resume_until_ms: int
    may_resume: bool = Field(description="Whether the caller still has the old place on calling back")


class Missed(BaseModel):
    """The work list. `count` is all there are, also where fewer are shown."""

    count: int
    missed: list[MissedBody]
