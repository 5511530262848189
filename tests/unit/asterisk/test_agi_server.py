"""Who may open an AGI conversation, and how many: with real sockets."""

import asyncio
import contextlib
import os
import resource
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from cic.cti.asterisk.agi_door import DoorLimits
from cic.cti.asterisk.agi_server import AgiServer
from cic.cti.asterisk.session import AgiSession, Job, SessionNews, Sounds
from cic.cti.port import AnswerLeg, CommandDone
from routing.vocabulary import EffectId, LegId
from tests.unit.asterisk.far_end import FarEnd, description, until

pytestmark = pytest.mark.unit


@dataclass(slots=True)
class Listening:
    """A server and what it told."""

    server: AgiServer
    arrived: list[AgiSession] = field(default_factory=list)
    news: list[SessionNews] = field(default_factory=list)
    left: list[AgiSession] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def connect(self, sent: bytes = b"") -> FarEnd:
        connection = socket.create_connection(("127.0.0.1", self.server.port))
        with contextlib.suppress(OSError):  # sent away already: too much is refused while it is still coming
            connection.sendall(sent)
        return FarEnd(connection)


@asynccontextmanager
async def listen(**options: object) -> AsyncIterator[Listening]:
    arrived: list[AgiSession] = []
    news: list[SessionNews] = []
    left: list[AgiSession] = []
    faults: list[str] = []
    server = AgiServer(
        ("127.0.0.1", 0),
        "secret",
        Sounds("/prompts", ("default",)),
        on_arrived=arrived.append,
        on_news=lambda _, told: news.append(told),
        on_left=left.append,
        count_fault=faults.append,
        **options,  # type: ignore[arg-type]
    )
    server.start()
    try:
        yield Listening(server, arrived, news, left, faults)
    finally:
        await server.stop()


@pytest.fixture
async def listening() -> AsyncIterator[Listening]:
    async with listen() as made:
        yield made


async def closed(far_end: FarEnd) -> bool:
    """Whether the server closes this connection without a word."""
    try:
        return await far_end.command() == ""
    except ConnectionResetError:
        return True
    finally:
        far_end.connection.close()


async def test_a_conversation_arrives_works_and_leaves(listening: Listening) -> None:
    far_end = listening.connect(description())
    await until(lambda: bool(listening.arrived))
    session = listening.arrived[0]
    assert (session.channel, session.header("agi_callerid")) == ("17.1", "+15550100")
    session.give(Job(EffectId("effect-1"), AnswerLeg(LegId("asterisk-17.1"))))
    await far_end.expect("ANSWER", "200 result=0")
    await until(lambda: bool(listening.news))
    assert listening.news[0].report == CommandDone(EffectId("effect-1"))
    far_end.connection.close()
    await until(lambda: listening.left == [session])


@pytest.mark.parametrize(
    "request_url",
    ["agi://127.0.0.1/entry", "agi://127.0.0.1/entry?token=", "agi://h/e?token=wrong", "?token=se", "agi://[?token=x"],
)
async def test_without_the_token_nobody_is_heard(listening: Listening, request_url: str) -> None:
    assert await closed(listening.connect(description(agi_request=request_url)))
    assert not listening.arrived
    assert listening.faults == ["wrong_token"]


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", "closed_early"),
        (b"agi_network: yes\n", "closed_early"),
        (b"x" * 200_000, "head_too_long"),
        (b"a: b\n" * 1000, "too_many_headers"),
        (b"\n", "wrong_token"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "wrong_token"),
    ],
)
async def test_a_stranger_harms_nobody(listening: Listening, sent: bytes, kind: str) -> None:
    stranger = listening.connect()
    with contextlib.suppress(OSError):  # sent away already: too much is refused while it is still coming
        await asyncio.get_running_loop().sock_sendall(stranger.connection, sent)
        stranger.connection.shutdown(socket.SHUT_WR)
    assert await closed(stranger)
    good = listening.connect(description())
    await until(lambda: len(listening.arrived) == 1)
    assert listening.faults == [kind]
    good.connection.close()


async def test_who_drips_is_sent_away_while_others_come_in() -> None:
    async with listen(door_limits=DoorLimits(head_time_s=0.2)) as listening:
        slow = listening.connect(b"agi_net")
        good = listening.connect(description())
        await until(lambda: len(listening.arrived) == 1)
        assert await closed(slow)
        assert listening.faults == ["too_slow"]
        good.connection.close()


async def test_unknown_machines_are_refused(listening: Listening) -> None:
    elsewhere = socket.create_connection(("127.0.0.1", listening.server.port), source_address=("127.0.0.2", 0))
    with contextlib.suppress(OSError):
        elsewhere.sendall(description())
    assert await closed(FarEnd(elsewhere))
    assert not listening.arrived and listening.faults == ["unknown_peer"]


async def test_other_machines_can_be_named() -> None:
    async with listen(peers=frozenset({"127.0.0.9"})) as listening:
        assert await closed(listening.connect(description()))
        named = socket.create_connection(("127.0.0.1", listening.server.port), source_address=("127.0.0.9", 0))
        named.sendall(description())
        await until(lambda: len(listening.arrived) == 1)
        named.close()


async def test_a_crowd_at_the_door_keeps_no_caller_out() -> None:
    limits = DoorLimits(strangers_max=20, head_time_s=60.0, crowded_time_s=0.01)
    async with listen(connections_max=3, door_limits=limits) as listening:
        before = threading.active_count()
        idle = [listening.connect() for _ in range(300)]
        callers = [listening.connect(description()) for _ in range(3)]
        await until(lambda: len(listening.arrived) == 3)
        idle += [listening.connect() for _ in range(300)]
        # A caller whose description comes a moment later stands among the strangers for that moment.
        await until(lambda: listening.faults.count("crowded_out") >= 580 - 3)
        assert threading.active_count() <= before, "strangers have no thread"
        assert not listening.left, "a caller is never taken for a stranger"
        for far_end in idle + callers:
            far_end.connection.close()
        await until(lambda: len(listening.left) == 3)


async def test_who_has_said_it_all_is_let_in_before_a_crowd_would_send_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cic.cti.asterisk.agi_door._HEAD_COMES_S", 60.0)
    async with listen(door_limits=DoorLimits(strangers_max=1, crowded_time_s=0.3)) as listening:
        far_ends = [listening.connect(description()), listening.connect()]
        await until(lambda: len(listening.arrived) == 1)
        assert listening.faults == []
        for far_end in far_ends:
            far_end.connection.close()


async def test_the_number_of_callers_is_bounded() -> None:
    async with listen(connections_max=2) as listening:
        open_ones = [listening.connect(description()) for _ in range(2)]
        await until(lambda: len(listening.arrived) == 2)
        assert await closed(listening.connect(description()))
        assert listening.faults == ["too_many_callers"]
        open_ones[0].connection.close()
        await until(lambda: len(listening.left) == 1)
        await until(lambda: len(listening.server._conversations) == 1)
        open_ones.append(listening.connect(description()))
        await until(lambda: len(listening.arrived) == 3)
        for far_end in open_ones:
            far_end.connection.close()


async def test_without_descriptors_the_door_waits_and_does_not_spin() -> None:
    async with listen() as listening:
        waiting = socket.socket()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        lowest_free = os.dup(waiting.fileno())
        os.close(lowest_free)
        before_s = time.process_time()
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, hard))
        try:
            waiting.connect(("127.0.0.1", listening.server.port))
            waiting.sendall(description())
            await until(lambda: listening.faults.count("no_descriptors") == 2)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        await until(lambda: len(listening.arrived) == 1)
        assert len(listening.faults) <= 3, listening.faults
        assert time.process_time() - before_s < 2.0
        waiting.close()


async def test_stopping_ends_every_conversation(listening: Listening) -> None:
    far_ends = [listening.connect(description()) for _ in range(5)]
    await until(lambda: len(listening.arrived) == 5)
    stranger = listening.connect(b"agi_net")
    await listening.server.stop()
    assert await closed(stranger)
    assert [await closed(far_end) for far_end in far_ends] == [True] * 5
    assert not listening.server._conversations
    assert len(listening.left) == 5, "who stops is told of nobody afterwards"


async def test_a_description_that_comes_line_by_line_is_read_all_the_same(listening: Listening) -> None:
    far_end = listening.connect()
    strangers = listening.server._door._strangers
    *lines, last = description().splitlines(keepends=True)
    for line in lines:
        far_end.connection.sendall(line)
        await until(lambda line=line: any(known.head._data.endswith(line) for known in strangers))  # type: ignore[misc]
    far_end.connection.sendall(last)
    await until(lambda: len(listening.arrived) == 1)
    far_end.connection.close()


async def test_whoever_comes_is_watched_and_sent_small_packets_at_once(listening: Listening) -> None:
    far_end = listening.connect(description())
    await until(lambda: len(listening.arrived) == 1)
    (conversation,) = listening.server._conversations
    connection = conversation._connection
    assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 5
    assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000
    far_end.connection.close()


async def test_a_storm_of_strangers_lets_the_event_loop_do_other_things_in_between() -> None:
    async with listen(door_limits=DoorLimits(strangers_max=1_000)) as listening:
        idle = [listening.connect() for _ in range(200)]
        door = listening.server._door
        standing = 0
        while standing < len(idle):
            await asyncio.sleep(0)
            assert len(door._strangers) - standing <= 16, "few in one turn"
            standing = len(door._strangers)
        for far_end in idle:
            far_end.connection.close()
        await until(lambda: listening.faults.count("closed_early") == len(idle))


async def test_who_is_told_may_give_and_close_at_once_and_is_told_in_order() -> None:
    told: list[object] = []
    job = Job(EffectId("effect-1"), AnswerLeg(LegId("asterisk-17.1")))

    def news(session: AgiSession, news: SessionNews) -> None:
        told.append(news.report)
        if len(told) < 3:
            session.give(job)
        else:
            session.close()
            assert len(told) == 3, "nobody is called back from within close"

    def arrived(session: AgiSession) -> None:
        told.append("arrived")
        session.give(job)
        assert len(told) == 1

    server = AgiServer(
        ("127.0.0.1", 0), "secret", Sounds("/prompts", ()), on_arrived=arrived, on_news=news,
        on_left=lambda _: told.append("left"),
    )  # fmt: skip
    server.start()
    far_end = Listening(server).connect(description())
    for _ in range(2):
        await far_end.expect("ANSWER", "200 result=0")
    assert await closed(far_end)
    await until(lambda: len(told) == 4)
    done = CommandDone(EffectId("effect-1"))
    assert told == ["arrived", done, done, "left"]
    await server.stop()


async def test_a_fault_of_ours_in_a_callback_harms_no_conversation() -> None:
    arrived: list[AgiSession] = []

    def breaks(session: AgiSession) -> None:
        arrived.append(session)
        raise LookupError("ours")

    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context["exception"]))
    server = AgiServer(
        ("127.0.0.1", 0), "secret", Sounds("/prompts", ()), on_arrived=breaks, on_news=lambda *_: None,
        on_left=lambda _: None,
    )  # fmt: skip
    server.start()
    far_ends = [Listening(server).connect(description()) for _ in range(3)]
    await until(lambda: len(arrived) == 3)
    for session in arrived:
        session.give(Job(EffectId("effect-1"), AnswerLeg(LegId("asterisk-17.1"))))
    for far_end in far_ends:
        await far_end.expect("ANSWER", "200 result=0")
    assert len(faults) == 3
    await server.stop()
    for far_end in far_ends:
        far_end.connection.close()
