"""Whom an agent often calls or hands callers to. Owns the list's form and bounds; knows no agents or queues.

A list may hold numbers, so it is sealed, with the key of a party that stands for the list.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from cic.customers.numbers import normalise_number
from cic.customers.store import LISTS_BEGIN, CustomerStore
from cic.customers.tables import favourite_list
from routing.vocabulary import AgentId, PartyId

FAVOURITES_MAX = 30
KINDS = ("agent", "queue", "flow", "number")
NUMBER = "number"
LENGTH_MAX = 128
LABEL_LENGTH_MAX = 60


class BadFavourite(Exception):
    """A list that is none; the text says which rule, never what was in it."""


@dataclass(frozen=True, slots=True, repr=False)
class Favourite:
    """One of the list: an agent, a queue, a flow or a number, with the agent's own words for it."""

    kind: str
    target: str
    label: str = ""


class Favourites:
    """The lists of one site; any thread may use it, never the event loop."""

    def __init__(self, store: CustomerStore) -> None:
        self._store = store

    def of(self, agent_id: AgentId) -> tuple[Favourite, ...]:
        """Return an agent's list, empty where there is none."""
        party_id = _party_of(agent_id)
        key = self._store.keyring.key(party_id)
        wanted = select(favourite_list.c.sealed).where(
            self._store.of_site(favourite_list), favourite_list.c.agent_id == agent_id
        )
        with self._store.database.reading() as connection:
            sealed = connection.execute(wanted).scalar()
        if sealed is None or key is None:
            return ()
        return tuple(Favourite(*item) for item in json.loads(self._store.unseal(key, party_id, "favourites", sealed)))

    def keep(self, agent_id: AgentId, favourites: Sequence[Favourite]) -> tuple[Favourite, ...]:
        """Put a list in the place of the one before and return it; raise BadFavourite."""
        kept = _checked(favourites)
        party_id = _party_of(agent_id)
        key = self._store.keyring.ensure([party_id])[party_id]
        text = json.dumps([[item.kind, item.target, item.label] for item in kept], ensure_ascii=False)
        row = {"agent_id": agent_id, "sealed": self._store.seal(key, party_id, "favourites", text)}
        of_agent = (self._store.of_site(favourite_list), favourite_list.c.agent_id == agent_id)
        with self._store.database.writing() as connection:
            connection.execute(delete(favourite_list).where(*of_agent))
            connection.execute(insert(favourite_list), [{**self._store.site, **row}])
        return kept


def _party_of(agent_id: AgentId) -> PartyId:
    return PartyId(LISTS_BEGIN + agent_id)


def _checked(favourites: Sequence[Favourite]) -> tuple[Favourite, ...]:
    if len(favourites) > FAVOURITES_MAX:
        raise BadFavourite(f"favourites: at most {FAVOURITES_MAX}")
    found: dict[tuple[str, str], Favourite] = {}
    for place, item in enumerate(favourites, 1):
        target = normalise_number(item.target) if item.kind == NUMBER else item.target.strip()
        if item.kind not in KINDS:
            raise BadFavourite(f"favourites: favourite {place}: kind is one of {', '.join(KINDS)}")
        if not target or len(target) > LENGTH_MAX or not target.isprintable():
            raise BadFavourite(f"favourites: favourite {place}: a target is an id, or a telephone number")
        if len(item.label) > LABEL_LENGTH_MAX or (item.label and not item.label.isprintable()):
            raise BadFavourite(
                f"favourites: favourite {place}: at most {LABEL_LENGTH_MAX} characters of your own words"
            )
        found.setdefault((item.kind, target), Favourite(item.kind, target, item.label.strip()))
    return tuple(found.values())
