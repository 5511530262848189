"""Which registrations of a phone are there: one that ends is not the phone's end while there is another."""

import pytest

from cic.cti.asterisk.contacts import PhoneContacts
from tests.unit.asterisk.examples import contact_status

pytestmark = pytest.mark.unit

OLD, NEW = 5060, 5062
Told = tuple[str, int, str]


@pytest.mark.parametrize(
    ("told", "is_gone"),
    [
        ([("alice", OLD, "Unreachable")], True),  # from before we listened
        ([("alice", OLD, "Reachable"), ("alice", OLD, "Unreachable")], True),
        ([("alice", OLD, "Reachable"), ("alice", OLD, "Removed")], True),
        ([("alice", OLD, "Reachable"), ("alice", NEW, "NonQualified"), ("alice", OLD, "Removed")], False),
        ([("alice", NEW, "NonQualified"), ("alice", OLD, "Unreachable")], False),
        ([("alice", OLD, "Reachable"), ("alice", NEW, "NonQualified"), ("alice", OLD, "Removed"),
          ("alice", NEW, "Unreachable")], True),
        ([("bob", NEW, "Reachable"), ("alice", OLD, "Unreachable")], True),
        ([("alice", OLD, "Unreachable"), ("alice", OLD, "Reachable")], False),
    ],
)  # fmt: skip
def test_a_phone_is_gone_with_its_last_registration(told: list[Told], is_gone: bool) -> None:
    contacts = PhoneContacts()
    assert [contacts.changed(contact_status(*one)) for one in told][-1] is is_gone


def test_what_was_before_a_gap_in_hearing_is_not_known() -> None:
    contacts = PhoneContacts()
    contacts.changed(contact_status("alice", NEW, "Reachable"))
    contacts.forget()
    assert contacts.changed(contact_status("alice", OLD, "Unreachable"))
