"""The manager connection against a manager in the test's hands: login, answers by id, silence, reconnect."""

import asyncio
import time
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
    closes: str = ""
    actions: list[str] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        if self.closes == "at once":
            writer.close()
            return
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            while True:
                text = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = dict(line.split(": ", 1) for line in text.strip().split("\r\n"))
                action, action_id = headers["Action"], headers["ActionID"]
                if action == "Login":
                    writer.write(f"Response: {self.login_answer}\r\nActionID: {action_id}\r\n\r\n".encode())
                    writer.write(b"Event: FullyBooted\r\n\r\n" if self.login_answer == "Success" else b"")
                    if self.closes:
                        return
                else:
                    self.actions.append(action)
                    writer.write(self.answer(action, action_id).encode())
        except (asyncio.IncompleteReadError, OSError):
            pass  # the engine has gone
        finally:
            writer.close()


@dataclass(slots=True)
class Pauses:
    """What the connection would wait between two tries. It does not, until it is told to stop trying."""

    lengths_s: list[float] = field(default_factory=list)
    is_over_after: int = 1_000

    async def wait(self, seconds: float) -> None:
        self.lengths_s.append(seconds)
        if len(self.lengths_s) >= self.is_over_after:
            await asyncio.Event().wait()


@dataclass(slots=True)
class Rig:
    """A connection, the manager behind it and what was heard of both."""

    manager: Manager
    connection: AmiConnection
    events: list[str]
    ups: list[str]
    pauses: "Pauses"

    async def until_up(self, times: int = 1) -> None:
        await until(lambda: self.ups.count("up") >= times)


@pytest.fixture
async def rig(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    monkeypatch.setattr(connection, "_PING_EVERY_S", 60.0)
    manager = Manager()
    server = await asyncio.start_server(manager.serve, "127.0.0.1", 0)
    events: list[str] = []
    ups: list[str] = []
    pauses = Pauses()
    made = AmiConnection(
        settings(ami_port=server.sockets[0].getsockname()[1]),
        lambda event: events.append(event.event),
        lambda: ups.append("up"),
        lambda: ups.append("down"),
        pause=pauses.wait,
    )
    made.start()
    yield Rig(manager, made, events, ups, pauses)
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


async def test_a_refusal_and_a_silence_are_told_apart(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    await rig.until_up()
    rig.manager.answer = lambda _, action_id: f"Response: Error\r\nActionID: {action_id}\r\n\r\n"
    with pytest.raises(AmiRefused):
        await rig.connection.send(actions.hang_up("1.1"))
    rig.manager.answer = lambda action, action_id: ""
    monkeypatch.setattr(connection, "_ANSWER_TIMEOUT_S", 0.02)
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


async def test_a_silent_manager_is_left_and_one_that_says_anything_is_not(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.until_up()
    monkeypatch.setattr(connection, "_PING_EVERY_S", 0.02)
    rig.manager.writers[0].close()  # the next connection asks that often
    said = 0

    def something_else(_: str, __: str) -> str:
        nonlocal said
        said += 1
        return "Event: Hangup\r\nUniqueid: 3\r\n\r\n"

    rig.manager.answer = something_else
    await rig.until_up(2)
    await until(lambda: said > 5)
    assert rig.ups == ["up", "down", "up"]
    rig.manager.answer = lambda action, action_id: ""
    await rig.until_up(3)


async def test_an_engine_that_stood_still_itself_keeps_its_connection(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.until_up()
    monkeypatch.setattr(connection, "_PING_EVERY_S", 0.02)
    rig.manager.writers[0].close()
    await rig.until_up(2)
    pings = len(rig.manager.actions)
    stood_still_until_s = time.monotonic() + 0.2  # ten pings' time
    while time.monotonic() < stood_still_until_s:
        pass
    await until(lambda: len(rig.manager.actions) > pings + 3)
    assert rig.ups == ["up", "down", "up"]


@pytest.mark.parametrize("behaviour", ["refuses the login", "closes at once", "closes after the login"])
async def test_no_behaviour_of_the_manager_makes_a_tight_loop(rig: Rig, behaviour: str) -> None:
    await rig.until_up()
    rig.pauses.is_over_after = 8
    rig.pauses.lengths_s.clear()
    match behaviour:
        case "refuses the login":
            rig.manager.login_answer = "Error"
        case "closes at once":
            rig.manager.closes = "at once"
        case _:
            rig.manager.closes = "after the login"
    rig.manager.writers[0].close()
    before = len(rig.manager.writers)
    await until(lambda: len(rig.pauses.lengths_s) == 8)
    assert len(rig.manager.writers) - before == 7
    lengths_s = rig.pauses.lengths_s
    assert all(0.05 * 2**tried <= length_s for tried, length_s in enumerate(lengths_s[:4]))
    assert sum(lengths_s) > 4.0 and max(lengths_s) <= 2.0
    assert len(set(lengths_s)) == len(lengths_s), "several engines would come at the same moments"


async def test_an_event_that_we_fail_at_ends_the_connection_only(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await rig.until_up()

    def fail(_: AmiMessage) -> None:
        raise ValueError

    monkeypatch.setattr(rig.connection, "_on_event", fail)
    rig.manager.writers[0].write(b"Event: Hangup\r\n\r\n")
    await until(lambda: "fault of ours" in caplog.text)
    monkeypatch.undo()
    await rig.until_up(2)


async def test_nobody_listening_is_counted_until_somebody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    server = await asyncio.start_server(Manager().serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    pauses = Pauses(is_over_after=3)
    made = AmiConnection(settings(ami_port=port), lambda _: None, lambda: None, lambda: None, pause=pauses.wait)
    made.start()
    await until(lambda: made.refusals == 3)
    await made.stop()


async def test_what_is_sent_as_the_manager_goes_is_told_that_it_has_gone(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transport that has ended raises when written to, one turn of the loop before the connection knows its end."""
    await rig.until_up()
    link = rig.connection._link
    assert link is not None
    sent: list[asyncio.Task[AmiMessage]] = []
    lost = link.connection_lost

    def lost_while_sending(reason: Exception | None) -> None:
        sent.append(asyncio.create_task(rig.connection.send(actions.ping())))
        lost(reason)

    monkeypatch.setattr(link, "connection_lost", lost_while_sending)
    rig.manager.writers[0].close()
    await rig.until_up(2)
    with pytest.raises(AmiGone):
        await sent[0]


async def test_without_a_connection_nobody_can_tell() -> None:
    def nothing(_: AmiMessage) -> None:
        return

    idle = AmiConnection(settings(), nothing, lambda: None, lambda: None)
    with pytest.raises(AmiGone):
        await idle.send(actions.ping())
