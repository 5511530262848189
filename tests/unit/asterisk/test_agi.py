"""pyst2's AGI class, hardened: each fault of the original has its test."""

import signal
import socket
import threading
from collections.abc import Iterator

import pytest
from asterisk.agi import AGIAppError, AGIError, AGIHangup, AGIInvalidCommand, AGIUnknownError, AGIUsageError

from cic.cti.asterisk.agi import AgiEnded, HardenedAgi
from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue
from tests.unit.asterisk.far_end import FarEnd, head

pytestmark = pytest.mark.unit


@pytest.fixture
def wire() -> Iterator[tuple[socket.socket, FarEnd]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, FarEnd(theirs)


def test_a_conversation_begins_on_any_thread_without_a_signal_handler(wire: tuple[socket.socket, FarEnd]) -> None:
    before = signal.getsignal(signal.SIGHUP)
    found: list[HardenedAgi] = []
    described = head(agi_calleridname='A: "b" \N{SNOWMAN}')
    thread = threading.Thread(target=lambda: found.append(HardenedAgi(wire[0], described)))
    thread.start()
    thread.join(5.0)
    assert found[0].env["agi_calleridname"] == 'A: "b" \N{SNOWMAN}'
    assert signal.getsignal(signal.SIGHUP) is before


@pytest.fixture
def agi(wire: tuple[socket.socket, FarEnd]) -> HardenedAgi:
    made = HardenedAgi(wire[0], head())
    made.allow(1.0)
    return made


@pytest.mark.parametrize("sent", [b"", b"200 result=0", b"200 res"])
def test_a_peer_that_closes_ends_the_conversation(
    wire: tuple[socket.socket, FarEnd], agi: HardenedAgi, sent: bytes
) -> None:
    wire[1].connection.sendall(sent)
    wire[1].connection.close()
    with pytest.raises(AgiEnded):
        agi.answer()


@pytest.mark.parametrize(("sent", "code"), [(b"a" * 10_000, "agi_line_too_long"), (b"200 resu", "agi_too_slow")])
def test_a_peer_without_measure_is_given_up(
    wire: tuple[socket.socket, FarEnd], agi: HardenedAgi, sent: bytes, code: str
) -> None:
    wire[1].connection.sendall(sent)
    agi.allow(0.05)
    with pytest.raises(ProtocolFault, match=code):
        agi.answer()


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


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("510 Invalid or unknown command", AGIInvalidCommand),
        ("511 Command Not Permitted on a dead channel", AGIUnknownError),
        ("520-Invalid command syntax.  Proper usage follows:\nUsage: ANSWER\n520 End of proper usage.", AGIUsageError),
    ],
)
def test_a_refusal_is_read_to_its_end(
    wire: tuple[socket.socket, FarEnd], agi: HardenedAgi, answer: str, fault: type[Exception]
) -> None:
    wire[1].say(answer)
    with pytest.raises(fault):
        agi.answer()
    wire[1].say("200 result=1 (word) endpos=7")
    assert agi.execute("NOOP") == {"result": ("1", "word"), "endpos": ("7", "")}


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


@pytest.mark.parametrize("answer", [" 0", "result=0", "200", "200 result=", "200 result=x", "200 result=" + "9" * 30])
def test_an_answer_that_is_none_is_a_fault(wire: tuple[socket.socket, FarEnd], agi: HardenedAgi, answer: str) -> None:
    for ask in (agi.answer, agi.channel_status, lambda: agi.wait_for_digit(1)):
        wire[1].say(answer)
        with pytest.raises((ProtocolFault, AGIError)):
            ask()
