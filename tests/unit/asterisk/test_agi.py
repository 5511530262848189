"""What goes out to AGI and what comes back: each fault of pyst2's own class has its test."""

import signal
import socket
from collections.abc import Awaitable, Callable

import pytest
from asterisk.agi import AGIAppError, AGIError, AGIHangup, AGIInvalidCommand, AGIUnknownError, AGIUsageError

from cic.cti.asterisk.agi import AgiEnded, Answer, Command, quoted, stream, wait_for_digit
from cic.cti.asterisk.agi_conversation import AgiConversation
from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue
from tests.unit.asterisk.far_end import FarEnd, ending, head

pytestmark = pytest.mark.unit


async def answer() -> None:
    await Command("ANSWER", time_s=1.0)


async def play() -> None:
    await stream("/prompts/en/a", "1", 0, time_s=1.0)


async def test_a_conversation_begins_without_a_signal_handler(conversation: AgiConversation) -> None:
    before = signal.getsignal(signal.SIGHUP)
    described = head(agi_calleridname='A: "b" \N{SNOWMAN}')
    conversation.begin(answer(), lambda _: None)
    assert described.env["agi_calleridname"] == 'A: "b" \N{SNOWMAN}'
    assert signal.getsignal(signal.SIGHUP) is before
    conversation.close()


@pytest.mark.parametrize("sent", [b"", b"200 result=0", b"200 res"])
async def test_a_peer_that_closes_ends_the_conversation(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation, sent: bytes
) -> None:
    wire[1].connection.sendall(sent)
    wire[1].connection.close()
    assert isinstance(await ending(conversation, answer()), AgiEnded)


@pytest.mark.parametrize(("sent", "code"), [(b"a" * 10_000, "agi_line_too_long"), (b"200 resu", "agi_too_slow")])
async def test_a_peer_without_measure_is_given_up(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation, sent: bytes, code: str
) -> None:
    async def script() -> None:
        await Command("ANSWER", time_s=0.05)

    wire[1].connection.sendall(sent)
    fault = await ending(conversation, script())
    assert isinstance(fault, ProtocolFault) and str(fault) == code


@pytest.mark.parametrize("value", ["a\nHANGUP", "a\rb", "a\0b", "a\x7f"])
async def test_a_value_cannot_begin_a_command(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation, value: str
) -> None:
    async def script() -> None:
        with pytest.raises(UnsafeValue) as caught:
            await Command("EXEC", "NoOp", value)
        assert value not in str(caught.value)
        await Command("NOOP")

    wire[1].say("200 result=0")
    assert await ending(conversation, script()) is None
    assert await wire[1].command() == "NOOP"


def test_quotes_stay_inside_a_value() -> None:
    line = Command("SET VARIABLE", quoted("name"), quoted('a" \\ b')).line
    assert line == b'SET VARIABLE "name" "a\\" \\\\ b"\n'


@pytest.mark.parametrize(
    ("said", "fault"),
    [("HANGUP", AgiEnded), ("200 result=-1", AGIAppError), ("200 result=0 (hangup)", AGIHangup)],
)
async def test_an_end_in_place_of_a_result(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation, said: str, fault: type[Exception]
) -> None:
    wire[1].say(said)
    assert isinstance(await ending(conversation, answer()), fault)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("510 Invalid or unknown command", AGIInvalidCommand),
        ("511 Command Not Permitted on a dead channel", AGIUnknownError),
        ("520-Invalid command syntax.  Proper usage follows:\nUsage: ANSWER\n520 End of proper usage.", AGIUsageError),
        ("520 Invalid command syntax.  Proper usage not available.", AGIUsageError),
    ],
)
async def test_a_refusal_is_read_to_its_end(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation, said: str, fault: type[Exception]
) -> None:
    answers: list[Answer] = []

    async def script() -> None:
        with pytest.raises(fault):
            await Command("ANSWER")
        answers.append(await Command("NOOP"))

    wire[1].say(said)
    wire[1].say("200 result=1 (word) endpos=7")
    assert await ending(conversation, script()) is None
    assert answers == [{"result": ("1", "word"), "endpos": ("7", "")}]


async def test_nothing_is_echoed(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation, capfd: pytest.CaptureFixture[str]
) -> None:
    found: list[tuple[str, int]] = []

    async def script() -> None:
        found.append(await stream("/prompts/en/a", "1", 0, time_s=1.0))

    wire[1].say("200 result=49 endpos=8000")
    assert await ending(conversation, script()) is None
    assert found == [("1", 8000)]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("said", ["200 result=x endpos=1", "200 result=999 endpos=1", "200 result=49 endpos=-1"])
async def test_a_recording_that_ends_senselessly_is_a_fault(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation, said: str
) -> None:
    wire[1].say(said)
    assert isinstance(await ending(conversation, play()), ProtocolFault)


async def test_bytes_that_are_no_text_are_read(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation
) -> None:
    wire[1].connection.sendall(b"200 result=0 (\xff\xfe)\n")
    assert await ending(conversation, answer()) is None


@pytest.mark.parametrize("said", [" 0", "result=0", "200", "200 result=", "200 result=x", "200 result=" + "9" * 30])
@pytest.mark.parametrize(
    "ask", [lambda: Command("ANSWER"), lambda: Command("CHANNEL STATUS"), lambda: wait_for_digit(1)]
)
async def test_an_answer_that_is_none_is_a_fault(
    wire: tuple[socket.socket, FarEnd],
    conversation: AgiConversation,
    said: str,
    ask: Callable[[], Awaitable[object]],
) -> None:
    async def script() -> None:
        await ask()

    wire[1].say(said)
    assert isinstance(await ending(conversation, script()), ProtocolFault | AGIError)
