"""Alarms go out: signed over HTTP, by a real mail server, grouped, and again until they are taken."""

import asyncio
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from cic.alarming.changes import OVER, AlarmChange, Digest
from cic.alarming.mail import Mail, MailSettings
from cic.alarming.sender import AlarmSender, Keeping
from cic.alarming.webhook import NotTaken, Webhook
from cic.configuration.labels import Label
from tests.harness.certificates import Authority

pytestmark = pytest.mark.unit

BOUND_S = 5
RED = AlarmChange("queue:sales:waiting", "red", 1_000, 1_000, 12.0, 10.0)
DIGEST = Digest("d-1", (RED,))
SECRET = "a secret"


@dataclass
class Hook:
    """A web server that takes digests, or does not."""

    port: int = 0
    status: int = 204
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        self.taken.append((headers, await reader.readexactly(int(headers["content-length"]))))
        writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        writer.close()
        self.news.set()

    async def heard(self, count: int) -> None:
        async with asyncio.timeout(BOUND_S):
            while len(self.taken) < count:
                self.news.clear()
                await self.news.wait()

    def webhook(self, url: str = "") -> Webhook:
        return Webhook(
            lambda: url or f"http://127.0.0.1:{self.port}/hook?key=1", lambda: SECRET, "demo/main", lambda: 77
        )


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    server = await asyncio.start_server(hook.serve, "127.0.0.1", 0)
    hook.port = server.sockets[0].getsockname()[1]
    yield hook
    server.close()
    await server.wait_closed()


async def test_a_receiver_can_check_who_has_sent_what(hook: Hook) -> None:
    await hook.webhook().send(DIGEST)
    ((headers, body),) = hook.taken
    expected = hmac.new(SECRET.encode(), b"77." + body, hashlib.sha256).hexdigest()
    assert headers["x-cic-signature"] == f"t=77,v1={expected}"
    assert headers["idempotency-key"] == json.loads(body)["id"] == "d-1"


async def test_what_is_refused_or_in_the_clear_to_elsewhere_is_not_taken(hook: Hook) -> None:
    hook.status = 302
    with pytest.raises(NotTaken, match="status_302"):
        await hook.webhook().send(DIGEST)
    with pytest.raises(NotTaken, match="not_https"):
        await hook.webhook("http://example.com/hook").send(DIGEST)
    with pytest.raises(NotTaken, match="unreachable"):
        await hook.webhook("http://127.0.0.1:1/").send(DIGEST)


class Letters:
    """What a mail server has been handed."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], str]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        self.letters.append((envelope.rcpt_tos, envelope.content.decode()))  # type: ignore[attr-defined]
        return "250 OK"


async def test_a_digest_is_mailed_in_both_languages_and_encrypted(tmp_path: Path) -> None:
    letters = Letters()
    authority = Authority(tmp_path)
    authority.server(tmp_path / "mail.pem", tmp_path / "mail.key")
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(tmp_path / "mail.pem", tmp_path / "mail.key")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(letters, tls_context=own, require_starttls=True, loop=loop), "127.0.0.1", 0
    )
    try:
        port, to = server.sockets[0].getsockname()[1], ("ops@example.com", "lead@example.com")
        known = partial(ssl.create_default_context, cafile=str(authority.file))
        settings = MailSettings("127.0.0.1", port, "cic@example.com", to, ("en", "zh"), "UTC", tls=known)
        await Mail(settings, lambda name: Label("Sales", "销售")).send(DIGEST)
        with pytest.raises(NotTaken, match="unreachable"):  # by a certificate that nobody knows
            await Mail(replace(settings, tls=ssl.create_default_context), lambda name: Label("", "")).send(DIGEST)
    finally:
        server.close()
        await server.wait_closed()
    ((recipients, letter),) = letters.letters
    assert recipients == list(to)
    assert "Subject: [CIC] RED: Sales: waiting 12 (threshold 10)" in letter
    assert "Message-ID: <d-1@example.com>" in letter


async def test_a_mail_server_that_is_not_there_is_told_so() -> None:
    settings = MailSettings("127.0.0.1", 1, "cic@example.com", ("ops@example.com",), ("en",), "UTC")
    with pytest.raises(NotTaken, match="unreachable"):
        await Mail(settings, lambda name: Label(name, name)).send(DIGEST)


@dataclass
class Shelf:
    """Where the sender keeps what it has not sent."""

    text: str = ""

    def keeping(self) -> Keeping:
        return Keeping(lambda: self.text, self._save)

    def _save(self, text: str) -> None:
        self.text = text


@asynccontextmanager
async def sender(
    hook: Hook, shelf: Shelf, on_failing: Callable[[bool], None] = lambda _: None
) -> AsyncIterator[AlarmSender]:
    numbers = iter(range(1_000))
    made = AlarmSender(
        {"webhook": hook.webhook()},
        shelf.keeping(),
        digest_after_s=0,
        now_ms=lambda: 5_000,
        new_id=lambda: f"d-{next(numbers)}",
        on_failing=on_failing,
        pauses_s=(0.01,),
    )
    made.start()
    try:
        yield made
    finally:
        await made.close()


async def all_taken(out: AlarmSender) -> None:
    """The sender knows that everything was taken."""
    async with asyncio.timeout(BOUND_S):
        while any(out.read()["webhook"][name] for name in ("waiting", "failed_tries")):  # type: ignore[index]  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_storm_is_one_digest(hook: Hook) -> None:
    async with sender(hook, Shelf()) as out:
        out.note([AlarmChange(f"queue:q{number}:waiting", "red", number, number) for number in range(50)])
        await hook.heard(1)
    ((_, body),) = hook.taken
    assert len(json.loads(body)["alarms"]) == 50


async def test_what_is_not_taken_is_sent_again_under_its_id_and_is_itself_an_alarm(hook: Hook) -> None:
    hook.status, failing = 503, []
    async with sender(hook, Shelf(), failing.append) as out:
        out.note([RED])
        await hook.heard(3)
        hook.status = 200
        await all_taken(out)
    ids = {headers["idempotency-key"] for headers, _ in hook.taken}
    assert ids == {"d-0"} and True in failing and failing[-1] is False


async def test_what_was_not_sent_is_sent_by_the_next_process_and_what_was_is_not_told_again(hook: Hook) -> None:
    shelf, hook.status = Shelf(), 503
    async with sender(hook, shelf) as out:
        out.note([RED])
        await hook.heard(1)
    hook.status, hook.taken = 200, []
    async with sender(hook, shelf) as out:
        await hook.heard(1)
        out.note([RED])  # it stands still, and is told so by whoever judges it anew
        out.note([AlarmChange("queue:sales:longest_wait", "red", 6_000, 6_000)])
        await hook.heard(2)
    bodies = [json.loads(body) for _, body in hook.taken]
    assert bodies[0]["id"] == "d-0", "under the id of before"
    assert [[alarm["key"] for alarm in body["alarms"]] for body in bodies] == [
        ["queue:sales:waiting"],
        ["queue:sales:longest_wait"],
    ]


async def test_what_stood_before_and_is_not_raised_again_is_over(hook: Hook) -> None:
    shelf = Shelf()
    async with sender(hook, shelf) as out:
        out.note([RED])
        await all_taken(out)
    async with sender(hook, shelf) as out:
        out.end_unraised()
        await hook.heard(2)
    assert json.loads(hook.taken[1][1])["alarms"][0]["level"] == OVER


async def test_where_nothing_goes_out_nothing_is_written_down() -> None:
    shelf = Shelf()
    nowhere = AlarmSender(
        {},
        shelf.keeping(),
        digest_after_s=0,
        now_ms=lambda: 5_000,
        new_id=lambda: "d",
        on_failing=lambda _: None,
    )
    nowhere.start()
    nowhere.note([RED])
    await nowhere.close()
    assert shelf.text == "" and nowhere.read() == {}


async def test_a_file_that_nobody_can_read_stops_nothing(hook: Hook) -> None:
    async with sender(hook, Shelf('{"standing": 3}')) as out:
        out.note([RED])
        await hook.heard(1)
