"""Contacts that no channel brought, entered by an agent: what is taken, and what is not."""

from dataclasses import replace

import pytest

from cic.center.desk_events import ContactEntered
from cic.center.desk_inputs import EnterContact
from cic.center.entered_contacts import AGO_MS_MAX, DURATION_MS_MAX, KINDS
from cic.center.views import agent_view
from routing.rejections import RejectionCode
from routing.vocabulary import AgentId, ContactId, PersonalRef, QueueId
from tests.unit.center.hotline import ALICE, CALLER, SALES, Hotline, configuration

pytestmark = pytest.mark.unit

MINUTE_MS = 60_000
VISIT = EnterContact(ALICE, "visit", SALES, CALLER, 0, 5 * MINUTE_MS, "solved", PersonalRef("note"))


@pytest.fixture
def hotline() -> Hotline:
    """A year has gone by since this center was made."""
    made = Hotline()
    made.now_ms += 2 * AGO_MS_MAX
    return made


def entered(hotline: Hotline, **others: object) -> RejectionCode | None:
    """Alice enters a visit that has just ended, unless something is said otherwise."""
    visit = replace(VISIT, began_at_ms=hotline.now_ms - VISIT.duration_ms)
    return hotline.give(replace(visit, **others), 0)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_a_contact_is_taken_as_the_agent_tells_of_it(hotline: Hotline, kind: str) -> None:
    began_at_ms = hotline.now_ms - 60 * MINUTE_MS
    assert entered(hotline, kind=kind, began_at_ms=began_at_ms) is None
    contact_id = ContactId(f"c{hotline.seq}.1")
    told = ContactEntered(
        contact_id, ALICE, kind, SALES, CALLER, began_at_ms, 5 * MINUTE_MS, "solved", PersonalRef("note")
    )
    assert hotline.events == (told,)
    assert hotline.is_empty(), "the contact log has it, and the center need not"


def test_every_desktop_may_enter_one(hotline: Hotline) -> None:
    desktop = agent_view(hotline.state, ALICE)
    assert desktop is not None and "enter_contact" in desktop.allowed_actions


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"agent_id": AgentId("nobody")}, RejectionCode.UNKNOWN_AGENT),
        ({"kind": "telegram"}, RejectionCode.NOT_SUPPORTED),
        ({"kind": ""}, RejectionCode.NOT_SUPPORTED),
        ({"queue_id": QueueId("none")}, RejectionCode.UNKNOWN_QUEUE),
        ({"disposition": "unheard_of"}, RejectionCode.UNKNOWN_DISPOSITION),
        ({"disposition": ""}, RejectionCode.UNKNOWN_DISPOSITION),
        ({"duration_ms": -1}, RejectionCode.NOT_ALLOWED_NOW),
        ({"duration_ms": DURATION_MS_MAX + 1}, RejectionCode.NOT_ALLOWED_NOW),
        ({"duration_ms": 5 * MINUTE_MS + 1}, RejectionCode.NOT_ALLOWED_NOW),
        ({"began_at_ms": 0}, RejectionCode.NOT_ALLOWED_NOW),
    ],
)
def test_what_makes_no_sense_is_refused(hotline: Hotline, wrong: dict[str, object], code: RejectionCode) -> None:
    assert entered(hotline, **wrong) is code
    assert hotline.events == ()


def test_a_queue_without_dispositions_wants_none(hotline: Hotline) -> None:
    given = configuration("v2")
    (queue,) = given.routing.queues
    silent = replace(given, routing=replace(given.routing, queues=(replace(queue, dispositions=()),)))
    assert hotline.give(silent) is None
    assert entered(hotline, disposition="") is None
    assert entered(hotline, disposition="solved") is RejectionCode.UNKNOWN_DISPOSITION
