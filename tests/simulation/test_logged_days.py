"""Days with everything in them, as the contact log has them: whatever anybody does, the times of a contact add up."""

import pytest

from cic.contact_log.fold import Ledger
from cic.contact_log.record import ContactRecord
from cic.contact_log.sides import Initiator
from cic.journal.port import Committed
from routing.vocabulary import ContactId
from tests.simulation.full_world import FullWorld, full_day

pytestmark = pytest.mark.simulation


def logged(day: FullWorld) -> list[ContactRecord]:
    """The contacts of a day as they stand at its end."""
    ledger, found = Ledger(), dict[ContactId, ContactRecord]()
    for record in day.records:
        committed = Committed(record.seq, record.at_ms, record.given, record.events, record.rejection)
        found |= {contact.contact_id: contact for contact in ledger.take(committed)}
    return list(found.values())


def test_every_moment_of_a_contact_is_in_one_stretch_of_it() -> None:
    by_supervisor = 0
    for seed in range(25):
        day = full_day(seed)
        day.run()
        for contact in logged(day):
            ends = [segment.ended_at_ms for segment in contact.segments[:-1]]
            begins = [segment.started_at_ms for segment in contact.segments]
            assert begins == [contact.arrived_at_ms, *ends], f"seed {seed}, {contact.contact_id}"
            assert contact.ended_at_ms == contact.segments[-1].ended_at_ms, f"seed {seed}, {contact.contact_id}"
            assert contact.offers_missed >= 0, f"seed {seed}, {contact.contact_id}"
            by_supervisor += any(segment.initiator is Initiator.SUPERVISOR for segment in contact.segments)
    assert by_supervisor > 3, "a day on which no supervisor moves anybody proves nothing of it"
