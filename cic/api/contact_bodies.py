"""The contact log as the API shows it: one model per thing, for the OpenAPI document. Owns names and meanings only.

All times are UTC milliseconds; a duration is null while what it measures goes on.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from routing.vocabulary import EndCause, Medium

Initiator = Literal["caller", "flow", "queue", "agent", "provider", "consulted", "supervisor"]
Releaser = Literal["caller", "agent", "machine", "supervisor"]
Direction = Literal["inbound", "outbound"]
SegmentKind = Literal[
    "ivr", "queue", "ring", "talk", "hold", "work", "consult", "parked", "outside", "consulted", "entered", "wrap_up"
]  # fmt: skip


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


class FollowUpBody(_Body):
    """An agent put off work for the caller, as it was made; the agent may have moved or closed it since."""

    contact_id: str = Field(description="The contact that the task is, once it is due")
    segment: int = Field(description="The ordinal of the segment in which it was made, perhaps a wrap-up")
    at_ms: int
    agent_id: str = Field(description="Who made it")
    owner: str | None = Field(description="The agent who is to do it; null: whoever the queue finds")
    queue_id: str
    due_at_ms: int
    text: str | None = Field(description="What is to be done; null after the person was erased")


class HelpBody(_Body):
    """An agent wanted somebody to help with the contact."""

    segment: int = Field(description="The ordinal of the segment in which that began")
    at_ms: int
    duration_ms: int | None
    agent_id: str


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


class ConsultBody(_Body):
    """An agent has asked somebody: one of ``asked_agent``, ``asked_queue`` and ``number`` says whom."""

    segment: int = Field(description="The ordinal of the segment in which it began")
    asked_by: str | None
    asked_agent: str | None
    asked_queue: str | None
    number: str | None = Field(description="Null too after the person was erased")
    agent_id: str | None = Field(description="The agent who took it")
    at_ms: int
    answered_at_ms: int | None
    ended_at_ms: int | None
    outcome: str = Field(description="`transferred`: whoever was asked has the customer since; else why it ended")


class ModeBody(_Body):
    """Who heard the supervisor from then on."""

    mode: Literal["listen", "whisper", "barge"]
    at_ms: int


class MonitoringBody(_Body):
    """A supervisor listened in on an agent's talk."""

    segment: int = Field(description="The ordinal of the segment in which it was asked for")
    supervisor_id: str
    agent_id: str = Field(description="Whose talk it was")
    at_ms: int
    began_at_ms: int | None = Field(description="When the talk was heard first; null where it never was")
    ended_at_ms: int | None
    modes: list[ModeBody]
    outcome: str = Field(description="`taken_over`: the supervisor has the customer since; else why it ended")


class ContactBody(_Body):
    """One contact: a call, work that a caller has left or an agent has put off, or what an agent has entered by hand.

    Until the caller has gone, or the work is finished, the times count the segments that are finished.
    ``ivr_ms``, ``queue_ms``, ``ring_ms``, ``talk_ms``, ``hold_ms``, ``consult_ms``, ``parked_ms``, ``outside_ms``,
    ``work_ms`` and ``entered_ms`` add up to ``total_ms`` then.
    """

    contact_id: str
    interaction_id: str
    medium: Medium | None = Field(description="Null for a contact that an agent has entered: no channel brought it")
    entered_kind: str = Field(description="What an agent has entered: visit, letter, talk, fax, other; empty otherwise")
    origin: str | None = Field(description="Of work: the contact in which it was left, or put off; null otherwise")
    subject: str = Field(description="Of a task: what it is about, `follow_up` for one put off; empty otherwise")
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
    consult_ms: int = Field(description="How long agents asked somebody else while the customer waited")
    parked_ms: int = Field(description="How long the customer waited to be picked up by any agent")
    outside_ms: int = Field(description="How long the customer was with a number outside, its ringing included")
    work_ms: int = Field(description="How long agents had the work in hand; 0 for calls")
    entered_ms: int = Field(description="How long it took, by the agent who has entered it; 0 for all others")
    wrap_up_ms: int = Field(description="The agents' work afterwards; no part of the total")
    consulted_ms: int = Field(description="The time of agents who were asked by others; no part of the total")
    total_ms: int = Field(description="From arrival until the caller had gone; 0 before")
    is_abandoned: bool = Field(description="Whether the caller left while waiting for an agent")
    offers_missed: int
    path: list[StepBody] = Field(description="What the caller went through in the flow, in order")
    hand_overs: list[HandOverBody]
    flow_visits: list[FlowVisitBody]
    consults: list[ConsultBody]
    work_left: list[WorkLeftBody]
    follow_ups: list[FollowUpBody]
    help_asked: list[HelpBody]
    monitorings: list[MonitoringBody] = Field(description="Empty for who may not listen in, nor read the audit trail")
    predecessor: str | None = Field(description="The contact of the same party that ended last before, within a day")


class SegmentBody(_Body):
    """One stretch of a contact."""

    ordinal: int = Field(description="From 1: the caller's side in order, without gap or overlap; wrap-ups; consulted")
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


class TrackBody(_Body):
    """What one party of a recorded talk said: a file of its own, with silence where the recording paused."""

    track: str = Field(description="Its name, for `/api/recordings`")
    is_customer: bool
    agent_id: str | None = Field(description="Null for the customer, and for a number outside")
    started_at_ms: int
    ended_at_ms: int | None
    offset_ms: int = Field(description="Its beginning, against the contact's arrival")
    duration_ms: int | None
    failure: str = Field(description="Why there is no file, or only a part of one; empty when it is whole")


class PauseBody(_Body):
    """Nothing was recorded for so long. Two reasons may overlap."""

    reason: Literal["agent", "apart"] = Field(
        description="`agent`: an agent asked for it; `apart`: customer and agent did not hear each other"
    )
    started_at_ms: int
    ended_at_ms: int | None


class MarkBody(_Body):
    """A pause begins, or its reason ends."""

    at_ms: int
    kind: Literal["paused", "continued"]
    reason: Literal["agent", "apart"]


class RecordingBody(_Body):
    """A talk that was recorded, in a track for each party."""

    recording_id: str
    started_at_ms: int
    ended_at_ms: int | None
    tracks: list[TrackBody]
    pauses: list[PauseBody]
    marks: list[MarkBody] = Field(description="The same pauses as marks in the order of time")


class WholeContactBody(ContactBody):
    """One contact with all its segments, ratings and recordings."""

    segments: list[SegmentBody]
    ratings: list[RatingBody]
    recordings: list[RecordingBody]


class Contacts(_Body):
    """Contacts, newest first."""

    contacts: list[ContactBody]
