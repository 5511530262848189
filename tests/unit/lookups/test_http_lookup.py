"""Looking up in a JSON service on a real socket: whatever it does, the look-up ends in time and takes no harm."""

import asyncio
import gzip
import json
import logging
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cic.lookups import http
from cic.lookups.lookups import Lookups
from cic.lookups.sources import HttpSource, SecretPlace, Source
from cic.lookups.values import ResultForm, ResultKind
from ivr_flows.inputs import LookupResult
from tests.unit.lookups.service import (
    Behaviour,
    Service,
    answer,
    answer_json,
    drip,
    flood,
    hang_up,
    serving,
    silence,
)

pytestmark = pytest.mark.unit

BALANCE = ResultForm("balance", "account.balance", ResultKind.AMOUNT, is_personal=False)
HOLDER = ResultForm("holder", "account.holder.name", ResultKind.TEXT, is_personal=True)
GOOD = {"account": {"balance": 12.3, "holder": {"name": "Ann Porter"}}}
NUMBER = {"number": "10001"}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts follow each other at once."""
    monkeypatch.setattr(http, "PAUSE_S", 0.0)


def source_at(url: str) -> HttpSource:
    """A source that has time enough."""
    return HttpSource(
        "crm", (BALANCE, HOLDER), timeout_ms=20_000, total_ms=40_000, url=f"{url}/accounts/{{number}}", retries=0
    )


@asynccontextmanager
async def asking(
    *behaviours: Behaviour, change: Callable[[HttpSource], Source] = lambda source: source
) -> AsyncIterator[tuple[Lookups, Service]]:
    """A service of these behaviours, and look-ups of it."""
    async with serving(*behaviours) as service:
        lookups = Lookups([change(source_at(service.url))], Path())
        try:
            yield lookups, service
        finally:
            await lookups.aclose()


async def test_what_the_service_says_is_taken_exactly() -> None:
    async with asking(answer_json(GOOD)) as (lookups, service):
        found = await lookups.look_up("crm", NUMBER)
    assert (found.result, found.reason) == (LookupResult.FOUND, "found")
    assert (found.values, found.personal) == ({"balance": 1230}, {"holder": "Ann Porter"})
    assert "Ann" not in repr(found) and "1230" not in repr(found)
    assert service.requests[0].startswith("GET /accounts/10001 HTTP/1.1\r\n")


async def test_connections_stay_open() -> None:
    async with asking(answer_json(GOOD)) as (lookups, service):
        hosts = {(await lookups.look_up("crm", NUMBER)).reason for _ in range(3)}
    assert hosts == {"found"} and len(service.requests) == 3


@pytest.mark.parametrize(
    "behaviour",
    [answer_json(GOOD, 404), answer("", 204), answer(""), answer("null"), answer("{}"), answer("[]"), answer(" \n")],
)
async def test_nothing_there_is_not_found(behaviour: Behaviour) -> None:
    async with asking(behaviour) as (lookups, _):
        assert (await lookups.look_up("crm", NUMBER)).result is LookupResult.NOT_FOUND


@pytest.mark.parametrize(
    ("found_when", "reason"),
    [
        ("account.id", "not_found"),
        ("account.closed", "not_found"),
        ("account.open", "found"),
        ("account.zero", "found"),
    ],
)
async def test_a_place_says_whether_anything_was_found(found_when: str, reason: str) -> None:
    account = {**GOOD["account"], "closed": False, "open": True, "zero": 0}
    change = lambda source: replace(source, found_when=found_when)  # noqa: E731
    async with asking(answer_json({"account": account}), change=change) as (lookups, _):
        assert (await lookups.look_up("crm", NUMBER)).reason == reason


NONSENSE = [
    ("<html>Welcome</html>", "not_json"),
    (b"\xff\xfe\x00", "not_json"),
    ("[" * 60_000, "not_json"),
    ('{"account": {"balance": NaN}}', "not_json"),
    (f'{{"account": {{"balance": {"9" * 5_000}}}}}', "not_json"),
    ('{"account": {"balance": 1e400, "holder": {"name": "A"}}}', "wrong_kind"),
    ('{"account": {"balance": 1e999999999999999999999, "holder": {"name": "A"}}}', "not_json"),
    ('{"account": {"balance": 12.345, "holder": {"name": "A"}}}', "wrong_kind"),
    ('{"account": {"balance": "much", "holder": {"name": "A"}}}', "wrong_kind"),
    ('{"account": {"balance": true, "holder": {"name": "A"}}}', "wrong_kind"),
    ('{"account": {"balance": 1, "holder": {"name": ["A"]}}}', "wrong_kind"),
    ('{"account": {"balance": 1, "holder": {"name": "\\ud800"}}}', "wrong_kind"),
    (f'{{"account": {{"balance": 1, "holder": {{"name": "{"x" * 201}"}}}}}}', "too_long"),
    ('{"account": {"balance": 1, "holder": null}}', "missing_value"),
    ('{"error": "no such thing"}', "missing_value"),
    ("[1, 2]", "missing_value"),
    ('"words"', "missing_value"),
]


@pytest.mark.parametrize(("body", "reason"), NONSENSE)
async def test_nonsense_fails_by_its_reason(body: str | bytes, reason: str) -> None:
    async with asking(answer(body)) as (lookups, _):
        found = await lookups.look_up("crm", NUMBER)
    assert (found.result, found.reason) == (LookupResult.FAILED, reason)
    assert not found.values and not found.personal


async def test_ten_megabytes_are_not_read_to_the_end() -> None:
    taken: list[int] = []
    async with asking(flood(taken)) as (lookups, _):
        assert (await lookups.look_up("crm", NUMBER)).reason == "too_large"
    assert sum(taken) < 9_000_000


async def test_a_length_that_is_too_large_is_enough() -> None:
    async with asking(answer(b"{}" + b" " * http.ANSWER_BYTES_MAX)) as (lookups, _):
        assert (await lookups.look_up("crm", NUMBER)).reason == "too_large"


async def test_an_answer_as_long_as_allowed_is_read() -> None:
    body = json.dumps(GOOD)
    async with asking(answer(body.ljust(http.ANSWER_BYTES_MAX))) as (lookups, _):
        assert (await lookups.look_up("crm", NUMBER)).reason == "found"


async def test_what_would_have_to_be_unpacked_is_not() -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    async with asking(answer(bomb, 200, "Content-Encoding: gzip")) as (lookups, service):
        assert (await lookups.look_up("crm", NUMBER)).reason == "encoded"
    assert "Accept-Encoding: identity" in service.requests[0]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 304])
async def test_nobody_follows_to_another_place(status: int) -> None:
    async with serving(answer_json(GOOD)) as elsewhere:
        target = f"Location: {elsewhere.url}/accounts/1"
        async with asking(answer("", status, target)) as (lookups, _):
            assert (await lookups.look_up("crm", NUMBER)).reason == "redirect"
        assert not elsewhere.requests


@pytest.mark.parametrize("behaviour", [silence, drip])
async def test_a_service_that_takes_too_long_is_left(behaviour: Behaviour) -> None:
    change = lambda source: replace(source, timeout_ms=50, retries=3)  # noqa: E731
    async with asking(behaviour, change=change) as (lookups, service):
        found = await lookups.look_up("crm", NUMBER)
    assert (found.result, found.reason) == (LookupResult.FAILED, "timeout")
    assert len(service.requests) == 1, "a slow service is not asked again"


async def test_all_attempts_together_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "PAUSE_S", 1_000.0)
    monkeypatch.setattr(http, "PAUSE_MAX_S", 1_000.0)
    change = lambda source: replace(source, total_ms=100, retries=5)  # noqa: E731
    async with asking(answer("", 503), change=change) as (lookups, service):
        assert (await lookups.look_up("crm", NUMBER)).reason == "timeout"
    assert len(service.requests) == 1


@pytest.mark.parametrize("trouble", [answer("", 500), answer("", 503), answer("", 429), hang_up])
async def test_after_passing_trouble_it_is_asked_again(trouble: Behaviour) -> None:
    change = lambda source: replace(source, retries=2)  # noqa: E731
    async with asking(trouble, trouble, answer_json(GOOD), change=change) as (lookups, service):
        assert (await lookups.look_up("crm", NUMBER)).reason == "found"
    assert len(service.requests) == 3


@pytest.mark.parametrize(("trouble", "reason"), [(answer("", 500), "status"), (hang_up, "connection")])
async def test_trouble_that_stays_is_told(trouble: Behaviour, reason: str) -> None:
    change = lambda source: replace(source, retries=2)  # noqa: E731
    async with asking(trouble, change=change) as (lookups, service):
        assert (await lookups.look_up("crm", NUMBER)).reason == reason
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    ("status", "reason"), [(400, "refused"), (401, "status"), (403, "status"), (422, "refused"), (206, "status")]
)
async def test_a_refusal_is_not_asked_again(status: int, reason: str) -> None:
    change = lambda source: replace(source, retries=5)  # noqa: E731
    async with asking(answer_json(GOOD, status), change=change) as (lookups, service):
        assert (await lookups.look_up("crm", NUMBER)).reason == reason
    assert len(service.requests) == 1


async def test_nobody_at_home_is_told() -> None:
    async with serving(silence) as service:
        url = service.url
    lookups = Lookups([source_at(url)], Path())
    assert (await lookups.look_up("crm", NUMBER)).reason == "connection"
    await lookups.aclose()


@pytest.mark.parametrize(
    "words", ["nonsense\r\n\r\n", "HTTP/1.1 9999 x\r\n\r\n", "HTTP/1.1 200 OK\r\n" + "a" * 200_000]
)
async def test_what_is_no_http_is_told(words: str) -> None:
    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(words.encode())

    async with asking(behave) as (lookups, _):
        assert (await lookups.look_up("crm", NUMBER)).result is LookupResult.FAILED


async def test_arguments_are_put_in_as_values() -> None:
    def change(source: HttpSource) -> HttpSource:
        return replace(
            source,
            method="POST",
            query=(("q", "{word}"),),
            headers=(("X-Caller", "n-{number}"),),
            body={"number": "{number}", "deep": [{"word": "<{word}>"}, 3, True]},
        )

    word = 'a&b=c#d "e" \\ {number} 中'
    async with asking(answer_json(GOOD), change=change) as (lookups, service):
        assert (await lookups.look_up("crm", {"number": "1 ?&#é", "word": word})).reason == "bad_argument"
        assert (await lookups.look_up("crm", {"number": "1 ?&#", "word": word})).reason == "found"
    head, _, body = service.requests[0].partition("\r\n\r\n")
    first = head.split("\r\n")[0]
    assert first == ("POST /accounts/1%20%3F%26%23?q=a%26b%3Dc%23d+%22e%22+%5C+%7Bnumber%7D+%E4%B8%AD HTTP/1.1")
    assert "X-Caller: n-1 ?&#" in head
    assert json.loads(body) == {"number": "1 ?&#", "deep": [{"word": f"<{word}>"}, 3, True]}


@pytest.mark.parametrize("number", ["..", ".", "", " ", "a/b", "..%2fadmin", "a\\b", "1\r\nX: y", "1\x00", "x" * 201])
async def test_an_argument_cannot_leave_its_place(number: str) -> None:
    async with asking(answer_json(GOOD)) as (lookups, service):
        assert (await lookups.look_up("crm", {"number": number})).reason == "bad_argument"
    assert not service.requests


@pytest.mark.parametrize("arguments", [{}, {"number": "1", "more": "2"}, {"numbers": "1"}])
async def test_other_arguments_than_its_own_are_refused(arguments: dict[str, str]) -> None:
    async with asking(answer_json(GOOD)) as (lookups, _):
        assert (await lookups.look_up("crm", arguments)).reason == "wrong_arguments"


async def test_a_secret_that_hangs_keeps_no_thread_of_others(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "crm.key")  # like a file of a network drive that has gone: whoever opens it hangs
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    headers = (("X-Key", SecretPlace(file="crm.key")),)
    source = replace(source_at("http://127.0.0.1:1"), secret_headers=headers, timeout_ms=100, total_ms=100)
    lookups = Lookups([source], tmp_path)
    try:
        assert [(await lookups.look_up("crm", NUMBER)).reason for _ in range(2)] == ["timeout"] * 2
        assert await asyncio.wait_for(asyncio.to_thread(int), 10) == 0
    finally:
        os.close(os.open(tmp_path / "crm.key", os.O_RDWR | os.O_NONBLOCK))
        await lookups.aclose()


async def test_secrets_come_from_where_they_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_TOKEN", "from-variable")
    (tmp_path / "crm.key").write_text("from-file\n")
    secret_headers = (
        ("Authorization", SecretPlace(environment="CRM_TOKEN", prefix="Bearer ")),
        ("X-Key", SecretPlace(file="crm.key")),
    )
    async with serving(answer_json(GOOD)) as service:
        lookups = Lookups([replace(source_at(service.url), secret_headers=secret_headers)], tmp_path)
        assert (await lookups.look_up("crm", NUMBER)).reason == "found"
        (tmp_path / "crm.key").write_text("another\n")
        assert (await lookups.look_up("crm", NUMBER)).reason == "found"
        (tmp_path / "crm.key").unlink()
        assert (await lookups.look_up("crm", NUMBER)).reason == "secret"
        await lookups.aclose()
    assert "Authorization: Bearer from-variable\r\nX-Key: from-file" in service.requests[0]
    assert "X-Key: another" in service.requests[1]
    assert len(service.requests) == 2


async def test_cookies_of_one_caller_are_not_sent_with_the_next() -> None:
    async with asking(answer_json(GOOD, 200, "Set-Cookie: session=ann")) as (lookups, service):
        await lookups.look_up("crm", NUMBER)
        await lookups.look_up("crm", NUMBER)
    assert "ookie" not in service.requests[1]


async def test_no_log_has_a_value_in_it(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("CRM_TOKEN", "very-secret")
    change = lambda source: replace(  # noqa: E731
        source, secret_headers=(("Authorization", SecretPlace(environment="CRM_TOKEN")),)
    )
    body = '{"account": {"balance": "so much", "holder": {"name": "Ann Porter"}}}'
    async with asking(answer(body), answer("", 500), change=change) as (lookups, _):
        for _ in range(3):
            await lookups.look_up("crm", NUMBER)
    assert "lookup crm: wrong_kind: failed (balance)" in caplog.text
    assert "lookup crm: status: failed (500)" in caplog.text
    for word in ("10001", "very-secret", "so much", "Ann"):
        assert word not in caplog.text
