"""What contacts are looked for by, and how they are found and exported, as the API shows it. Owns names and bounds."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cic.api.contact_bodies import ContactBody
from cic.api.search_ports import EXPORT_COLUMNS, ExportFormat, ExportState, Order

TIME_MS_MAX = 2**53
VALUES_MAX = 50
Value = Annotated[str, Field(min_length=1, max_length=128)]
Values = Annotated[list[Value], Field(max_length=VALUES_MAX)]
TimeMs = Annotated[int | None, Field(ge=0, le=TIME_MS_MAX)]
Outcome = Literal[
    "in_progress", "answered", "abandoned", "self_service", "left_in_ivr", "not_reached", "entered", "to_be_done",
    "done", "let_go",
]  # fmt: skip
Column = Literal[EXPORT_COLUMNS]  # type: ignore[valid-type]  # the names are those of the columns that there are


class _Body(BaseModel):
    """What is looked for is personal: a refusal does not repeat it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class SpanBody(_Body):
    """From a least to a most, both included; null is no bound."""

    least: TimeMs = None
    most: TimeMs = None


class RatingWish(_Body):
    """Rated at all, or within a span; ``of`` names the subject."""

    of: str = Field("", max_length=128)
    least: Annotated[int | None, Field(ge=0, le=100)] = None
    most: Annotated[int | None, Field(ge=0, le=100)] = None


class SearchWish(_Body):
    """What is looked for: all that is named must hold; of several values of one kind, one of them."""

    number: str = Field("", max_length=40, description="A number, or its last four digits or more")
    name: str = Field("", max_length=100, description="Words of a name, or how they begin")
    note: str = Field("", max_length=200, description="Words of notes and follow-ups, all of them")
    party_id: str = Field("", max_length=128, description="A customer or visitor, and everybody merged with them")
    from_ms: TimeMs = Field(None, description="Arrived at or after")
    until_ms: TimeMs = Field(None, description="Arrived before")
    queues: Values = Field([], description="Waited there, or handled under its rules")
    agents: Values = Field([], description="Agents who took part; who only missed an offer did not")
    media: Values = Field([], description="`voice`, `callback`, ..., and `entered`")
    directions: list[Literal["inbound", "outbound"]] = Field([], max_length=2)
    dispositions: Values = Field([], description="Given by any of the agents")
    outcomes: list[Outcome] = Field([], max_length=VALUES_MAX)
    flows: Values = Field([], description="The flow that answered, or one that an agent sent the caller into")
    dialled: Values = Field([], description="The number that was dialled, as the log has it")
    subjects: Values = Field([], description="Of tasks")
    rating: RatingWish | None = None
    total_ms: SpanBody = SpanBody()
    talk_ms: SpanBody = SpanBody()
    waited_ms: SpanBody = Field(SpanBody(), description="In queues, and while agents' phones rang")
    is_recorded: bool | None = None
    order: Order = Order.NEWEST

    def filters(self) -> list[str]:
        """The names of what is looked for by, without a value."""
        return sorted(self.model_dump(exclude_defaults=True, include=set(SearchWish.model_fields) - {"order"}))


class SearchRequest(SearchWish):
    """A page of what is looked for."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=64, description="The last answer's: what follows it")
    with_count: bool = False


class RatingShort(_Body):
    """A rating in short."""

    subject: str
    value: int
    lowest: int
    highest: int


class FoundContactBody(ContactBody):
    """A contact that was found, with who took part in it and what became of it."""

    outcome: Outcome
    waited_ms: int
    queues: list[str]
    agents: list[str] = Field(description="Who took part, in order")
    notes: list[str] = Field(description="Of the agents; empty too after the person was erased")
    ratings: list[RatingShort]
    is_recorded: bool


class Found(_Body):
    """A page of contacts."""

    contacts: list[FoundContactBody]
    cursor: str | None = Field(description="For the next page; null after the last")
    count: int | None = Field(description="How many there are, where that was asked, up to 10,000")
    is_more: bool = Field(description="Whether there are more than `count`")


class ExportRequest(_Body):
    """An export of what a search finds, newest first."""

    search: SearchWish
    form: ExportFormat = ExportFormat.CSV
    columns: list[Column] = Field(list(EXPORT_COLUMNS), min_length=1, max_length=len(EXPORT_COLUMNS))
    reason: str = Field(min_length=1, max_length=500, description="Why contacts are taken out of the center")


class ExportBody(_Body):
    """How an export is."""

    export_id: str
    form: ExportFormat
    columns: list[str]
    state: ExportState
    started_at_ms: int
    ended_at_ms: int | None
    rows_written: int
    rows_total: int | None = Field(description="Null until they were counted")
    file_bytes: int
    failure: str = Field(description="Why it failed: search_too_long, not_written, no_room; empty otherwise")
    kept_until_ms: int | None = Field(description="When the file goes; null while there is none")


class Exports(_Body):
    """The person's own exports, newest first."""

    exports: list[ExportBody]
