"""What the routes of customers and of the agent's day need of the rest of the house. Owns the contracts.

Cards and rows come as JSON-ready objects with personal values opened: whoever asks was let in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cic.api.ports import CommandRefused, JsonObject
from cic.api.rates import Allowance
from routing.vocabulary import AgentId, ContactId, InteractionId, PartyId


class CustomersPort(Protocol):
    """Customers' cards."""

    async def card(self, party_id: PartyId) -> JsonObject | CommandRefused:
        """The card of a party, or of the one that it was merged into; a visitor's has version 0."""
        ...

    async def parties(self, party_id: PartyId) -> Sequence[PartyId]:
        """Everybody who a party is, the kept one first."""
        ...

    async def save(
        self, party_id: PartyId, fields: Mapping[str, object], version: int, by: str
    ) -> JsonObject | CommandRefused:
        """Make or correct a card; ``version`` is that of the card which was looked at."""
        ...

    async def find(self, query: str) -> Sequence[JsonObject]:
        """Cards by name, number, customer number or mail address; a bounded number of them."""
        ...

    async def merge(self, keep: PartyId, merge: PartyId, by: str) -> JsonObject | CommandRefused:
        """Let a party be another; the merge's id and the card that is kept."""
        ...

    async def merged(self, merge_id: str) -> tuple[PartyId, PartyId] | CommandRefused:
        """Whom a merge kept and whom it merged."""
        ...

    async def undo(self, merge_id: str, by: str) -> JsonObject | CommandRefused:
        """Let the two parties of a merge be two again; the card that was kept."""
        ...

    async def favourites(self, agent_id: AgentId) -> Sequence[JsonObject]:
        """Whom an agent often calls or hands callers to."""
        ...

    async def keep_favourites(
        self, agent_id: AgentId, favourites: Sequence[Mapping[str, str]]
    ) -> Sequence[JsonObject] | CommandRefused:
        """Put a list in the place of the one before."""
        ...


class DayLogPort(Protocol):
    """What the contact log knows of parties and of an agent's day."""

    async def of_parties(
        self, parties: Sequence[PartyId], limit: int, without: ContactId | None
    ) -> Sequence[JsonObject]:
        """The last contacts of parties that are one, newest first."""
        ...

    async def tries_today(self, parties: Sequence[PartyId]) -> int:
        """How often they came today and were not served."""
        ...

    async def day(self, agent_id: AgentId) -> JsonObject:
        """An agent's day so far: figures, contacts, offers that led to nothing."""
        ...


@dataclass(frozen=True, slots=True)
class InHand:
    """An interaction that stands offered to an agent, is in hand, or is being wrapped up."""

    party_id: PartyId
    contact_id: ContactId
    number: str | None = field(repr=False)
    name: str | None = field(repr=False)


class HandsPort(Protocol):
    """What an agent has in hand at this moment, and what is to be done later."""

    async def interaction(self, agent_id: AgentId, interaction_id: InteractionId) -> InHand | None:
        """An interaction of the agent's; None where it is nobody's or another agent's."""
        ...

    async def parties(self, agent_id: AgentId) -> frozenset[PartyId]:
        """Whose interactions and follow-ups the agent has."""
        ...

    async def follow_ups_of(self, parties: Sequence[PartyId]) -> Sequence[JsonObject]:
        """What is to be done later for some parties, due first."""
        ...

    async def follow_ups_for(self, agent_id: AgentId) -> Sequence[JsonObject]:
        """What an agent is to do later, and what anybody of the agent's queues is, due first."""
        ...

    async def callbacks_for(self, agent_id: AgentId) -> Sequence[JsonObject]:
        """Who waits to be called back in the agent's queues, due first."""
        ...


class CrmPort(Protocol):
    """A CRM that is asked for what it knows of a customer; nothing of it is kept."""

    async def fields(self, party_id: PartyId) -> JsonObject | CommandRefused:
        """How the look-up ended, and the fields that agents are shown."""
        ...


@dataclass(frozen=True, slots=True)
class DayServices:
    """What the routes of customers and of the agent's day work with.

    ``settings`` is what the text says of the desktop: pages of a CRM and whether one is asked, embedding, choices of a
    card. ``look_ups`` bounds how often one person looks for customers.
    """

    customers: CustomersPort
    log: DayLogPort
    hands: HandsPort
    crm: CrmPort
    settings: Callable[[], JsonObject]
    embedded_in: Callable[[], Sequence[str]] = tuple
    look_ups: Allowance = field(default_factory=Allowance)
