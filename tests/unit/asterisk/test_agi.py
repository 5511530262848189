"""pyst2's AGI class, hardened: each fault of the original has its test."""

import signal
import socket
import threading
from collections.abc import Iterator

import pytest
from asterisk.agi import AGIAppError, AGIHangup

from cic.cti.asterisk.agi import AgiEnded, HardenedAgi
from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue
from tests.unit.asterisk.far_end import FarEnd, description

pytestmark = pytest.mark.unit


@pytest.fixture
def wire() -> Iterator[tuple[socket.socket, FarEnd]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, FarEnd(theirs)


def test_the_call_is_described_on_any_thread_without_a_signal_handler(wire: tuple[socket.socket, FarEnd]) -> None:
    ours, far_end = wire
    before = signal.getsignal(signal.SIGHUP)
    far_end.connection.sendall(description(agi_calleridname='A: "b" \N{SNOWMAN}'))
    found: list[HardenedAgi] = []
    thread = threading.Thread(target=lambda: found.append(HardenedAgi(ours, 1.0)))
    thread.start()
    thread.join(5.0)
    assert found[0].env["agi_calleridname"] == 'A: "b" \N{SNOWMAN}'
    assert signal.getsignal(signal.SIGHUP) is before


@pytest.mark.parametrize("sent", [b"", b"agi_network: yes\n", b"agi_net"])
def test_a_peer_that_closes_ends_the_conversation(wire: tuple[socket.socket, FarEnd], sent: bytes) -> None:
    ours, far_end = wire
    far_end.connection.sendall(sent)
    far_end.connection.close()
    with pytest.raises(AgiEnded):
        HardenedAgi(ours, 1.0)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"a: b\n" * 100, "agi_too_many_headers"),
        (b"a" * 10_000, "agi_line_too_long"),
        (b"agi_network: yes\n", "agi_too_slow"),
    ],
)
def test_a_peer_without_measure_is_refused(wire: tuple[socket.socket, FarEnd], sent: bytes, code: str) -> None:
    ours, far_end = wire
    far_end.connection.sendall(sent)
    with pytest.raises(ProtocolFault, match=code):
        HardenedAgi(ours, 0.05)


@pytest.fixture
def agi(wire: tuple[socket.socket, FarEnd]) -> HardenedAgi:
    wire[1].connection.sendall(description())
    return HardenedAgi(wire[0], 1.0)


@pytest.mark.parametrize("value", ["a\nHANGUP", "a\rb", "a\0b", "a\x7f"])
def test_a_value_cannot_begin_a_command(wire: tuple[socket.socket, FarEnd], agi: HardenedAgi, value: str) -> None:
    with pytest.raises(UnsafeValue) as caught:
        agi.execute("EXEC", "NoOp", value)
    assert value not in str(caught.value)
    wire[1].say("200 result=0")
    agi.execute("NOOP")
    assert wire[1].command() == "NOOP"


def test_quotes_stay_inside_a_value(wire: tuple[socket.socket, FarEnd], agi: HardenedAgi) -> None:
    wire[1].say("200 result=1")
    agi.set_variable("name", 'a" \\ b')
    assert wire[1].command() == 'SET VARIABLE "name" "a\\" \\\\ b"'


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("HANGUP", AgiEnded), ("200 result=-1", AGIAppError), ("200 result=0 (hangup)", AGIHangup)],
)
def test_an_end_in_place_of_a_result(
    wire: tuple[socket.socket, FarEnd], agi: HardenedAgi, answer: str, fault: type[Exception]
) -> None:
    wire[1].say(answer)
    with pytest.raises(fault):
        agi.answer()


def test_nothing_is_echoed(
    wire: tuple[socket.socket, FarEnd], agi: HardenedAgi, capfd: pytest.CaptureFixture[str]
) -> None:
    wire[1].say("200 result=49 endpos=8000")
    assert agi.stream("/prompts/en/a", "1", 0) == ("1", 8000)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("answer", ["200 result=x endpos=1", "200 result=999 endpos=1", "200 result=49 endpos=-1"])
def test_a_recording_that_ends_senselessly_is_a_fault(
    wire: tuple[socket.socket, FarEnd], agi: HardenedAgi, answer: str
) -> None:
    wire[1].say(answer)
    with pytest.raises(ProtocolFault):
        agi.stream("/prompts/en/a", "1", 0)


def test_bytes_that_are_no_text_are_read(wire: tuple[socket.socket, FarEnd], agi: HardenedAgi) -> None:
    wire[1].connection.sendall(b"200 result=0 (\xff\xfe)\n")
    agi.execute("NOOP")
