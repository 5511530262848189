"""What is answered by the routes of supervision. Owns forms and bounds only.

All times are UTC milliseconds.
"""

from pydantic import BaseModel, Field


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
