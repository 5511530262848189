"""Customers' cards for those who ask over HTTP: JSON-ready, with refusals as values. Owns the form; decides nothing.

Files are read and written on threads, never on the event loop.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from cic.api.ports import JOURNAL_STALLED, CommandRefused, JsonObject
from cic.customers.book import CardBook
from cic.customers.cards import BadCard, Card, CardRefused
from cic.customers.customers import NumberRules
from cic.customers.favourites import BadFavourite, Favourite, Favourites
from cic.customers.finding import Finder
from cic.customers.store import CustomerStore
from cic.journal.port import StorageStalled
from routing.vocabulary import AgentId, PartyId

T = TypeVar("T")
NUMBERS_OF_FOUND = 3
_AS_IT_IS = (
    "party_id", "version", "kind", "name", "given_name", "family_name", "company_name", "customer_number", "grade",
    "language", "area", "account_manager", "preferred_channel", "note", "is_vip", "changed_at_ms", "changed_by",
)  # fmt: skip


class CustomerDesk:
    """The cards of one site, for its agents."""

    def __init__(
        self,
        store: CustomerStore,
        *,
        default_language: str,
        now_ms: Callable[[], int],
        rules: Callable[[], NumberRules],
        agent_name: Callable[[str], str | None],
    ) -> None:
        """``rules`` say which numbers are on a list; ``agent_name`` knows agents by their id."""
        self._book = CardBook(store, default_language=default_language)
        self._finder = Finder(store, self._book)
        self._favourites = Favourites(store)
        self._now_ms = now_ms
        self._rules = rules
        self._agent_name = agent_name

    async def whole(self, party_id: PartyId) -> Card | CommandRefused:
        """The card of a party itself, for whoever asks others about it."""
        return await _told(lambda: self._book.card(party_id))

    async def card(self, party_id: PartyId) -> JsonObject | CommandRefused:
        """The card of a party, or of the one that it was merged into; a visitor's has version 0."""
        return await _told(lambda: self._shown(self._book.card(party_id)))

    async def parties(self, party_id: PartyId) -> Sequence[PartyId]:
        """Everybody who a party is, the kept one first."""
        return await asyncio.to_thread(self._book.parties, party_id)

    async def save(
        self, party_id: PartyId, fields: Mapping[str, object], version: int, by: str
    ) -> JsonObject | CommandRefused:
        """Make or correct a card; ``version`` is that of the card which was looked at."""
        return await _told(lambda: self._shown(self._book.save(party_id, fields, version, by, self._now_ms())))

    async def find(self, query: str) -> Sequence[JsonObject]:
        """Cards by name, number, customer number or mail address; a bounded number of them."""
        found = await asyncio.to_thread(self._finder.find, query, self._rules().country)
        return [_found(card) for card in found]

    async def merge(self, keep: PartyId, merge: PartyId, by: str) -> JsonObject | CommandRefused:
        """Let a party be another; the merge's id and the card that is kept."""

        def merged() -> JsonObject:
            merge_id, card = self._book.merge(keep, merge, by, self._now_ms())
            return {"merge_id": merge_id, "card": self._shown(card)}

        return await _told(merged)

    async def merged(self, merge_id: str) -> tuple[PartyId, PartyId] | CommandRefused:
        """Whom a merge kept and whom it merged."""

        def parties() -> tuple[PartyId, PartyId]:
            row = self._book.merge_of(merge_id)
            return row.kept, row.merged

        return await _told(parties)

    async def undo(self, merge_id: str, by: str) -> JsonObject | CommandRefused:
        """Let the two parties of a merge be two again; the card that was kept."""
        return await _told(lambda: self._shown(self._book.undo(merge_id, by, self._now_ms())))

    async def favourites(self, agent_id: AgentId) -> Sequence[JsonObject]:
        """Whom an agent often calls or hands callers to."""
        return [_favourite(item) for item in await asyncio.to_thread(self._favourites.of, agent_id)]

    async def keep_favourites(
        self, agent_id: AgentId, favourites: Sequence[Mapping[str, str]]
    ) -> Sequence[JsonObject] | CommandRefused:
        """Put a list in the place of the one before."""
        given = [Favourite(item["kind"], item["target"], item["label"]) for item in favourites]
        return await _told(lambda: [_favourite(item) for item in self._favourites.keep(agent_id, given)])

    def _shown(self, card: Card) -> JsonObject:
        return {
            **{name: getattr(card, name) for name in _AS_IT_IS},
            "is_known": card.version > 0,
            "numbers": list(card.numbers),
            "addresses": [{"kind": address.kind, "text": address.text} for address in card.addresses],
            "account_manager_name": self._agent_name(card.account_manager) or card.account_manager,
            "lists": self._lists(card),
            "merged": [
                {name: getattr(merged, name) for name in ("merge_id", "party_id", "name", "at_ms", "by")}
                for merged in card.merged
            ],
            "changes": [
                {"at_ms": change.at_ms, "by": change.by, "what": change.what, "fields": list(change.fields)}
                for change in card.changes
            ],
        }

    def _lists(self, card: Card) -> JsonObject:
        rules = self._rules()
        listed = {number: rules.listed(number) for number in card.numbers}
        blocked = [number for number, (is_blocked, _) in listed.items() if is_blocked]
        vip = [number for number, (_, is_vip) in listed.items() if is_vip]
        return {"blocked": bool(blocked), "vip": bool(vip), "blocked_numbers": blocked, "vip_numbers": vip}


async def _told(ask: Callable[[], T]) -> T | CommandRefused:
    """What a question on the file leads to; a refusal is a value."""
    try:
        return await asyncio.to_thread(ask)
    except CardRefused as refused:
        return CommandRefused(refused.code, str(refused))
    except BadCard as fault:
        return CommandRefused("bad_card", str(fault))
    except BadFavourite as fault:
        return CommandRefused("bad_favourite", str(fault))
    except StorageStalled:
        return CommandRefused(JOURNAL_STALLED, "The customers' file takes nothing at the moment; try again.")


def _found(card: Card) -> dict[str, Any]:
    names = ("party_id", "name", "kind", "customer_number", "grade", "is_vip")
    numbers = list(card.numbers[:NUMBERS_OF_FOUND])
    return {**{name: getattr(card, name) for name in names}, "is_known": card.version > 0, "numbers": numbers}


def _favourite(item: Favourite) -> JsonObject:
    return {"kind": item.kind, "target": item.target, "label": item.label}
