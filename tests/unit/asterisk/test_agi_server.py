"""Who may open an AGI conversation, and how many: with real sockets and threads."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

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
    server = AgiServer(
        ("127.0.0.1", 0),
        "secret",
        Sounds("/prompts", ("default",)),
        on_arrived=arrived.append,
        on_news=lambda _, told: news.append(told),
        on_left=left.append,
        **options,  # type: ignore[arg-type]
    )
    server.start()
    try:
        yield Listening(server, arrived, news, left)
    finally:
        await server.stop()


@pytest.fixture
async def listening() -> AsyncIterator[Listening]:
    async with listen() as made:
        yield made


async def closed(far_end: FarEnd) -> bool:
    """Whether the server closes this connection without a word."""
    try:
        return await asyncio.to_thread(far_end.command) == ""
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
    await asyncio.to_thread(far_end.expect, "ANSWER", "200 result=0")
    await until(lambda: bool(listening.news))
    assert listening.news[0].report == CommandDone(EffectId("effect-1"))
    far_end.connection.close()
    await until(lambda: listening.left == [session])


@pytest.mark.parametrize(
    "request_url", ["agi://127.0.0.1/entry", "agi://127.0.0.1/entry?token=", "agi://h/e?token=wrong", "?token=se"]
)
async def test_without_the_token_nobody_is_heard(
    listening: Listening, request_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await closed(listening.connect(description(agi_request=request_url)))
    assert not listening.arrived
    assert "5550100" not in caplog.text


@pytest.mark.parametrize("sent", [b"", b"agi_network: yes\n", b"x" * 100_000, b"a: b\n" * 1000, b"\n"])
async def test_a_stranger_harms_nobody(listening: Listening, sent: bytes) -> None:
    stranger = listening.connect(sent)
    with contextlib.suppress(OSError):  # sent away already: too much is refused while it is still coming
        stranger.connection.shutdown(socket.SHUT_WR)
    assert await closed(stranger)
    good = listening.connect(description())
    await until(lambda: len(listening.arrived) == 1)
    good.connection.close()


async def test_other_hosts_are_refused() -> None:
    async with listen(peers=frozenset({"127.0.0.9"})) as listening:
        assert await closed(listening.connect(description()))
        assert not listening.arrived


async def test_the_number_of_connections_is_bounded() -> None:
    async with listen(connections_max=2) as listening:
        open_ones = [listening.connect(description()) for _ in range(2)]
        await until(lambda: len(listening.arrived) == 2)
        assert await closed(listening.connect(description()))
        open_ones[0].connection.close()
        await until(lambda: len(listening.left) == 1)
        await until(lambda: len(listening.server._threads) == 1)
        open_ones.append(listening.connect(description()))
        await until(lambda: len(listening.arrived) == 3)
        for far_end in open_ones:
            far_end.connection.close()


async def test_stopping_ends_every_conversation_and_thread(listening: Listening) -> None:
    far_ends = [listening.connect(description()) for _ in range(5)]
    await until(lambda: len(listening.arrived) == 5)
    await listening.server.stop()
    assert [await closed(far_end) for far_end in far_ends] == [True] * 5
    assert not listening.server._threads
