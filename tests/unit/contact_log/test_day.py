"""An agent's day and a party's past, from the contact log: what counts, for which day, and by which index."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cic.center.events import CenterEvent, ContactClosed
from cic.center.transfer_events import ContactDialled
from cic.contact_log.day import CONTACTS_MAX, DayQueries, figures_of
from cic.contact_log.store import ContactLogStore
from cic.journal.codec import Codec
from cic.journal.database import Database
from routing.events import (
    InteractionConnected,
    InteractionEnded,
    InteractionQueued,
    InteractionTaken,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    WrapUpEnded,
    WrapUpStarted,
)
from routing.vocabulary import (
    AgentId,
    ContactId,
    EndCause,
    InteractionId,
    LegId,
    OfferId,
    PartyId,
    PersonalRef,
    ProviderId,
)
from tests.unit.contact_log.test_fold import ALICE, CALLER, SALES
from tests.unit.contact_log.test_predecessors import OTHER, arrives, leaves
from tests.unit.contact_log.test_tries import HOUR_MS, MIDNIGHT_MS, NOON_MS, SITE, ZONE, write

pytestmark = pytest.mark.unit

BOB = AgentId("bob")
Story = tuple[tuple[int, CenterEvent], ...]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ContactLogStore]:
    store = ContactLogStore(Database(tmp_path / "contacts.db"), Codec, *SITE, agent_number=lambda _: "")
    yield store
    store.close()


def day(store: ContactLogStore, now_ms: int = NOON_MS) -> DayQueries:
    """The questions, with every personal value opened as its reference."""
    return DayQueries(store, str, lambda: now_ms, lambda: ZONE)


def served(name: str, at_ms: int, talk_ms: int = 60_000, wrap_up_ms: int = 30_000, agent: AgentId = ALICE) -> Story:
    """A call that an agent takes after a second of ringing, talks, and wraps up."""
    interaction, up_ms, over_ms = InteractionId(name), at_ms + 2_000, at_ms + 2_000 + talk_ms
    return (
        (at_ms, replace(arrives(name), caller=replace(CALLER, name=PersonalRef("name")))),
        (at_ms + 500, InteractionQueued(interaction, SALES, 0, 0)),
        (at_ms + 1_000, OfferMade(OfferId(name), interaction, agent, at_ms + 9_000, 0)),
        (up_ms, InteractionConnected(interaction, agent)),
        (over_ms, leaves(name)),
        (over_ms, WrapUpStarted(interaction, agent, over_ms + 60_000)),
        (over_ms + wrap_up_ms, WrapUpEnded(interaction, agent, "sold", PersonalRef("note"))),
    )


def missed(name: str, at_ms: int, declined: bool = False) -> Story:
    """A call that is offered in vain for five seconds, and hangs up."""
    interaction, offer = InteractionId(name), OfferId(name)
    over = OfferDeclined(offer, interaction, ALICE, 0) if declined else OfferExpired(offer, interaction, ALICE)
    return (
        (at_ms, arrives(name)),
        (at_ms, InteractionQueued(interaction, SALES, 0, 0)),
        (at_ms, OfferMade(offer, interaction, ALICE, at_ms + 5_000, 0)),
        (at_ms + 5_000, over),
        (at_ms + 9_000, leaves(name)),
    )


def test_figures_of_a_day_count_what_began_since_midnight(store: ContactLogStore) -> None:
    write(
        store,
        *served("yesterday", MIDNIGHT_MS - HOUR_MS),
        *served("first", MIDNIGHT_MS + 1),
        *served("second", MIDNIGHT_MS + HOUR_MS, talk_ms=120_000),
        *served("bob's", MIDNIGHT_MS + 2 * HOUR_MS, agent=BOB),
        *missed("expired", MIDNIGHT_MS + 3 * HOUR_MS),
        *missed("declined", MIDNIGHT_MS + 4 * HOUR_MS, declined=True),
    )
    found = day(store).day_now(ALICE)
    figures = found["figures"]
    assert (found["from_ms"], found["now_ms"], found["time_zone"]) == (MIDNIGHT_MS, NOON_MS, ZONE)
    assert (figures["handled"], figures["talk_ms"], figures["wrap_up_ms"]) == (2, 180_000, 60_000)
    assert (figures["handling_ms"], figures["average_handling_ms"]) == (240_000, 120_000)
    assert (figures["offers_missed"], figures["offers_declined"]) == (1, 1)
    second, first = found["contacts"]
    assert (second["contact_id"], first["contact_id"]) == ("second", "first")
    assert (second["my_talk_ms"], second["my_disposition"], second["note"]) == (120_000, "sold", "note")
    assert (second["caller_name"], second["party_id"], second["queue_id"]) == ("name", CALLER.party_id, SALES)
    assert [(offer["contact_id"], offer["cause"], offer["ring_ms"]) for offer in found["missed_offers"]] == [
        ("declined", "declined", 5_000), ("expired", "expired", 5_000)
    ]  # fmt: skip
    assert day(store).day_now(BOB)["figures"]["handled"] == 1
    assert day(store, NOON_MS + 24 * HOUR_MS).day_now(ALICE)["figures"]["handled"] == 0


def test_times_of_hold_consult_and_work_add_up(store: ContactLogStore) -> None:
    kinds = ("talk", "hold", "consult", "consulted", "work", "entered", "wrap_up", "queue", "ring")
    segments = [
        {
            "kind": kind,
            "initiator": "queue",
            "started_at_ms": 0,
            "ended_at_ms": 10**place,
            "contact_id": kind,
            "cause": "",
        }
        for place, kind in enumerate(kinds)
    ]
    figures = figures_of([*segments, {**segments[0], "ended_at_ms": None}])
    times = [figures[f"{name}_ms"] for name in ("talk", "hold", "consult", "work", "entered", "wrap_up", "handling")]
    assert times == [1, 10, 1_100, 10_000, 100_000, 1_000_000, 1_111_111]
    assert (figures["handled"], figures["average_handling_ms"]) == (3, 370_370)


def test_a_number_that_declines_is_no_offer_that_the_agent_has_declined(store: ContactLogStore) -> None:
    interaction = InteractionId("called")
    dialled = ContactDialled(
        ContactId("called"), interaction, LegId("leg"), ProviderId("sip"), SALES, ALICE, PersonalRef("number"), CALLER
    )
    write(
        store,
        (MIDNIGHT_MS + HOUR_MS, dialled),
        (MIDNIGHT_MS + HOUR_MS, InteractionTaken(interaction, ALICE, SALES)),
        (MIDNIGHT_MS + HOUR_MS + 9_000, InteractionEnded(interaction, EndCause.DECLINED, ALICE)),
        (MIDNIGHT_MS + HOUR_MS + 9_000, ContactClosed(ContactId("called"), EndCause.DECLINED)),
    )
    found = day(store).day_now(ALICE)
    assert (found["figures"]["offers_declined"], found["missed_offers"]) == (0, [])


def test_a_long_day_is_listed_up_to_a_bound_and_counted_whole(store: ContactLogStore) -> None:
    many = CONTACTS_MAX + 5
    write(store, *[entry for n in range(many) for entry in served(f"c{n:03}", MIDNIGHT_MS + n * 200_000, 1_000, 1_000)])
    found = day(store, MIDNIGHT_MS + 24 * HOUR_MS - 1).day_now(ALICE)
    assert found["figures"]["handled"] == many and len(found["contacts"]) == CONTACTS_MAX


def test_last_contacts_of_parties_that_are_one_come_newest_first(store: ContactLogStore) -> None:
    write(
        store,
        *served("old", MIDNIGHT_MS - 100 * HOUR_MS),
        (MIDNIGHT_MS, arrives("double", OTHER)),
        (MIDNIGHT_MS + 1, leaves("double")),
        *served("new", MIDNIGHT_MS + HOUR_MS),
        (NOON_MS, arrives("now")),
    )
    both = (CALLER.party_id, OTHER.party_id)
    found = day(store).of_parties_now(both, 10)
    assert [row["contact_id"] for row in found] == ["new", "double", "old"]
    assert (found[0]["last_agent"], found[0]["disposition"], found[0]["note"]) == (ALICE, "sold", "note")
    assert [row["contact_id"] for row in day(store).of_parties_now(both, 2)] == ["new", "double"]
    without = day(store).of_parties_now(both, 10, "new")  # type: ignore[arg-type]
    assert [row["contact_id"] for row in without] == ["double", "old"]
    assert day(store).of_parties_now([PartyId("nobody")], 10) == []


def test_no_question_reads_a_whole_table(store: ContactLogStore) -> None:
    write(store, *served("c1", MIDNIGHT_MS))
    plans: list[str] = []
    with store.database.reading() as connection:
        for table, column in (("contact_segment", "agent_id"), ("contact", "party_id")):
            order = "started_at_ms" if column == "agent_id" else "ended_at_ms"
            wanted = f"SELECT * FROM {table} WHERE tenant = 'demo' AND site = 'main' AND {column} = 'x' AND {order} > 0"
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted} ORDER BY {order} DESC").all()
            plans += [str(row[-1]) for row in plan]
    assert plans and all(plan.startswith("SEARCH") for plan in plans), plans
