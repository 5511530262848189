"""An explanation as the API shows it: one model per thing, for the OpenAPI document. Owns names and meanings only.

All times are UTC milliseconds. Ids, skills, levels and scores only: nothing personal.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from routing.removals import Removal


class _Body(BaseModel):
    """What an explanation has and a model does not name is a fault of ours, and shows as one."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class ReasonBody(_Body):
    """Why an agent is not eligible. What does not apply is null."""

    removal: Removal
    what: str | None = Field(default=None, description="The skill, requirement, medium, provider, agent or activity")
    through: str | None = Field(default=None, description="The queue or group the agent would come in by, of several")
    needed: int | None = Field(default=None, description="A level, or a share of capacity")
    has: int | None = Field(default=None, description="The agent's level; or the capacity in use, or how many in hand")
    most: int | None = Field(default=None, description="All of the agent's capacity, or the most at once")
    until_ms: int | None = None


class GroupBody(ReasonBody):
    """All agents whom one thing removes, with the reason of the one who is nearest to being eligible."""

    agents: int = Field(description="How many; an agent counts for each of the reasons")
    agent_ids: list[str] = Field(description="The first of them")


class BehindBody(_Body):
    """The first number in which two differ; `name` when none does."""

    by: str
    first: float = Field(description="Of the one who comes first")
    other: float


class CandidateBody(_Body):
    """An agent who was looked at: with reasons against, or with a place among the eligible."""

    agent_id: str
    reasons: list[ReasonBody]
    rank: list[int] | None = Field(default=None, description="What is compared: number by number, the smaller first")
    values: dict[str, float] | None = Field(default=None, description="What the numbers of the rank mean, in order")
    terms: dict[str, float] | None = Field(default=None, description="The terms of a weighted score, in points")
    behind: BehindBody | None = Field(default=None, description="Why the first of the eligible comes before")


class HeadBody(_Body):
    """An interaction that the agent could have been offered: the first of its line."""

    interaction_id: str
    queue_id: str
    rank: list[int]
    values: dict[str, float]
    terms: dict[str, float] = Field(description="What it is worth to the agent, in points")
    behind: BehindBody | None = Field(description="Why the agent's first choice comes before")


class EstimateBody(_Body):
    """How long it takes until an agent is found."""

    median_ms: int
    mean_ms: int
    p90_ms: int


class AskingBody(_Body):
    """One way to be eligible."""

    of: str = Field(description="Whom it asks: `queue support`, `group night`, `agent carol`")
    requires: str = Field(description="What it requires of them, as in the configuration; facts are put in")


class RelaxationStepBody(_Body):
    """A step of relaxation."""

    number: int
    at_ms: int
    is_taken: bool | None = Field(description="False: left out, its condition did not hold; null: still to come")
    relax: dict[str, Any] = Field(description="`kind`, and what belongs to it")
    if_waiting_over: int | None
    if_estimated_wait_over_ms: int | None


class WaitingBody(_Body):
    """How an interaction waits, at a moment."""

    queue_id: str
    waiting_since_ms: int
    ahead: int = Field(description="How many of the queue come before it")
    waiting: int = Field(description="How many wait in the queue, itself included")
    priority: int
    estimated: EstimateBody | None = Field(description="From this moment on; null while there is nothing to go by")
    leaves_at_ms: int | None = Field(description="When it has waited for as long as the queue lets it")
    preferred: str | None
    preferred_until_ms: int | None = Field(description="Until then it waits for the preferred agent alone")
    asks: list[AskingBody]
    steps: list[RelaxationStepBody]


class CandidatesBody(WaitingBody):
    """How it waits, and everybody who was looked at for it; lists end after 1000, counts do not."""

    eligible: list[CandidateBody] = Field(description="In order of choice")
    eligible_count: int
    removed: list[CandidateBody]
    removed_count: int
    removed_by: list[GroupBody] = Field(description="By what removes them, most agents first")
    asked_about: CandidateBody | None


class OfferBody(CandidatesBody):
    """Why an offer was made: all as it was just before."""

    is_as_happened: bool = Field(description="Whether today's rules make the same offer; else an older program made it")
    goes_round: bool = Field(description="The two are no mutual first choice, but on a circle of better choices")
    heads: list[HeadBody] = Field(description="What the chosen agent could have had, in order of choice")


class ChapterBody(_Body):
    """Something that happened. Which of the fields there are depends on `what`."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    seq: int = Field(description="The record of the journal")
    at_ms: int
    what: str = Field(description="The event: `interaction_queued`, `step_reached`, `offer_made`, ...")
    interaction_id: str
    waiting: WaitingBody | None = Field(default=None, description="How it waited just after")
    offer: OfferBody | None = Field(default=None, description="Why the offer was made")


class StandingBody(_Body):
    """An interaction that is open at the moment."""

    interaction_id: str
    medium: str
    provider: str
    stage: str
    queue_id: str | None
    agent_id: str | None = Field(description="To whom it is offered, or who has it in hand")
    waiting: CandidatesBody | None = Field(description="Why it is still waiting; null when it does not wait")


class ExplanationBody(_Body):
    """A contact's way to its agents, recomputed from the journal."""

    contact_id: str
    interaction_ids: list[str]
    seq: int = Field(description="The last record that was read")
    at_ms: int = Field(description="The moment at which `standing` holds")
    asked_about: str | None
    story: list[ChapterBody]
    standing: list[StandingBody]
