"""What an agent has done today, and what a party has been through before. Owns these questions; writes nothing.

Counted are contacts whose callers have gone. A day is that of the center's wall clock; what began on it counts for it.
Every question goes by an index and ends at a bound.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from cic.contact_log.fold import EXPIRED
from cic.contact_log.queries import opened
from cic.contact_log.record import SERVING, SegmentKind
from cic.contact_log.rows import Row
from cic.contact_log.sides import Initiator
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tables import contact, contact_segment
from cic.contact_log.tries import EarlierTries, midnight_ms
from routing.vocabulary import AgentId, ContactId, EndCause, PartyId, PersonalRef

CONTACTS_MAX = 100
MISSED_MAX = 50
SEGMENTS_MAX = 20_000
"""More than an agent can have in a day: what is beyond was made by a machine that accepts by itself."""
LAST_CONTACTS_MAX = 20
_SERVED = frozenset(kind.value for kind in SERVING)
_TIMES = {
    "talk_ms": (SegmentKind.TALK.value,),
    "hold_ms": (SegmentKind.HOLD.value,),
    "consult_ms": (SegmentKind.CONSULT.value, SegmentKind.CONSULTED.value),
    "work_ms": (SegmentKind.WORK.value,),
    "entered_ms": (SegmentKind.ENTERED.value,),
    "wrap_up_ms": (SegmentKind.WRAP_UP.value,),
}
_CAUSES = {EXPIRED: "offers_missed", EndCause.DECLINED.value: "offers_declined"}
_LINE = (
    "contact_id", "medium", "entered_kind", "direction", "arrived_at_ms", "ended_at_ms", "last_agent", "disposition",
    "subject", "is_abandoned", "talk_ms", "total_ms", "end_cause",
)  # fmt: skip


class DayQueries:
    """Answers for one site. Reads on threads, never on the event loop."""

    def __init__(
        self,
        store: ContactLogStore,
        open_personal: Callable[[PersonalRef], str | None],
        now_ms: Callable[[], int],
        time_zone: Callable[[], str],
        catch_up: Callable[[], object] = lambda: None,
    ) -> None:
        """``catch_up`` lets the log take what has happened by now; it returns when that is so, or after a bound."""
        self._store = store
        self._opened = partial(opened, open_personal)
        self._now_ms = now_ms
        self._time_zone = time_zone
        self._catch_up = catch_up
        self._tries = EarlierTries(store, now_ms, time_zone)

    async def of_parties(
        self, parties: Sequence[PartyId], limit: int, without: ContactId | None = None
    ) -> Sequence[Row]:
        """Return the last contacts of parties that are one, newest first, without the one that goes on."""
        return await asyncio.to_thread(self.of_parties_now, parties, limit, without)

    async def tries_today(self, parties: Sequence[PartyId]) -> int:
        """Return how often they came today and were not served."""
        return await asyncio.to_thread(lambda: sum(self._tries.today(party_id) for party_id in parties))

    async def day(self, agent_id: AgentId) -> Row:
        """Return an agent's day so far: figures, contacts and offers that led to nothing."""
        return await asyncio.to_thread(self.day_now, agent_id)

    def of_parties_now(self, parties: Sequence[PartyId], limit: int, without: ContactId | None = None) -> list[Row]:
        """As ``of_parties``, on the caller's thread."""
        self._catch_up()
        bounded = min(limit, LAST_CONTACTS_MAX)
        rows: list[Row] = []
        with self._store.database.reading() as connection:
            for party_id in parties:
                wanted = (
                    select(contact)
                    .where(self._store.of_site(contact), contact.c.party_id == party_id)
                    .where(contact.c.ended_at_ms.is_not(None), contact.c.contact_id != (without or ""))
                    .order_by(contact.c.ended_at_ms.desc())
                    .limit(bounded)
                )
                rows += [dict(row) for row in connection.execute(wanted).mappings()]
            newest = sorted(rows, key=lambda row: (row["ended_at_ms"], row["opened_seq"]), reverse=True)[:bounded]
            segments = self._segments(connection, [row["contact_id"] for row in newest])
        return [
            self._line(row, segments[row["contact_id"]])
            | {"party_id": row["party_id"]}
            | _whose(segments[row["contact_id"]])
            for row in newest
        ]

    def day_now(self, agent_id: AgentId) -> Row:
        """As ``day``, on the caller's thread."""
        self._catch_up()
        now_ms, time_zone = self._now_ms(), self._time_zone()
        from_ms = midnight_ms(now_ms, time_zone)
        columns = contact_segment.c
        wanted = (
            select(contact_segment)
            .where(self._store.of_site(contact_segment), columns.agent_id == agent_id)
            .where(columns.started_at_ms >= from_ms, columns.started_at_ms <= now_ms)
            .order_by(columns.started_at_ms.desc())
            .limit(SEGMENTS_MAX)
        )
        with self._store.database.reading() as connection:
            mine = [dict(row) for row in connection.execute(wanted).mappings()]
            served = list(dict.fromkeys(row["contact_id"] for row in mine if row["kind"] in _SERVED))[:CONTACTS_MAX]
            missed = [row for row in mine if _is_offer(row) and row["cause"] in _CAUSES][:MISSED_MAX]
            contacts = self._contacts(connection, {*served, *[row["contact_id"] for row in missed]})
            segments = self._segments(connection, served)
        return {
            "from_ms": from_ms,
            "now_ms": now_ms,
            "time_zone": time_zone,
            "figures": figures_of(mine),
            "contacts": [self._mine(contacts[name], segments[name], agent_id) for name in served],
            "missed_offers": [self._missed(row, contacts[row["contact_id"]]) for row in missed],
        }

    def _contacts(self, connection: Connection, ids: Collection[str]) -> dict[str, Row]:
        wanted = select(contact).where(self._store.of_site(contact), contact.c.contact_id.in_(ids))
        return {row["contact_id"]: dict(row) for row in connection.execute(wanted).mappings()}

    def _segments(self, connection: Connection, ids: Sequence[str]) -> defaultdict[str, list[Row]]:
        wanted = (
            select(contact_segment)
            .where(self._store.of_site(contact_segment), contact_segment.c.contact_id.in_(ids))
            .order_by(contact_segment.c.ordinal)
        )
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in connection.execute(wanted).mappings():
            found[row["contact_id"]].append(dict(row))
        return found

    def _line(self, row: Mapping[str, Any], segments: Sequence[Row]) -> Row:
        queues = [segment["queue_id"] for segment in segments if segment["queue_id"] is not None]
        notes = [segment["note"] for segment in segments if segment["note"] is not None]
        return {
            **{name: row[name] for name in _LINE},
            "is_abandoned": bool(row["is_abandoned"]),
            "queue_id": queues[-1] if queues else None,
            "note": self._opened(notes[-1] if notes else None),
        }

    def _mine(self, row: Mapping[str, Any], segments: Sequence[Row], agent_id: AgentId) -> Row:
        mine = [segment for segment in segments if segment["agent_id"] == agent_id]
        given = [segment["disposition"] for segment in mine if segment["disposition"]]
        return {
            **self._line(row, segments),
            "party_id": row["party_id"],
            "caller_name": self._opened(row["caller_name"]),
            "caller_number": self._opened(row["caller_number"]),
            "my_talk_ms": sum(_length_ms(segment) for segment in mine if segment["kind"] in _SERVED),
            "my_disposition": given[-1] if given else "",
        }

    def _missed(self, segment: Mapping[str, Any], row: Mapping[str, Any]) -> Row:
        return {
            "contact_id": segment["contact_id"],
            "at_ms": segment["started_at_ms"],
            "queue_id": segment["queue_id"],
            "ring_ms": _length_ms(segment),
            "cause": segment["cause"],
            "caller_name": self._opened(row["caller_name"]),
        }


def _whose(segments: Sequence[Row]) -> Row:
    """Which agents took part or were asked, and whether none took part."""
    agents = {row["agent_id"] for row in segments if row["agent_id"] is not None}
    took_part = any(row["agent_id"] is not None and row["kind"] != SegmentKind.RING.value for row in segments)
    return {"agents": sorted(agents), "is_nobodys": not took_part}


def figures_of(segments: Sequence[Mapping[str, Any]]) -> Row:
    """Return the figures of one agent's segments: times by kind, contacts handled, offers that led to nothing.

    A contact is handled by whoever has talked with the customer or had the work in hand. The average is of all times
    together, hold and wrap-up included, over the contacts that were handled.
    """
    figures: Row = {
        name: sum(_length_ms(segment) for segment in segments if segment["kind"] in kinds)
        for name, kinds in _TIMES.items()
    }
    handling_ms = sum(figures.values())
    handled = len({segment["contact_id"] for segment in segments if segment["kind"] in _SERVED})
    offers = [segment["cause"] for segment in segments if _is_offer(segment)]
    return {
        "handled": handled,
        **figures,
        "handling_ms": handling_ms,
        "average_handling_ms": handling_ms // handled if handled else None,
        **{name: offers.count(cause) for cause, name in _CAUSES.items()},
    }


def _is_offer(segment: Mapping[str, Any]) -> bool:
    """Whether somebody was offered; when an agent calls or picks up, a phone rings too, and may be declined."""
    return bool(segment["kind"] == SegmentKind.RING.value and segment["initiator"] == Initiator.QUEUE.value)


def _length_ms(segment: Mapping[str, Any]) -> int:
    ended_at_ms = segment["ended_at_ms"]
    return 0 if ended_at_ms is None else int(ended_at_ms - segment["started_at_ms"])
