"""Looking up in a real SQLite database: one row is taken, nothing is ever written, and no statement runs for ever."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cic.lookups.lookups import Lookups
from cic.lookups.sources import SecretPlace, Several, SqlSource
from cic.lookups.values import ResultForm, ResultKind
from ivr_flows.inputs import LookupResult

pytestmark = pytest.mark.unit

RESULTS = (
    ResultForm("holder", "name", ResultKind.TEXT, is_personal=True),
    ResultForm("balance", "balance", ResultKind.AMOUNT, is_personal=False),
    ResultForm("is_blocked", "blocked", ResultKind.TRUTH, is_personal=False),
    ResultForm("due_on", "due", ResultKind.DATE, is_personal=False, otherwise="9999-12-31"),
)
SELECT = "SELECT name, balance, blocked, due FROM account WHERE number = :number"
ENDLESS = (
    "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) "
    "SELECT max(n) AS name, :number AS balance FROM more"
)
Change = Callable[[SqlSource], SqlSource]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of accounts, one number of which is there twice."""
    path = tmp_path / "accounts.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE account (number TEXT, name TEXT, balance NUMERIC, blocked INTEGER, due TEXT)")
        rows = [
            ("10001", "Ann Porter", 12.3, 0, "2026-12-01"),
            ("10002", "李娜", "0.05", 1, None),
            ("10003", "First", 1, 0, None),
            ("10003", "Second", 2, 0, None),
        ]
        connection.executemany("INSERT INTO account VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
    return path


@asynccontextmanager
async def asking(database: Path, change: Change = lambda source: source) -> AsyncIterator[Lookups]:
    """Look-ups in the database."""
    source = SqlSource("accounts", RESULTS, timeout_ms=20_000, total_ms=20_000, select=SELECT, sqlite=database.name)
    lookups = Lookups([change(source)], database.parent)
    try:
        yield lookups
    finally:
        await lookups.aclose()


def selecting(select: str, timeout_ms: int = 20_000) -> Change:
    """The source with another statement."""
    return lambda source: replace(source, select=select, timeout_ms=timeout_ms)


def rows_of(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        found: int = connection.execute("SELECT count(*) FROM account").fetchone()[0]
    connection.close()
    return found


async def test_a_row_is_found_with_its_kinds(database: Path) -> None:
    async with asking(database) as lookups:
        ann = await lookups.look_up("accounts", {"number": "10001"})
        li = await lookups.look_up("accounts", {"number": "10002"})
    assert (ann.values, ann.personal) == (
        {"balance": 1230, "is_blocked": False, "due_on": "2026-12-01"},
        {"holder": "Ann Porter"},
    )
    assert (li.values["balance"], li.values["is_blocked"], li.values["due_on"]) == (5, True, "9999-12-31")


async def test_no_row_is_not_found(database: Path) -> None:
    async with asking(database) as lookups:
        assert (await lookups.look_up("accounts", {"number": "1"})).result is LookupResult.NOT_FOUND


async def test_several_rows_are_none_unless_the_first_is_meant(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with asking(database) as lookups:
        found = await lookups.look_up("accounts", {"number": "10003"})
    assert (found.result, found.reason) == (LookupResult.NOT_FOUND, "ambiguous")
    assert "lookup accounts: ambiguous" in caplog.text and "10003" not in caplog.text
    async with asking(database, lambda source: replace(source, on_several=Several.FIRST)) as lookups:
        assert (await lookups.look_up("accounts", {"number": "10003"})).personal == {"holder": "First"}


@pytest.mark.parametrize(
    "number", ["' OR 1=1 --", "10001'; DROP TABLE account; --", '"', "\\", ":number", "%", "1\x00"]
)
async def test_an_argument_stays_an_argument(database: Path, number: str) -> None:
    async with asking(database) as lookups:
        assert (await lookups.look_up("accounts", {"number": number})).result is not LookupResult.FOUND
    assert rows_of(database) == 4


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM account WHERE number = :number RETURNING name, balance, blocked, due",
        "INSERT INTO account (number) VALUES (:number) RETURNING name, balance, blocked, due",
        "WITH gone AS (SELECT :number) DELETE FROM account RETURNING name, balance, blocked, due",
        "ATTACH DATABASE :number AS other",
        "PRAGMA writable_schema = 1 -- :number",
        "SELECT :number; DELETE FROM account",
        "SELECT nothing FROM account WHERE number = :number",
        "nonsense :number",
    ],
)
async def test_a_statement_that_does_more_than_read_fails(database: Path, statement: str) -> None:
    async with asking(database, selecting(statement)) as lookups:
        found = await lookups.look_up("accounts", {"number": "10001"})
    assert found.reason in ("query", "missing_value") and found.result is LookupResult.FAILED
    assert rows_of(database) == 4


async def test_a_statement_without_end_is_ended(database: Path) -> None:
    async with asking(database, selecting(ENDLESS, timeout_ms=100)) as lookups:
        found = await lookups.look_up("accounts", {"number": "10001"})
    assert (found.result, found.reason) == (LookupResult.FAILED, "timeout")


async def test_a_whole_table_is_not_brought_over(database: Path) -> None:
    endless_rows = (
        "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) "
        "SELECT 'x' AS name, 1 AS balance, 0 AS blocked, :number AS due FROM more"
    )
    async with asking(database, selecting(endless_rows)) as lookups:
        assert (await lookups.look_up("accounts", {"number": "2026-01-01"})).reason == "ambiguous"


async def test_a_cell_of_ten_megabytes_fails(database: Path) -> None:
    large = "SELECT replace(hex(zeroblob(5000000)), '00', :number) AS name, 1 AS balance, 0 AS blocked, NULL AS due"
    async with asking(database, selecting(large)) as lookups:
        assert (await lookups.look_up("accounts", {"number": "10001"})).result is LookupResult.FAILED


async def test_a_database_that_is_not_there_fails_and_is_not_made(tmp_path: Path) -> None:
    async with asking(tmp_path / "none.db") as lookups:
        assert (await lookups.look_up("accounts", {"number": "10001"})).reason == "connection"
    assert not (tmp_path / "none.db").exists()


async def test_what_is_no_database_fails(tmp_path: Path) -> None:
    (tmp_path / "other.db").write_bytes(b"words" * 1_000)
    async with asking(tmp_path / "other.db") as lookups:
        assert (await lookups.look_up("accounts", {"number": "10001"})).result is LookupResult.FAILED


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "sqlite:///x.db", "oracle://u:p4ss@h/d", "postgresql+asyncpg://u:p4ss@h/d", "mysql://[:p4ss"],
)
async def test_a_url_that_we_cannot_bound_is_refused_without_showing_it(
    database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    monkeypatch.setenv("ACCOUNTS_URL", url)
    place = SecretPlace(environment="ACCOUNTS_URL")
    async with asking(database, lambda source: replace(source, sqlite="", url=place)) as lookups:
        assert (await lookups.look_up("accounts", {"number": "10001"})).reason == "secret"
    assert "p4ss" not in caplog.text


async def test_no_log_has_a_value_in_it(database: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with asking(database, selecting(SELECT.replace("FROM account", "FROM accounts"))) as lookups:
        await lookups.look_up("accounts", {"number": "10001"})
    assert "lookup accounts: query" in caplog.text and "10001" not in caplog.text
