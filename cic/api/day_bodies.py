"""What the routes of an agent's day answer: figures, lists, the time line of a contact. Owns forms and meanings only.

All times are UTC milliseconds; a duration is null while what it measures goes on.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cic.api.contact_bodies import (
    CallerBody,
    ConsultBody,
    FollowUpBody,
    HandOverBody,
    HelpBody,
    RatingBody,
    RecordingBody,
    SegmentBody,
    WorkLeftBody,
)
from cic.api.customer_bodies import ContactLine, LaterBody, WordsBody

FAVOURITES_MAX = 30
DEFINITIONS = {
    "handled": ("Contacts in which you talked with the customer, had the work in hand, or that you entered; each once.",
                "您与客户通话、处理或手工录入的联络数，每个只计一次。"),
    "talk_ms": ("Time in which you and the customer could hear each other.", "您与客户相互通话的时长。"),
    "hold_ms": ("Time in which the customer was on hold, or in a flow that you had sent the customer into.",
                "客户被您保持，或由您送入自助流程的时长。"),
    "consult_ms": ("Time in which you asked somebody else, or were asked.", "您咨询他人或被他人咨询的时长。"),
    "work_ms": ("Time in which you had messages, tasks and call-backs in hand.", "您处理留言、任务和回拨的时长。"),
    "entered_ms": ("Time of contacts that you entered by hand, as you said.", "您手工录入的联络时长，以填写为准。"),
    "wrap_up_ms": ("Time of your wrap-ups.", "您话后处理的时长。"),
    "handling_ms": ("All these times together.", "以上各项时长之和。"),
    "average_handling_ms": ("The time of handling, divided by the contacts handled.", "处理总时长除以已处理联络数。"),
    "offers_missed": ("Offers that ran out while they were shown to you.", "派给您而超时未接的次数。"),
    "offers_declined": ("Offers that you declined.", "您拒接的次数。"),
}  # fmt: skip
"""Counted are contacts of today whose callers have gone; what began today counts for today."""


class _Body(BaseModel):
    """What is told and a model does not name is a fault of ours, and shows as one, without the value."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class FiguresBody(_Body):
    """An agent's figures of today."""

    handled: int
    talk_ms: int
    hold_ms: int
    consult_ms: int
    work_ms: int
    entered_ms: int
    wrap_up_ms: int
    handling_ms: int
    average_handling_ms: int | None = Field(description="Null before the first contact")
    offers_missed: int
    offers_declined: int


class MyContactLine(ContactLine):
    """A contact that the agent had today."""

    party_id: str
    caller_name: str | None
    caller_number: str | None
    my_talk_ms: int = Field(description="How long this agent talked, or had the work in hand")
    my_disposition: str


class MissedOffer(_Body):
    """An offer to the agent that led to nothing."""

    contact_id: str
    at_ms: int
    queue_id: str | None
    ring_ms: int
    cause: Literal["expired", "declined"]
    caller_name: str | None


class CallbackLine(_Body):
    """Somebody who waits to be called back."""

    contact_id: str
    interaction_id: str
    queue_id: str
    due_at_ms: int
    caller_name: str | None


class MyDay(_Body):
    """An agent's day so far."""

    from_ms: int = Field(description="Midnight of the center's time zone")
    now_ms: int
    time_zone: str
    figures: FiguresBody
    definitions: dict[str, WordsBody]
    contacts: list[MyContactLine] = Field(description="Newest first, 100 at most")
    missed_offers: list[MissedOffer] = Field(description="Newest first, 50 at most")
    callbacks: list[CallbackLine] = Field(description="Waiting in the agent's queues, due first, 50 at most")
    follow_ups: list[LaterBody] = Field(description="The agent's, and of the agent's queues without an owner")


class TimelineSegment(SegmentBody):
    """One stretch, with its agent's name."""

    agent_name: str


class TimelineStep(_Body):
    """One node of a flow that the caller came to."""

    node: str
    at_ms: int
    duration_ms: int | None
    result: str
    segment: int
    flow: str


class MessageLine(_Body):
    """A message that a caller left."""

    recording: str = Field(description="Its name, for `/api/messages`")
    duration_ms: int | None


class Timeline(_Body):
    """All of one contact that has a place in time."""

    contact_id: str
    medium: str | None
    entered_kind: str
    direction: str
    started_at_ms: int
    ended_at_ms: int | None
    caller: CallerBody
    dialled_number: str
    language: str
    disposition: str
    end_cause: str | None
    released_by: str | None
    origin: str | None
    predecessor: str | None
    subject: str
    segments: list[TimelineSegment]
    steps: list[TimelineStep]
    hand_overs: list[HandOverBody]
    consults: list[ConsultBody]
    work_left: list[WorkLeftBody]
    follow_ups: list[FollowUpBody]
    help_asked: list[HelpBody]
    ratings: list[RatingBody]
    message: MessageLine | None
    recordings: list[RecordingBody]


class FavouriteBody(BaseModel):
    """An agent, a queue, a flow or a number, with the agent's own words for it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    kind: Literal["agent", "queue", "flow", "number"]
    target: Annotated[str, Field(min_length=1, max_length=128)]
    label: Annotated[str, Field(max_length=60)] = ""


class FavouritesBody(BaseModel):
    """Whom an agent often calls or hands callers to, in the agent's order."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    favourites: Annotated[list[FavouriteBody], Field(max_length=FAVOURITES_MAX)]


class CrmPage(_Body):
    """A page of a CRM. Its placeholders are filled in by the desktop, each value percent-encoded."""

    code: str
    label: WordsBody
    url: str
    opens: Literal["offered", "accepted", "asked"]


class CrmSettings(_Body):
    """What of a CRM there is."""

    pages: list[CrmPage]
    has_lookup: bool


class CardChoices(_Body):
    """What may be chosen in a card."""

    kinds: list[str]
    grades: list[str]
    languages: list[str]
    channels: list[str]


class ChoiceBody(_Body):
    """A code with its words."""

    code: str
    label: WordsBody


class DeskSettings(_Body):
    """What the center's text says of desktops, and the agent's favourites."""

    crm: CrmSettings
    embedded_in: list[str] = Field(description="Origins of pages that may show the desktop within them")
    favourites: list[FavouriteBody]
    favourites_max: int
    card: CardChoices
    words: dict[str, WordsBody] = Field(description="What people read instead of codes of flows and tables")
    dispositions: list[ChoiceBody]
