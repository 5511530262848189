"""What is sent to the routes of customers and what they answer. Owns forms and bounds only.

All times are UTC milliseconds. What a card may hold is checked where cards are kept.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["person", "company"]
Channel = Literal["", "voice", "callback", "chat", "messaging", "mail", "fax"]
Text = Annotated[str, Field(max_length=2_000)]


class _Sent(BaseModel):
    """Nothing but what is named here."""

    model_config = ConfigDict(extra="forbid")


class _Body(BaseModel):
    """What is told and a model does not name is a fault of ours, and shows as one, without the value."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class AddressBody(_Sent):
    """Where somebody gets mail: electronic (`mail`) or on paper (`postal`)."""

    kind: Literal["mail", "postal"]
    text: Annotated[str, Field(min_length=1, max_length=300)]


class CardChange(_Sent):
    """A card made or corrected. What is left out stays as it is."""

    version: Annotated[int, Field(strict=True, ge=0, description="That of the card that was looked at; 0 for none")]
    kind: Kind | None = None
    name: Annotated[Text | None, Field(description="Empty: what its parts make")] = None
    given_name: Text | None = None
    family_name: Text | None = None
    company_name: Text | None = None
    numbers: Annotated[list[Annotated[str, Field(max_length=64)]] | None, Field(max_length=50)] = None
    addresses: Annotated[list[AddressBody] | None, Field(max_length=50)] = None
    grade: Text | None = None
    language: Text | None = None
    area: Text | None = None
    account_manager: Annotated[Text | None, Field(description="An agent's id, or any name")] = None
    preferred_channel: Channel | None = None
    note: Annotated[str | None, Field(max_length=4_000)] = None
    is_vip: Annotated[bool | None, Field(strict=True)] = None

    def fields(self) -> dict[str, object]:
        """What is to be changed."""
        return self.model_dump(exclude={"version"}, exclude_none=True)


class ListsBody(_Body):
    """Whether numbers of the card stand on a list of the center's text."""

    blocked: bool
    vip: bool
    blocked_numbers: list[str]
    vip_numbers: list[str]


class MergedBody(_Body):
    """A party that is this one now, by a merge that can be undone."""

    merge_id: str
    party_id: str
    name: str
    at_ms: int
    by: str


class ChangeBody(_Body):
    """Who changed which fields of the card."""

    at_ms: int
    by: str = Field(description="An agent's id, `import`, or the operator")
    what: Literal["made", "corrected", "imported", "merged", "undone"]
    fields: list[str]


class CardBody(_Body):
    """What is known of a party."""

    party_id: str = Field(description="Of the party that was kept, where it was merged")
    version: int = Field(description="0: there is no card yet")
    is_known: bool
    kind: Kind
    name: str
    given_name: str
    family_name: str
    company_name: str
    customer_number: str
    numbers: list[str]
    addresses: list[AddressBody]
    grade: str
    language: str
    area: str
    account_manager: str
    account_manager_name: str
    preferred_channel: Channel
    note: str
    is_vip: bool
    lists: ListsBody
    merged: list[MergedBody]
    changed_at_ms: int | None
    changed_by: str
    changes: list[ChangeBody] = Field(description="The newest ten")


class ContactLine(_Body):
    """One contact of before, in short."""

    contact_id: str
    medium: str | None
    entered_kind: str
    direction: str
    arrived_at_ms: int
    ended_at_ms: int | None
    queue_id: str | None
    last_agent: str | None
    last_agent_name: str
    disposition: str
    subject: str
    is_abandoned: bool
    talk_ms: int
    total_ms: int
    end_cause: str | None
    note: str | None


class LaterBody(_Body):
    """Work that is to be done later."""

    contact_id: str
    origin: str
    queue_id: str
    owner: str | None
    owner_name: str
    due_at_ms: int
    remind_at_ms: int | None
    is_reminded: bool
    refused: str = Field(default="", description="Since when it is due: the code of why its queue has not taken it in")
    text: str
    party_id: str
    name: str | None
    number: str | None


class CallingFrom(_Body):
    """Where the present contact comes from, as the network tells."""

    number: str | None
    name: str | None


class CustomerBody(_Body):
    """A card with what an agent wants to know beside it."""

    card: CardBody
    calling_from: CallingFrom | None = Field(description="Of a contact in hand; null otherwise")
    last_contacts: list[ContactLine]
    tries_today: int = Field(description="How often the party came today and was not served")
    follow_ups: list[LaterBody]


class FoundBody(_Body):
    """A customer that was found."""

    party_id: str
    name: str
    kind: Kind
    customer_number: str
    numbers: list[str] = Field(description="The first three")
    grade: str
    is_vip: bool
    is_known: bool


class FoundCustomers(_Body):
    """What fits, the surest first; 20 at most."""

    customers: list[FoundBody]


class MergeBody(_Sent):
    """Two parties that are one: ``merge`` becomes part of ``keep``."""

    keep: Annotated[str, Field(min_length=1, max_length=128)]
    merge: Annotated[str, Field(min_length=1, max_length=128)]


class MergeDone(_Body):
    """The two are one."""

    merge_id: str
    card: CardBody


class UndoneBody(_Body):
    """The two are two again; the card is that of the one that was kept."""

    card: CardBody


class WordsBody(_Body):
    """Words in both languages."""

    en: str
    zh: str


class CrmFieldBody(_Body):
    """One thing that the CRM knows."""

    name: str
    label: WordsBody
    kind: Literal["text", "number", "truth", "amount", "date"]
    value: str | int | bool
    decimals: int | None = Field(
        default=None, description="Of an amount: how many of its digits stand behind the point"
    )


class CrmBody(_Body):
    """What a CRM knows of a customer. Nothing of it is kept."""

    result: Literal["not_configured", "found", "not_found", "failed"]
    reason: str
    fields: list[CrmFieldBody]
