"""Wrong PINs over calls and restarts: locked in time, forgotten when right, and nobody's number in the file."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cic.journal.database import Database
from cic.lookups.answers import Verification as Compared
from cic.lookups.guarded import GuardedSources
from cic.lookups.locks import FORGOTTEN_AFTER_MS, Locks, Try
from cic.lookups.lookups import Lookups
from ivr_flows.inputs import Verification

pytestmark = pytest.mark.unit

KEY = b"k" * 32
TRIES_MAX, LOCK_MS = 3, 900_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "locks.db"


@pytest.fixture
def locks(file: Path) -> Iterator[Locks]:
    made = Locks(Database(file), KEY)
    yield made
    made.close()


def test_the_third_wrong_one_locks_for_a_while_and_then_the_count_begins_anew(locks: Locks) -> None:
    mark = locks.mark("accounts", {"number": "10001"})
    tries = [locks.begin_try(mark, TRIES_MAX, LOCK_MS, now_ms) for now_ms in (1, 2, 3, LOCK_MS + 2, LOCK_MS + 3)]
    assert tries == [Try.ONE_OF_SEVERAL, Try.ONE_OF_SEVERAL, Try.LAST, Try.REFUSED, Try.ONE_OF_SEVERAL]


def test_a_right_one_forgets_what_was_wrong(locks: Locks) -> None:
    mark = locks.mark("accounts", {"number": "10001"})
    locks.begin_try(mark, TRIES_MAX, LOCK_MS, 1)
    locks.begin_try(mark, TRIES_MAX, LOCK_MS, 2)
    locks.note_right(mark)
    assert locks.begin_try(mark, TRIES_MAX, LOCK_MS, 3) is Try.ONE_OF_SEVERAL


def test_a_day_without_a_try_is_forgotten(locks: Locks) -> None:
    mark = locks.mark("accounts", {"number": "10001"})
    locks.begin_try(mark, 2, LOCK_MS, 1)
    assert locks.begin_try(mark, 2, LOCK_MS, FORGOTTEN_AFTER_MS + 2) is Try.ONE_OF_SEVERAL


def test_accounts_are_counted_apart_and_over_a_restart(file: Path, locks: Locks) -> None:
    mark, other = (locks.mark("accounts", {"number": number}) for number in ("10001", "10002"))
    locks.begin_try(mark, 2, LOCK_MS, 1)
    assert locks.begin_try(other, 2, LOCK_MS, 2) is Try.ONE_OF_SEVERAL
    again = Locks(Database(file), KEY)
    assert again.begin_try(mark, 2, LOCK_MS, 3) is Try.LAST
    assert locks.begin_try(mark, 2, LOCK_MS, 4) is Try.REFUSED
    again.close()
    assert b"10001" not in file.read_bytes()


class Pins(Lookups):
    """A source with one account, whose PIN is 1234."""

    def __init__(self) -> None:
        self.compared = 0

    async def verify(self, source: str, arguments: Mapping[str, str], secret: str) -> Compared:
        self.compared += 1
        if arguments["number"] == "down":
            return Compared.FAILED
        if arguments["number"] != "10001":
            return Compared.UNKNOWN
        return Compared.VERIFIED if secret == "1234" else Compared.WRONG


@pytest.mark.parametrize("number", ["10001", "99999"])
async def test_a_locked_account_is_not_compared_and_an_unknown_one_is_treated_alike(locks: Locks, number: str) -> None:
    pins, now_ms = Pins(), 1
    sources = GuardedSources(pins, locks, lambda: now_ms)

    async def tries(secret: str) -> Verification:
        return await sources.verify("accounts", {"number": number}, secret, TRIES_MAX, LOCK_MS)

    answers = [await tries("0000") for _ in range(4)]
    assert answers == [Verification.WRONG, Verification.WRONG, Verification.LOCKED, Verification.LOCKED]
    assert pins.compared == 3
    assert await tries("1234") is Verification.LOCKED
    now_ms = LOCK_MS + 2
    assert await tries("1234") is (Verification.VERIFIED if number == "10001" else Verification.WRONG)


async def test_a_source_that_cannot_tell_counts_for_nothing(locks: Locks) -> None:
    sources = GuardedSources(Pins(), locks, lambda: 1)
    answers = [await sources.verify("accounts", {"number": "down"}, "1", 1, LOCK_MS) for _ in range(3)]
    assert answers == [Verification.FAILED] * 3


class SlowPins(Pins):
    """Says nothing before it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.is_let = asyncio.Event()

    async def verify(self, source: str, arguments: Mapping[str, str], secret: str) -> Compared:
        compared = await super().verify(source, arguments, secret)
        await self.is_let.wait()
        return compared


async def test_whoever_calls_on_many_lines_at_once_has_no_more_tries(locks: Locks) -> None:
    pins = SlowPins()
    sources = GuardedSources(pins, locks, lambda: 1)
    guesses = [
        asyncio.create_task(sources.verify("accounts", {"number": "10001"}, f"000{guess}", TRIES_MAX, LOCK_MS))
        for guess in range(8)
    ]
    refused, _ = await asyncio.wait(guesses, return_when=asyncio.FIRST_COMPLETED)
    pins.is_let.set()
    answers = [await guess for guess in guesses]
    assert {task.result() for task in refused} == {Verification.LOCKED}
    assert pins.compared == TRIES_MAX and answers.count(Verification.WRONG) == TRIES_MAX - 1


async def test_the_last_try_of_all_unlocks_where_it_is_right_or_cannot_be_compared(locks: Locks) -> None:
    sources = GuardedSources(Pins(), locks, lambda: 1)
    right = [await sources.verify("accounts", {"number": "10001"}, "1234", 1, LOCK_MS) for _ in range(2)]
    assert right == [Verification.VERIFIED] * 2


async def test_a_try_that_cannot_be_counted_is_not_compared(locks: Locks, file: Path) -> None:
    pins = Pins()
    sources = GuardedSources(pins, locks, lambda: 1)
    with Database(file).writing() as connection:
        connection.exec_driver_sql("DROP TABLE wrong_secret")
    assert await sources.verify("accounts", {"number": "10001"}, "1234", TRIES_MAX, LOCK_MS) is Verification.FAILED
    assert pins.compared == 0
