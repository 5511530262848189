"""What is kept of a caller's number and name, whatever the network says of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.cti.port.calling import NAME_CHARACTERS_MAX, NUMBER_CHARACTERS_MAX, CallingFault, calling_of

pytestmark = pytest.mark.unit

CLEANED, CUT, DROPPED = CallingFault.NAME_CLEANED, CallingFault.NAME_CUT, CallingFault.NUMBER_DROPPED


@pytest.mark.parametrize(
    ("name", "kept", "faults"),
    [
        ("", "", ()),
        ("Ann Example", "Ann Example", ()),
        ("\u738b\u5c0f\u660e", "\u738b\u5c0f\u660e", ()),
        ('Ann "A" \\ O\'X; --', 'Ann "A" \\ O\'X; --', ()),
        ("Ann\r\nAction: Logoff", "Ann Action: Logoff", (CLEANED,)),
        ("\x1b[2J\u202eevil\x00\ud800", "[2J evil", (CLEANED,)),
        ("\r\n", "", (CLEANED,)),
        ("x" * 10_000, "x" * NAME_CHARACTERS_MAX, (CUT,)),
    ],
)
def test_a_name_is_cleaned_and_cut(name: str, kept: str, faults: tuple[CallingFault, ...]) -> None:
    calling = calling_of("+15550100", name)
    assert (calling.number, calling.name, calling.faults) == ("+15550100", kept, faults)


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("", ""),
        ("+86 (10) 5555-0100", "+861055550100"),
        ("\uff0b\uff11\uff15\uff15\uff15\uff10\uff11\uff10\uff10", "+15550100"),
        ("anonymous", "anonymous"),
        ("+1555\r\n0100", None),
        ('"5550100', None),
        ("5" * 10_000, None),
        ("\ud800", None),
    ],
)
def test_a_number_is_kept_or_dropped_whole(number: str, kept: str | None) -> None:
    calling = calling_of(number, "")
    assert calling.number == (kept or "")
    assert calling.faults == ((DROPPED,) if kept is None else ())


@given(st.text(), st.text())
def test_whatever_is_kept_is_of_our_measure(number: str, name: str) -> None:
    calling = calling_of(number, name)
    assert len(calling.name) <= NAME_CHARACTERS_MAX and calling.name.isprintable()
    assert len(calling.number) <= NUMBER_CHARACTERS_MAX and calling.number.isascii()
    assert calling_of(calling.number, calling.name).faults == ()
    assert f"name={name!r}" not in repr(calling)
