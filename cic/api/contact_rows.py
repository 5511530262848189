"""Whose contacts a person may read. Owns this rule, for the list, the search, the time line, the explanation, cards,
recordings and exports alike.

An agent reads contacts in which the agent took part or was asked, and those of parties whom the agent has in hand or in
own follow-ups. A team supervisor reads the team's, and what no agent took. All others who may read at all read all.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cic.access.identity import Identity
from cic.access.permissions import Permission, Scope, scope_of
from cic.api.asking import rows_of
from cic.api.errors import ApiError
from cic.api.ports import JsonObject, Services
from cic.api.search_ports import EVERYBODYS, Whose
from routing.vocabulary import AgentId, ContactId, PartyId

RINGING = "ring"


async def whose(services: Services, identity: Identity, permission: Permission) -> Whose:
    """Whose contacts a person may read, hear or export at this moment."""
    rows = rows_of(services, identity, permission)
    if rows.is_all:
        return EVERYBODYS
    agents = frozenset() if rows.own is None else frozenset({rows.own})
    if rows.scope is Scope.TEAM:
        agents |= rows.team
    parties: set[PartyId] = set()
    if rows.own is not None:
        for party_id in await services.day.hands.parties(rows.own):
            parties.update(await services.day.customers.parties(party_id))
    return Whose(False, agents, frozenset(parties), with_nobodys=rows.scope is Scope.TEAM)


def covers(whose: Whose, party_id: str, agents: Collection[str], *, is_nobodys: bool) -> bool:
    """Whether a contact of a party, in which these agents took part or were asked, is among those. Pure."""
    return (
        whose.is_all
        or not whose.agents.isdisjoint(map(AgentId, agents))
        or PartyId(party_id) in whose.parties
        or (whose.with_nobodys and is_nobodys)
    )


def covers_row(whose: Whose, row: Mapping[str, Any], also: Iterable[str] = ()) -> bool:
    """Whether a contact with its segments is among those. Pure."""
    segments = row["segments"]
    took_part = {item["agent_id"] for item in segments if item["agent_id"] and item["kind"] != RINGING}
    agents = {item["agent_id"] for item in segments if item["agent_id"]} | set(also)
    return covers(whose, row["caller"]["party_id"], agents, is_nobodys=not took_part)


def may_see_monitorings(identity: Identity) -> bool:
    """Whether a person sees who has listened in. An agent sees of it what the center shows at the desktop alone."""
    seeing = (Permission.MONITOR_CALL, Permission.READ_AUDIT)
    return any(scope_of(identity.role, permission) is not Scope.NONE for permission in seeing)


def shown_to(identity: Identity, row: JsonObject) -> JsonObject:
    """A contact's row as this person may see it."""
    return row if may_see_monitorings(identity) else {**row, "monitorings": []}


async def readable(
    services: Services, identity: Identity, contact_id: str, permission: Permission = Permission.READ_CONTACT
) -> JsonObject:
    """A contact with its segments; 404 where there is none, or none for this person: which of them is not told."""
    row = await services.contacts.contact(ContactId(contact_id))
    if row is None or not covers_row(await whose(services, identity, permission), row):
        raise ApiError(404, "unknown_contact", "There is no contact of this id for you.")
    return shown_to(identity, row)
