"""The contact of the same party that came before: which one it is, and which it is not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cic.center.events import CenterEvent, ContactOpened, SessionAdvanced
from cic.center.inputs import DeadlinePassed
from cic.contact_log.fold import Ledger
from cic.contact_log.predecessors import DAY_MS
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.store import ContactLogStore
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.port import Committed
from ivr_flows.session import Session, SessionStatus
from routing.events import InteractionEnded
from routing.vocabulary import CallerFacts, ContactId, FlowId, InteractionId, LegId, PartyId, SiteId, TenantId
from tests.unit.contact_log.test_fold import CALLER, HUNG_UP, OPENED
from tests.unit.runtime.parts import lived_world

pytestmark = pytest.mark.unit

SITE = (TenantId("demo"), SiteId("main"))
OTHER = replace(CALLER, party_id=PartyId("p2"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ContactLogStore]:
    store = ContactLogStore(Database(tmp_path / "contacts.db"), Codec, *SITE, agent_number=lambda _: "")
    yield store
    store.close()


def arrives(name: str, caller: CallerFacts = CALLER) -> ContactOpened:
    return replace(
        OPENED, contact_id=ContactId(name), interaction_id=InteractionId(name), leg_id=LegId(name), caller=caller
    )


def leaves(name: str) -> InteractionEnded:
    return InteractionEnded(InteractionId(name), HUNG_UP, None)


def turns_out_to_be(name: str, caller: CallerFacts) -> SessionAdvanced:
    session = Session(FlowId("main"), "v", SessionStatus.RUNNING, "", 0, "4000", caller, "en")
    return SessionAdvanced(ContactId(name), session, None)


def write(store: ContactLogStore, *story: tuple[int, CenterEvent], at_once: bool) -> dict[str, str | None]:
    """Every contact's predecessor after a story of (milliseconds, event)."""
    records = [Committed(seq, at_ms, DeadlinePassed(), (event,), None) for seq, (at_ms, event) in enumerate(story, 1)]
    ledger = Ledger()
    for batch in [records] if at_once else [[record] for record in records]:
        store.take(ledger, batch)
    return {row["contact_id"]: row["predecessor"] for row in ContactLogQueries(store, lambda _: None).newest_now(100)}


@pytest.mark.parametrize("at_once", [True, False])
def test_it_is_the_last_of_the_party_that_had_ended(store: ContactLogStore, at_once: bool) -> None:
    story = (
        (0, arrives("first")),
        (5, leaves("first")),
        (6, arrives("overlapping")),
        (7, arrives("somebody else", OTHER)),
        (8, leaves("somebody else")),
        (9, arrives("next")),
        (10, leaves("next")),
        (11, leaves("overlapping")),
        (11, arrives("last")),
        (12, arrives("at the same time")),
    )
    assert write(store, *story, at_once=at_once) == {
        "first": None,
        "overlapping": "first",
        "somebody else": None,
        "next": "first",
        "last": "overlapping",
        "at the same time": "overlapping",
    }


@pytest.mark.parametrize("at_once", [True, False])
def test_contacts_of_no_time_at_all_do_not_precede_each_other(store: ContactLogStore, at_once: bool) -> None:
    story = ((3, arrives("a")), (3, leaves("a")), (3, arrives("b")), (3, leaves("b")))
    assert write(store, *story, at_once=at_once) == {"a": None, "b": "a"}


@pytest.mark.parametrize(("gap_ms", "found"), [(DAY_MS, "first"), (DAY_MS + 1, None)])
def test_it_ended_at_most_a_day_before(store: ContactLogStore, gap_ms: int, found: str | None) -> None:
    story = ((0, arrives("first")), (50, leaves("first")), (50 + gap_ms, arrives("next")))
    assert write(store, *story, at_once=False)["next"] == found


def test_the_time_can_be_chosen(tmp_path: Path) -> None:
    store = ContactLogStore(
        Database(tmp_path / "short.db"), Codec, *SITE, agent_number=lambda _: "", predecessor_within_ms=10
    )
    story = ((0, arrives("first")), (1, leaves("first")), (12, arrives("next")))
    assert write(store, *story, at_once=False)["next"] is None
    store.close()


def test_callers_who_cannot_be_told_apart_have_none(store: ContactLogStore) -> None:
    hidden = replace(CALLER, number=None)
    story = ((0, arrives("first", hidden)), (1, leaves("first")), (2, arrives("next", hidden)), (3, leaves("next")))
    assert write(store, *story, at_once=False) == {"first": None, "next": None}


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("has_ended", [True, False])
def test_who_says_a_customer_number_follows_from_that_customers_contact(
    store: ContactLogStore, at_once: bool, has_ended: bool
) -> None:
    story: tuple[tuple[int, CenterEvent], ...] = (
        (0, arrives("first")),
        (1, turns_out_to_be("first", OTHER)),
        (2, leaves("first")),
        (3, arrives("next")),
        (4, turns_out_to_be("next", OTHER)),
    )
    if has_ended:
        story = (*story, (5, leaves("next")))
    assert write(store, *story, at_once=at_once)["next"] == "first"


def test_over_a_lived_day_it_is_what_a_search_through_all_would_find(store: ContactLogStore) -> None:
    store.take(Ledger(), lived_world(11).records)
    rows = ContactLogQueries(store, lambda _: None).newest_now(100)
    for place, row in enumerate(rows):
        earlier = [(item["ended_at_ms"], -older, item["contact_id"]) for older, item in enumerate(rows[place + 1 :])]
        ended = [item for item in earlier if item[0] <= row["arrived_at_ms"]]
        assert row["predecessor"] == (max(ended)[2] if ended else None)
    assert sum(row["predecessor"] is not None for row in rows) > 5
