"""Whatever comes to the AGI port behind a good head: the reader gives answers or a named fault, in any pieces."""

import pytest
from asterisk.agi import AGIException
from hypothesis import given
from hypothesis import strategies as st

from cic.cti.asterisk.agi import AgiReader, Answer
from cic.cti.asterisk.faults import ProtocolFault

pytestmark = pytest.mark.property

LINES = (
    b"200 result=0\n", b"200 result=-1\n", b"200 result=49 endpos=80 (x)\n", b"HANGUP\n", b"520-Usage\n", b"520 End\n",
    b"510 No\n", b"\n", b"\r\n", b"200 ", b"(hangup)", b"=", b"\xff\xfe", "٢٠٠ result=٣\n".encode(),
)  # fmt: skip
pieces = st.lists(st.one_of(st.binary(max_size=60), st.sampled_from(LINES)), max_size=30)


def heard(reader: AgiReader, data: bytes) -> list[Answer | str]:
    """The answers in these bytes, with the names of what is none; empty lines of the far side included."""
    reader.feed(data)
    found: list[Answer | str] = []
    while True:
        try:
            answer = reader.next_answer()
        except (AGIException, ProtocolFault) as fault:
            found.append(type(fault).__name__)
            continue
        if answer is None:
            return found
        found.append(answer)


@given(pieces, st.integers(1, 50))
def test_the_same_answers_come_in_any_pieces(sent: list[bytes], size: int) -> None:
    data = b"".join(sent)
    whole = heard(AgiReader(), data)
    reader, piecewise = AgiReader(), []
    for at in range(0, len(data), size):
        piecewise += heard(reader, data[at : at + size])
    assert piecewise == whole
    assert len(whole) <= data.count(b"\n")


@given(pieces, st.integers(4_097, 10_000))
def test_a_line_without_end_is_a_fault_whatever_came_before(sent: list[bytes], length: int) -> None:
    reader = AgiReader()
    heard(reader, b"".join(sent) + b"\n")
    reader.feed(b"x" * length)
    with pytest.raises(ProtocolFault, match="agi_line_too_long"):
        reader.next_answer()
