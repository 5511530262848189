"""How a script is carried through: its deadlines, who may end it from where, and that a fault stays with it."""

import asyncio
import logging
import socket

import pytest

from cic.cti.asterisk.agi import AgiEnded, Command, Pause
from cic.cti.asterisk.agi_conversation import AgiConversation
from cic.cti.asterisk.faults import ProtocolFault
from tests.unit.asterisk.far_end import FarEnd, ending, until

pytestmark = pytest.mark.unit


async def rest() -> None:
    await Pause(None)


async def test_answers_are_taken_in_any_pieces(wire: tuple[socket.socket, FarEnd]) -> None:
    found: list[object] = []

    async def script() -> None:
        found.append(await Command("NOOP", 1))
        found.append(await Command("NOOP", 2))

    conversation = AgiConversation(wire[0], b"200 re")
    ended = asyncio.create_task(ending(conversation, script()))
    for piece in (b"sult=1\n200", b" result", b"=2\n"):
        assert found == [] or len(found) == 1
        wire[1].connection.sendall(piece)
        await asyncio.sleep(0)
    assert await ended is None
    assert found == [{"result": ("1", "")}, {"result": ("2", "")}]
    assert [await wire[1].command() for _ in range(3)] == ["NOOP 1", "NOOP 2", ""]


async def test_each_command_has_its_own_time(wire: tuple[socket.socket, FarEnd], conversation: AgiConversation) -> None:
    """A later deadline does not come early because of one before it, and an earlier one not late."""

    async def script() -> None:
        await Command("FIRST", time_s=0.05)
        await Command("LONG", time_s=60.0)
        await Pause(0.05)
        await Command("LAST", time_s=0.05)

    ended = asyncio.create_task(ending(conversation, script()))
    await wire[1].expect("FIRST", "200 result=0")
    assert await wire[1].command() == "LONG"
    assert await wire[1].is_silent() and not ended.done(), "its time is not up"
    wire[1].say("200 result=0")
    assert await wire[1].command() == "LAST"
    fault = await ended
    assert isinstance(fault, ProtocolFault) and str(fault) == "agi_too_slow"


async def test_a_pause_ends_when_woken_and_only_then(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation
) -> None:
    async def script() -> None:
        await Pause(None)
        await Command("NOOP")

    ended = asyncio.create_task(ending(conversation, script()))
    assert await wire[1].is_silent()
    conversation.wake()
    conversation.wake()
    await wire[1].expect("NOOP", "200 result=0")
    assert await ended is None
    conversation.wake()
    conversation.close()


async def test_whatever_is_said_in_a_pause_is_goodbye(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation
) -> None:
    wire[1].say("200 result=0")
    assert isinstance(await ending(conversation, rest()), AgiEnded)


@pytest.mark.parametrize("awaits", [Pause, Command])
async def test_a_conversation_may_be_closed_from_within(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation, awaits: type[Pause | Command]
) -> None:
    reached: list[str] = []

    async def script() -> None:
        conversation.wake()
        conversation.close()
        try:
            await (Pause(None) if awaits is Pause else Command("NOOP"))
            reached.append("behind the end")
        finally:
            reached.append("let go")

    assert await ending(conversation, script()) is None
    assert reached == ["let go"]
    assert await wire[1].command() == "", "nothing more is said"


async def test_closing_lets_the_script_go_and_tells_once(wire: tuple[socket.socket, FarEnd]) -> None:
    ends: list[Exception | None] = []
    reached: list[str] = []

    async def script() -> None:
        try:
            await Command("NOOP")
        finally:
            reached.append("let go")

    conversation = AgiConversation(wire[0])
    conversation.begin(script(), ends.append)
    conversation.close()
    conversation.close()
    assert (ends, reached) == ([None], ["let go"])
    assert wire[0].fileno() < 0


async def test_who_answers_and_never_reads_is_given_up(
    wire: tuple[socket.socket, FarEnd], conversation: AgiConversation
) -> None:
    async def script() -> None:
        while True:
            await Command("NOOP", "x" * 1000)

    ended = asyncio.create_task(ending(conversation, script()))
    while not ended.done():
        try:
            wire[1].connection.sendall(b"200 result=0\n")
        except OSError:
            break
        await asyncio.sleep(0)
    fault = await ended
    assert isinstance(fault, ProtocolFault) and str(fault) == "agi_unread"


async def test_a_fault_of_ours_ends_its_own_conversation_and_is_logged(
    conversation: AgiConversation, caplog: pytest.LogCaptureFixture
) -> None:
    async def script() -> None:
        raise LookupError("ours")

    with caplog.at_level(logging.ERROR):
        assert isinstance(await ending(conversation, script()), LookupError)
    assert "fault of ours" in caplog.text


async def test_a_connection_that_cannot_be_watched_ends_at_once(
    conversation: AgiConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "no more can be watched")

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "add_reader", refuse)
    ends: list[Exception | None] = []
    conversation.begin(rest(), ends.append)
    monkeypatch.undo()
    await until(lambda: bool(ends))
    assert isinstance(ends[0], OSError)
