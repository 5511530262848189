"""What the desktop shows beside its own, as text: pages of a CRM, and pages that may show it. Owns the typed form of
`desktop` in `center.yaml`."""

from dataclasses import dataclass
from enum import StrEnum

from cic.configuration.schema_parts import LabelText, Reference

PLACEHOLDERS = (
    "number", "name", "party_id", "customer_number", "contact_id", "interaction_id", "queue_id", "agent_id",
)  # fmt: skip
"""What of a contact may stand in the address of a page."""


class Opens(StrEnum):
    """When a page is opened: with the offer, once the agent has accepted, or when the agent asks for it."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    ASKED = "asked"


class CardField(StrEnum):
    """What of a customer's card a CRM may be asked by."""

    NUMBER = "number"
    CUSTOMER_NUMBER = "customer_number"
    MAIL = "mail"
    NAME = "name"
    PARTY_ID = "party_id"


@dataclass(frozen=True, slots=True)
class PageText:
    """A page of a CRM. ``url`` has placeholders in braces, behind the host."""

    code: str
    label: LabelText
    url: str
    opens: Opens
    line: int


@dataclass(frozen=True, slots=True)
class ShownText:
    """A result of the look-up that agents see, with its words."""

    result: Reference
    label: LabelText


@dataclass(frozen=True, slots=True)
class CrmLookupText:
    """The source of `lookups.yaml` that is asked for a card, what it is asked by, and what is shown of it."""

    source: Reference
    arguments: tuple[tuple[Reference, CardField], ...]
    shown: tuple[ShownText, ...]
    line: int


@dataclass(frozen=True, slots=True)
class DesktopText:
    """`desktop` of `center.yaml`. Nothing of it is there unless somebody writes it."""

    crm_hosts: tuple[Reference, ...] = ()
    crm_pages: tuple[PageText, ...] = ()
    crm_lookup: CrmLookupText | None = None
    embedded_in: tuple[str, ...] = ()
    """Origins of pages that may show the desktop within them."""


NO_DESKTOP = DesktopText()
