"""The contact log as the API shows it: one model per thing, for the OpenAPI document. Owns names and meanings only.

All times are UTC milliseconds; a duration is null while what it measures goes on.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from routing.vocabulary import EndCause, Medium

Initiator = Literal["caller", "flow", "queue", "agent", "provider"]
Releaser = Literal["caller", "agent", "machine"]
Direction = Literal["inbound"]
SegmentKind = Literal["ivr", "queue", "ring", "talk", "hold", "work", "wrap_up"]


class _Body(BaseModel):
    """What the log has and a model does not name is a fault of ours, and shows as one, without the value."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class CallerBody(_Body):
    """Who called. ``number`` and ``name`` are null where they are unknown, and after the person was erased."""

    party_id: str = Field(description="The customer or visitor; the same for every contact of the party")
    number: str | None
    name: str | None
    is_known: bool = Field(description="Whether the caller is a customer whom we know")
    grade: str
    is_vip: bool
    area: str = Field(description="The area of the caller's number")


class StepBody(_Body):
    """One node of the flow that the caller came to."""

    node: str
    at_ms: int
    duration_ms: int | None = Field(
        description="Until the next step; at a queue's node until the talk. An IVR segment's last step ends with it"
    )
    result: str = Field(description="A key's label or a word such as said, timeout, found; empty while it goes on")
    segment: int = Field(description="The ordinal of the segment in which the caller came to it")


class HandOverBody(_Body):
    """An agent gave the caller to a queue."""

    segment: int = Field(description="The ordinal of the queue segment that began")
    at_ms: int
    from_agent: str
    to_queue: str
    to_agent: str | None = Field(description="Who took the caller there, if anybody has")


class FlowStepBody(_Body):
    """One node of a flow that an agent had sent the caller into."""

    node: str
    at_ms: int
    result: str


class FlowVisitBody(_Body):
    """An agent sent the caller into a flow, to enter what no agent is to hear."""

    flow: str
    segment: int = Field(description="The ordinal of the hold segment meanwhile")
    agent_id: str
    at_ms: int
    duration_ms: int | None
    result: str = Field(description="A word of the flow, such as verified, or why it did not come to its end")
    path: list[FlowStepBody]


class WorkLeftBody(_Body):
    """The caller left a message, a task, or the wish to be called back: a contact of its own."""

    contact_id: str = Field(description="The contact that the work is")
    segment: int = Field(description="The ordinal of the segment in which it was left")
    at_ms: int
    medium: Medium
    queue_id: str
    subject: str
    due_at_ms: int


class RatingBody(_Body):
    """What the caller thought of those who served; queue and agent are the last before."""

    ordinal: int
    segment: int
    at_ms: int
    subject: str
    value: int
    lowest: int
    highest: int
    queue_id: str | None
    agent_id: str | None


class ContactBody(_Body):
    """One contact: a call, or work that a caller has left.

    Until the caller has gone, or the work is finished, the times count the segments that are finished.
    ``ivr_ms``, ``queue_ms``, ``ring_ms``, ``talk_ms``, ``hold_ms`` and ``work_ms`` add up to ``total_ms`` then.
    """

    contact_id: str
    interaction_id: str
    medium: Medium
    origin: str | None = Field(description="Of work: the contact of the call in which it was left; null for calls")
    subject: str = Field(description="Of a task: what it is about; empty otherwise")
    due_at_ms: int | None = Field(description="Of work: until when it should be finished")
    recording: str | None = Field(description="Of a message: its name, for `/api/messages`")
    message_ms: int | None = Field(description="Of a message: how long it is")
    number_to_call: str | None = Field(description="Of a callback; null too after the person was erased")
    direction: Direction
    initiator: Initiator = Field(description="Who began the contact")
    provider: str = Field(description="What carried the call; empty for work")
    arrived_at_ms: int
    answered_at_ms: int | None = Field(description="When the flow answered; null when the caller left before")
    ended_at_ms: int | None = Field(description="When the caller had gone; null while the contact goes on")
    dialled_number: str
    entry_flow: str = Field(description="The flow that answered; empty for work")
    caller: CallerBody
    language: str
    disposition: str = Field(description="The last that an agent gave; empty when there is none")
    last_agent: str | None = Field(description="The agent who served the caller last")
    last_agent_number: str = Field(description="That agent's number (工号); empty when there is none")
    end_cause: EndCause | None
    released_by: Releaser | None = Field(description="Who ended it")
    ivr_ms: int
    queue_ms: int
    ring_ms: int
    talk_ms: int
    hold_ms: int
    work_ms: int = Field(description="How long agents had the work in hand; 0 for calls")
    wrap_up_ms: int = Field(description="The agents' work afterwards; no part of the total")
    total_ms: int = Field(description="From arrival until the caller had gone; 0 before")
    is_abandoned: bool = Field(description="Whether the caller left while waiting for an agent")
    offers_missed: int
    path: list[StepBody] = Field(description="What the caller went through in the flow, in order")
    hand_overs: list[HandOverBody]
    flow_visits: list[FlowVisitBody]
    work_left: list[WorkLeftBody]
    predecessor: str | None = Field(description="The contact of the same party that ended last before, within a day")


class SegmentBody(_Body):
    """One stretch of a contact."""

    ordinal: int = Field(description="From 1: the caller's side in order, without gap or overlap, then the wrap-ups")
    predecessor: int | None = Field(description="The ordinal of the segment that it follows from; null for the first")
    kind: SegmentKind
    direction: Direction
    initiator: Initiator = Field(
        description="Who let it begin: an agent holds, takes back and hands over; the queue offers, so ring, talk and "
        "wrap-up are the queue's; the provider where it could not carry out a hold or its end; the flow that an agent "
        "sent the caller into gives the caller back"
    )
    initiator_agent_id: str | None = Field(description="Which agent, where it was one")
    served_by: Literal["machine", "person"] = Field(description="Whether an agent was in it, or a machine alone")
    started_at_ms: int
    ended_at_ms: int | None
    duration_ms: int | None
    queue_id: str | None
    agent_id: str | None
    agent_number: str = Field(description="The agent's number (工号) at that time; empty where there is no agent")
    agent_address: str = Field(description="The phone that was rung; empty where none was")
    released_by: Releaser | None = Field(description="Who ended it; null where it only led to the next")
    cause: str = Field(description="Why it ended: an end cause, expired, timed_out; empty where it led to the next")
    disposition: str = Field(description="Of a wrap-up; timed_out when none was given in time")
    note: str | None = Field(description="Of a wrap-up; null when there is none, and after the person was erased")


class WholeContactBody(ContactBody):
    """One contact with all its segments and ratings."""

    segments: list[SegmentBody]
    ratings: list[RatingBody]


class Contacts(_Body):
    """Contacts, newest first."""

    contacts: list[ContactBody]
