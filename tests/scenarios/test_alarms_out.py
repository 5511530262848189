"""Alarms of a started center go to a webhook: raised by callers who wait, over when they are gone."""

import asyncio
import hashlib
import hmac
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.harness.centers import end, free_port
from tests.harness.phones import Ended, Music, caller_phone, sees
from tests.harness.running_center import PROJECT, RunningCenter

pytestmark = pytest.mark.scenario

SECRET = "known to both"
LIMIT_S = 20.0
ALARMS = "    alarms:\n      waiting: {red: {at: 0, clear_at: 0}}\n"
OUT = """
  alarms_out:
    digest_after_s: 1
    webhook: {url: {environment: TEST_ALARM_URL}, secret: {environment: TEST_ALARM_SECRET}}
"""


@dataclass
class Receiver:
    """Takes what is posted."""

    port: int = 0
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        self.posts.append((headers, await reader.readexactly(int(headers["content-length"]))))
        writer.write(b"HTTP/1.1 204 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        self.news.set()

    async def told(self, level: str) -> None:
        """The alarm of support has been told on this level."""
        async with asyncio.timeout(LIMIT_S):
            while ("queue:support:waiting", level) not in self._levels():
                self.news.clear()
                await self.news.wait()

    def _levels(self) -> list[tuple[str, str]]:
        return [(alarm["key"], alarm["level"]) for _, body in self.posts for alarm in json.loads(body)["alarms"]]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    yield receiver
    server.close()
    await server.wait_closed()


@pytest.fixture
def telling(receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningCenter]:
    """A center that posts its alarms; one caller who waits for support is one."""
    monkeypatch.setenv("TEST_ALARM_URL", f"http://127.0.0.1:{receiver.port}/")
    monkeypatch.setenv("TEST_ALARM_SECRET", SECRET)
    config = Path(shutil.copytree(PROJECT / "config", tmp_path / "config"))
    queues, texts = config / "queues.yaml", config / "center.yaml"
    queues.write_text(queues.read_text().replace("  support:\n", f"  support:\n{ALARMS}", 1))
    texts.write_text(texts.read_text().rstrip() + OUT)
    center = RunningCenter(tmp_path / "data", free_port(), config)
    center.start()
    yield center
    end(center)


async def test_callers_who_wait_raise_an_alarm_that_is_over_when_they_are_gone(
    telling: RunningCenter, receiver: Receiver
) -> None:
    async with caller_phone(telling) as phone:
        await phone.dial("4001", "+15550101", "")
        await sees(phone, Music)
        await receiver.told("red")
        await phone.hang_up()
        await sees(phone, Ended)
        await receiver.told("over")
    for headers, body in receiver.posts:
        at_ms, _, code = headers["x-cic-signature"].removeprefix("t=").partition(",v1=")
        assert code == hmac.new(SECRET.encode(), f"{at_ms}.".encode() + body, hashlib.sha256).hexdigest()
        assert b"15550101" not in body
    assert len({headers["idempotency-key"] for headers, _ in receiver.posts}) == len(receiver.posts)
