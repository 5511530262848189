"""Sources beside each other: limits and rests of one never touch another, and the configuration changes meanwhile."""

import asyncio
import csv
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from cic.lookups import asking
from cic.lookups.circuit import FAILURES_MAX, REST_S
from cic.lookups.lookups import Lookups
from cic.lookups.sources import CsvSource, HttpSource
from cic.lookups.values import ResultForm, ResultKind
from ivr_flows.inputs import LookupResult
from tests.unit.lookups.service import Behaviour, answer, answer_json, serving, silence

pytestmark = pytest.mark.unit

STATE = ResultForm("state", "state", ResultKind.TEXT, is_personal=False)
NUMBER = {"number": "1"}
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """Time that goes on when a test says so."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def http_source(url: str, name: str = "crm", at_once: int = 8) -> HttpSource:
    """A source with time enough."""
    return HttpSource(
        name, (STATE,), at_once=at_once, timeout_ms=20_000, total_ms=20_000, url=f"{url}/{{number}}", retries=0
    )


async def test_a_source_that_nobody_configured_fails_and_is_not_counted() -> None:
    lookups = Lookups([], Path())
    found = await lookups.look_up("crm", NUMBER)
    assert (found.result, found.reason) == (LookupResult.FAILED, "unknown_source")
    assert lookups.counts() == {}
    await lookups.aclose()


async def test_how_look_ups_end_is_counted() -> None:
    async with serving(answer_json({"state": "open"}), answer("", 404), answer("", 500)) as service:
        lookups = Lookups([http_source(service.url)], Path())
        for _ in range(4):
            await lookups.look_up("crm", NUMBER)
        assert lookups.counts() == {"crm": {"found": 1, "not_found": 1, "status": 2}}
        await lookups.aclose()


async def test_a_slow_source_takes_only_its_own_places() -> None:
    async with serving(silence) as slow, serving(answer_json({"state": "open"})) as quick:
        lookups = Lookups([http_source(slow.url, "slow", at_once=2), http_source(quick.url, "quick")], Path())
        stuck = [asyncio.create_task(lookups.look_up("slow", NUMBER)) for _ in range(10)]
        await slow.asked.wait()
        assert (await lookups.look_up("quick", NUMBER)).reason == "found"
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
        assert len(slow.requests) <= 2
        await lookups.aclose()


async def test_who_gets_no_place_in_time_is_told_that_it_is_busy() -> None:
    async with serving(silence) as service:
        short = replace(http_source(service.url, at_once=1), total_ms=100)
        lookups = Lookups([short], Path())
        answers = await asyncio.gather(*(lookups.look_up("crm", NUMBER) for _ in range(3)))
        assert sorted(found.reason for found in answers) == ["busy", "busy", "timeout"]
        await lookups.aclose()


async def test_no_more_wait_than_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WAITING_MAX", 1)
    async with serving(silence) as service:
        lookups = Lookups([http_source(service.url, at_once=1)], Path())
        stuck = [asyncio.create_task(lookups.look_up("crm", NUMBER)) for _ in range(2)]
        await service.asked.wait()
        assert (await lookups.look_up("crm", NUMBER)).reason == "busy"
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
        await lookups.aclose()


async def test_a_source_that_is_not_well_rests_and_is_tried_by_one() -> None:
    clock = Clock()
    good = answer_json({"state": "open"})
    troubles = [answer("", 500)] * (FAILURES_MAX + 1)
    async with serving(*troubles, good) as service:
        lookups = Lookups([http_source(service.url)], Path(), clock)
        for _ in range(FAILURES_MAX):
            assert (await lookups.look_up("crm", NUMBER)).reason == "status"
        assert (await lookups.look_up("crm", NUMBER)).reason == "resting"
        clock.now_s += REST_S
        tries = await asyncio.gather(*(lookups.look_up("crm", NUMBER) for _ in range(3)))
        assert sorted(found.reason for found in tries) == ["resting", "resting", "status"]
        assert (await lookups.look_up("crm", NUMBER)).reason == "resting"
        clock.now_s += REST_S
        assert [(await lookups.look_up("crm", NUMBER)).reason for _ in range(2)] == ["found", "found"]
        assert len(service.requests) == FAILURES_MAX + 3
        await lookups.aclose()


@pytest.mark.parametrize(
    ("trouble", "reason"), [(answer_json({"state": [1]}), "wrong_kind"), (answer("", 400), "refused")]
)
async def test_what_is_wrong_with_one_caller_does_not_put_the_source_to_rest(trouble: Behaviour, reason: str) -> None:
    async with serving(trouble) as service:
        lookups = Lookups([http_source(service.url)], Path())
        reasons = {(await lookups.look_up("crm", NUMBER)).reason for _ in range(FAILURES_MAX + 2)}
        assert reasons == {reason}
        await lookups.aclose()


async def test_a_caller_who_hangs_up_while_the_source_is_tried_leaves_the_try_to_the_next() -> None:
    clock = Clock()
    troubles = [answer("", 500)] * FAILURES_MAX
    async with serving(*troubles, silence, answer_json({"state": "open"})) as service:
        lookups = Lookups([http_source(service.url)], Path(), clock)
        for _ in range(FAILURES_MAX):
            await lookups.look_up("crm", NUMBER)
        clock.now_s += REST_S
        service.asked.clear()
        trying = asyncio.create_task(lookups.look_up("crm", NUMBER))
        await service.asked.wait()
        trying.cancel()
        await asyncio.gather(trying, return_exceptions=True)
        assert (await lookups.look_up("crm", NUMBER)).reason == "found"
        await lookups.aclose()


async def test_another_configuration_takes_over_and_what_has_begun_ends_as_it_would() -> None:
    go_on = asyncio.Event()

    async def in_a_while(writer: asyncio.StreamWriter) -> None:
        await go_on.wait()
        await answer_json({"state": "old"})(writer)

    async with serving(in_a_while) as old, serving(answer_json({"state": "new"})) as new:
        lookups = Lookups([http_source(old.url)], Path())
        begun = asyncio.create_task(lookups.look_up("crm", NUMBER))
        await old.asked.wait()
        lookups.apply([http_source(new.url)])
        assert (await lookups.look_up("crm", NUMBER)).values == {"state": "new"}
        go_on.set()
        assert (await begun).values == {"state": "old"}
        lookups.apply([])
        assert (await lookups.look_up("crm", NUMBER)).reason == "unknown_source"
        await lookups.aclose()


async def test_a_source_that_stays_keeps_its_rest_and_its_counts() -> None:
    async with serving(answer("", 500)) as service:
        lookups = Lookups([http_source(service.url)], Path(), Clock())
        for _ in range(FAILURES_MAX):
            await lookups.look_up("crm", NUMBER)
        lookups.apply([http_source(service.url)])
        assert (await lookups.look_up("crm", NUMBER)).reason == "resting"
        assert lookups.counts()["crm"] == {"status": FAILURES_MAX, "resting": 1}
        lookups.apply([http_source(service.url, at_once=3)])
        assert (await lookups.look_up("crm", NUMBER)).reason == "status"
        await lookups.aclose()


async def test_the_same_failure_is_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    lookups = Lookups([], Path(), clock)
    for _ in range(5):
        await lookups.look_up("crm", NUMBER)
    assert caplog.text.count("unknown_source") == 1
    clock.now_s += 60
    await lookups.look_up("crm", NUMBER)
    assert caplog.text.count("unknown_source") == 2
    await lookups.aclose()


def write_pins(folder: Path, *rows: tuple[str, str]) -> CsvSource:
    """A file of PIN hashes, and its source."""
    with (folder / "pins.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("account", "hash"), *rows])
    return CsvSource("pins", (), pin_hash="hash", total_ms=20_000, file="pins.csv", match=(("account", "account"),))


@pytest.mark.parametrize(
    ("account", "pin", "verification"),
    [
        ("1", "4711", "verified"), ("1", "4712", "wrong"), ("1", "", "wrong"), ("1", "4711" * 17, "wrong"),
        ("9", "4711", "unknown"), ("2", "4711", "unknown"), ("2", "", "unknown"),
        ("3", "4711", "failed"), ("4", "4711", "failed"), ("5", "4711", "failed"),
    ],
)  # fmt: skip
async def test_a_pin_is_compared_and_nothing_is_told_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, account: str, pin: str, verification: str
) -> None:
    caplog.set_level(logging.DEBUG)
    hashed = CHEAP.hash("4711")
    costly = hashed.replace("m=8", "m=99999999")
    rows = ("1", hashed), ("2", ""), ("3", "4711"), ("4", costly), ("5", hashed[:-1] + "!")
    lookups = Lookups([write_pins(tmp_path, *rows)], tmp_path)
    assert (await lookups.verify("pins", {"account": account}, pin)).value == verification
    assert "4711" not in caplog.text and "argon2id" not in caplog.text
    await lookups.aclose()


async def test_a_source_without_pins_verifies_nobody(tmp_path: Path) -> None:
    source = replace(write_pins(tmp_path, ("1", CHEAP.hash(""))), pin_hash="", results=(STATE,))
    lookups = Lookups([source], tmp_path)
    assert (await lookups.verify("pins", {"account": "1"}, "")).value == "failed"
    assert (await lookups.verify("none", {"account": "1"}, "")).value == "failed"
    await lookups.aclose()
