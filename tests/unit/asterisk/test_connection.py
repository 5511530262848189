"""The manager connection against a manager in the test's hands: login, answers by id, silence, reconnect."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk import actions, connection
from cic.cti.asterisk.ami import AmiMessage
from cic.cti.asterisk.connection import AmiConnection
from cic.cti.asterisk.faults import AmiGone, AmiRefused
from tests.unit.asterisk.examples import settings
from tests.unit.asterisk.far_end import until

pytestmark = pytest.mark.unit

Answer = Callable[[str, str], str]


def ok(_: str, action_id: str) -> str:
    return f"Response: Success\r\nActionID: {action_id}\r\n\r\n"


@dataclass(slots=True)
class Manager:
    """A manager port: logs in whoever comes and answers as it is told."""

    answer: Answer = ok
    login_answer: str = "Success"
    actions: list[str] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = dict(line.split(": ", 1) for line in text.strip().split("\r\n"))
                action, action_id = headers["Action"], headers["ActionID"]
                if action == "Login":
                    writer.write(f"Response: {self.login_answer}\r\nActionID: {action_id}\r\n\r\n".encode())
                    writer.write(b"Event: FullyBooted\r\n\r\n" if self.login_answer == "Success" else b"")
                else:
                    self.actions.append(action)
                    writer.write(self.answer(action, action_id).encode())
        except (asyncio.IncompleteReadError, OSError):
            pass  # the engine has gone
        finally:
            writer.close()


@dataclass(slots=True)
class Rig:
    """A connection, the manager behind it and what was heard of both."""

    manager: Manager
    connection: AmiConnection
    events: list[str]
    ups: list[str]

    async def until_up(self, times: int = 1) -> None:
        await until(lambda: self.ups.count("up") >= times)


@pytest.fixture
async def rig(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    monkeypatch.setattr(connection, "_ANSWER_TIMEOUT_S", 0.1)
    monkeypatch.setattr(connection, "_RETRY_FIRST_S", 0.001)
    manager = Manager()
    server = await asyncio.start_server(manager.serve, "127.0.0.1", 0)
    events: list[str] = []
    ups: list[str] = []
    made = AmiConnection(
        settings(ami_port=server.sockets[0].getsockname()[1]),
        lambda event: events.append(event.event),
        lambda: ups.append("up"),
        lambda: ups.append("down"),
    )
    made.start()
    yield Rig(manager, made, events, ups)
    await made.stop()
    server.close()
    await server.wait_closed()


async def test_answers_find_their_actions_in_any_order(rig: Rig) -> None:
    await rig.until_up()
    held: list[str] = []

    def reversed_answers(action: str, action_id: str) -> str:
        held.append(f"Response: Success\r\nActionID: {action_id}\r\nFor: {action}\r\n\r\n")
        return "" if len(held) < 2 else "".join(reversed(held))

    rig.manager.answer = reversed_answers
    first, second = await asyncio.gather(
        rig.connection.send(actions.ping()), rig.connection.send(actions.hang_up("1.1"))
    )
    assert (first["For"], second["For"]) == ("Ping", "Hangup")


async def test_a_list_is_gathered_and_other_events_pass_by(rig: Rig) -> None:
    await rig.until_up()

    def channels(_: str, action_id: str) -> str:
        item = f"Event: CoreShowChannel\r\nActionID: {action_id}\r\nUniqueid: {{}}\r\n\r\n"
        begin = f"Response: Success\r\nActionID: {action_id}\r\nEventList: start\r\n\r\n"
        end = f"Event: CoreShowChannelsComplete\r\nActionID: {action_id}\r\nEventList: Complete\r\n\r\n"
        return begin + item.format(1) + "Event: Hangup\r\nUniqueid: 3\r\n\r\n" + item.format(2) + end

    rig.manager.answer = channels
    listed = await rig.connection.read_list(actions.list_channels())
    assert [item["Uniqueid"] for item in listed] == ["1", "2"]
    assert rig.events == ["FullyBooted", "Hangup"]


async def test_an_event_with_an_actions_id_is_not_its_answer(rig: Rig) -> None:
    await rig.until_up()
    rig.manager.answer = lambda action, action_id: (
        f"Event: OriginateResponse\r\nResponse: Failure\r\nActionID: {action_id}\r\n\r\n" + ok(action, action_id)
    )
    assert (await rig.connection.send(actions.ping())).succeeded
    assert rig.events[-1] == "OriginateResponse"


async def test_a_refusal_and_a_silence_are_told_apart(rig: Rig) -> None:
    await rig.until_up()
    rig.manager.answer = lambda _, action_id: f"Response: Error\r\nActionID: {action_id}\r\n\r\n"
    with pytest.raises(AmiRefused):
        await rig.connection.send(actions.hang_up("1.1"))
    rig.manager.answer = lambda action, action_id: ""
    with pytest.raises(AmiGone):
        await rig.connection.send(actions.hang_up("1.1"))


async def test_a_lost_connection_fails_what_waits_and_comes_back(rig: Rig) -> None:
    await rig.until_up()
    rig.manager.answer = lambda action, action_id: ""
    waiting = asyncio.ensure_future(rig.connection.send(actions.ping()))
    await until(lambda: bool(rig.manager.actions))
    rig.manager.writers[0].close()
    with pytest.raises(AmiGone):
        await waiting
    await rig.until_up(2)
    assert rig.ups == ["up", "down", "up"]
    rig.manager.answer = ok
    assert (await rig.connection.send(actions.ping())).succeeded


async def test_bytes_that_are_no_protocol_end_the_connection_only(rig: Rig) -> None:
    await rig.until_up()
    rig.manager.writers[0].write(b"x" * 100_000)
    await rig.until_up(2)


async def test_a_refused_login_is_tried_again(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    await rig.until_up()
    rig.manager.login_answer = "Error"
    rig.manager.writers[0].close()
    await until(lambda: len(rig.manager.writers) > 2)
    rig.manager.login_answer = "Success"
    await rig.until_up(2)
    assert "refused our login" in caplog.text
    assert settings().ami_secret not in caplog.text


async def test_without_a_connection_nobody_can_tell() -> None:
    def nothing(_: AmiMessage) -> None:
        return

    idle = AmiConnection(settings(), nothing, lambda: None, lambda: None)
    with pytest.raises(AmiGone):
        await idle.send(actions.ping())
