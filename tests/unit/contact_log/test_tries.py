"""How often a party came today without being served: by the wall clock of the center, and at most so many."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cic.center.events import CenterEvent
from cic.center.inputs import DeadlinePassed
from cic.contact_log.fold import Ledger
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tries import TRIES_MAX, UNSERVED_TODAY, EarlierTries, midnight_ms
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.port import Committed
from routing.events import InteractionConnected, InteractionQueued, OfferMade
from routing.vocabulary import InteractionId, OfferId, PartyId, SiteId, TenantId
from tests.unit.contact_log.test_fold import ALICE, SALES
from tests.unit.contact_log.test_predecessors import OTHER, arrives, leaves

pytestmark = pytest.mark.unit

SITE = (TenantId("demo"), SiteId("main"))
ZONE = "Asia/Shanghai"
HOUR_MS = 3_600_000


def at_ms(zone: str, *local: int) -> int:
    year, month, day, hour, minute = local
    return int(datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).timestamp()) * 1000


MIDNIGHT_MS = at_ms(ZONE, 2026, 6, 2, 0, 0)
NOON_MS = MIDNIGHT_MS + 12 * HOUR_MS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ContactLogStore]:
    store = ContactLogStore(Database(tmp_path / "contacts.db"), Codec, *SITE, agent_number=lambda _: "")
    yield store
    store.close()


def write(store: ContactLogStore, *story: tuple[int, CenterEvent]) -> None:
    records = [Committed(seq, at_ms, DeadlinePassed(), (event,), None) for seq, (at_ms, event) in enumerate(story, 1)]
    store.take(Ledger(), records)


def unserved(name: str, begins_ms: int, minutes: int = 1) -> tuple[tuple[int, CenterEvent], ...]:
    return (begins_ms, arrives(name)), (begins_ms + minutes * 60_000, leaves(name))


def served(name: str, begins_ms: int) -> tuple[tuple[int, CenterEvent], ...]:
    interaction_id = InteractionId(name)
    return (
        (begins_ms, arrives(name)),
        (begins_ms + 1, InteractionQueued(interaction_id, SALES, 0, 0)),
        (begins_ms + 2, OfferMade(OfferId(name), interaction_id, ALICE, begins_ms + 9, 0)),
        (begins_ms + 3, InteractionConnected(interaction_id, ALICE)),
        (begins_ms + 4, leaves(name)),
    )


def tries(store: ContactLogStore, party: str = "p1", now_ms: int = NOON_MS, zone: str = ZONE) -> int:
    return EarlierTries(store, lambda: now_ms, lambda: zone).today(PartyId(party))


def test_tries_of_today_are_counted_and_those_that_were_served_are_not(store: ContactLogStore) -> None:
    write(
        store,
        *unserved("yesterday", MIDNIGHT_MS - HOUR_MS),
        *unserved("over midnight", MIDNIGHT_MS - 30_000),
        *unserved("at midnight", MIDNIGHT_MS),
        *served("served", MIDNIGHT_MS + HOUR_MS),
        (MIDNIGHT_MS + HOUR_MS, arrives("other", OTHER)),
        (MIDNIGHT_MS + HOUR_MS + 5, leaves("other")),
        *unserved("later", MIDNIGHT_MS + 2 * HOUR_MS),
        (NOON_MS, arrives("now")),
    )
    assert tries(store) == 2, "the call that goes on now is not an earlier one"
    assert (tries(store, "p2"), tries(store, "nobody")) == (1, 0)
    assert tries(store, now_ms=NOON_MS + 24 * HOUR_MS) == 0, "tomorrow is another day"
    assert tries(store, now_ms=NOON_MS - HOUR_MS, zone="America/New_York") == 4, "there it is still the day before"


def test_of_a_machine_that_calls_all_day_so_many_are_counted(store: ContactLogStore) -> None:
    story = [step for number in range(TRIES_MAX + 5) for step in unserved(f"c{number}", MIDNIGHT_MS + number * 120_000)]
    write(store, *story)
    assert tries(store, now_ms=MIDNIGHT_MS + 23 * HOUR_MS) == TRIES_MAX


def test_it_is_asked_by_an_index(store: ContactLogStore) -> None:
    values = {**store.site, "party_id": "p1", "midnight_ms": 0, "tries_max": 1}
    plan = " ".join(str(row[-1]) for row in store.database.kept.read(f"EXPLAIN QUERY PLAN {UNSERVED_TODAY}", values))
    assert "COVERING INDEX contact_by_party (tenant=? AND site=? AND party_id=? AND ended_at_ms>?)" in plan, plan


def test_a_log_that_cannot_be_read_knows_of_none(store: ContactLogStore, caplog: pytest.LogCaptureFixture) -> None:
    write(store, *unserved("today", MIDNIGHT_MS))
    with store.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE contact")
    assert tries(store) == 0
    assert [record.getMessage() for record in caplog.records] == [
        "earlier tries of a caller could not be counted: DatabaseError"
    ]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Asia/Shanghai", (2026, 6, 2), 12),
        ("Europe/Berlin", (2026, 3, 29), 11),
        ("Europe/Berlin", (2026, 10, 25), 13),
        ("America/Santiago", (2026, 9, 6), 11),  # the clock goes from 00:00 to 01:00
    ],
)
def test_a_day_begins_at_midnight_also_when_the_clock_is_changed(
    zone: str, day: tuple[int, int, int], hours: int
) -> None:
    noon_ms = at_ms(zone, *day, 12, 0)
    assert (noon_ms - midnight_ms(noon_ms, zone)) / HOUR_MS == hours
