"""Asterisk's description of a call, in any pieces and of any kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.cti.asterisk.agi_head import AgiHead
from cic.cti.asterisk.faults import ProtocolFault
from tests.unit.asterisk.far_end import HEADERS, description

pytestmark = pytest.mark.unit


def read(*pieces: bytes) -> AgiHead:
    head = AgiHead()
    for piece in pieces:
        if head.is_complete:
            head.rest += piece
        else:
            head.feed(piece)
    return head


def test_a_description_reads_the_same_cut_at_each_index() -> None:
    data = description(agi_calleridname="A: \u738b\u5c0f\u660e") + b"HANGUP\n"
    for at in range(len(data)):
        head = read(data[:at], data[at:])
        assert head.env == HEADERS | {"agi_calleridname": "A: \u738b\u5c0f\u660e"}
        assert head.rest == b"HANGUP\n"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("\u738b\u5c0f\u660e".encode("gbk"), "\u738b\u5c0f\u660e"),
        ("\u738b\u5c0f\u660e".encode(), "\u738b\u5c0f\u660e"),
        (b"Jos\xe9 X", "Jos\N{REPLACEMENT CHARACTER} X"),
        (b'"; DROP\\', '"; DROP\\'),
        (b"", ""),
        (b"A\rB", "A\rB"),
        (b"x" * 10_000, "x" * 4096),
    ],
)
def test_a_name_of_any_kind_leaves_the_rest_readable(raw: bytes, name: str) -> None:
    head = read(description().replace(b"agi_calleridname: unknown", b"agi_calleridname: " + raw))
    assert head.env == HEADERS | {"agi_calleridname": name}


def test_a_line_end_in_a_name_takes_no_other_headers_place() -> None:
    evil = b"agi_calleridname: x\nagi_uniqueid: 66.6\nagi_request: ?token=mine\nagi_arg_1: 9999\nHANGUP"
    head = read(description().replace(b"agi_calleridname: unknown", evil))
    assert head.env == HEADERS | {"agi_calleridname": "x"}


@pytest.mark.parametrize(("sent", "code"), [(b"a: b\n" * 200, "too_many_headers"), (b"a" * 70_000, "head_too_long")])
@pytest.mark.parametrize("end", [b"", b"\n\n"])
def test_a_description_without_measure_is_refused(sent: bytes, code: str, end: bytes) -> None:
    with pytest.raises(ProtocolFault, match=code):
        AgiHead().feed(sent + end)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_no_bytes_break_it(pieces: list[bytes]) -> None:
    head = AgiHead()
    for piece in pieces:
        try:
            if head.feed(piece):
                return
        except ProtocolFault:
            return
    assert not head.is_complete


def test_it_shows_no_value() -> None:
    assert "5550100" not in repr(read(description()))
