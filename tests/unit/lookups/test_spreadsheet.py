"""Looking up in a CSV file: rows by their columns, read anew when it is saved, and a bad file does no harm."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cic.lookups import spreadsheet
from cic.lookups.lookups import Lookups
from cic.lookups.sources import CsvSource, Several
from cic.lookups.values import ResultForm, ResultKind

pytestmark = pytest.mark.unit

SOURCE = CsvSource(
    "accounts",
    (ResultForm("balance", "balance", ResultKind.AMOUNT, is_personal=False),),
    timeout_ms=20_000,
    total_ms=20_000,
    file="accounts.csv",
    match=(("Account", "account"),),
)
ROWS = "Account,name,balance\nA-1,Ann,12.50\nA-2,Ben,\n,Nobody,1\nA-3,First,1\nA-3,Second,2\nA-4\n"


class Sheet:
    """The file, saved at a time of its own each time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "accounts.csv"
        self.saved = 0

    def save(self, content: str | bytes) -> None:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.saved += 1
        os.utime(self.path, (self.saved, self.saved))


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """A file with good and odd rows."""
    found = Sheet(tmp_path)
    found.save(ROWS)
    return found


@asynccontextmanager
async def asking(sheet: Sheet, source: CsvSource = SOURCE) -> AsyncIterator[Lookups]:
    """Look-ups in the file."""
    lookups = Lookups([source], sheet.path.parent)
    try:
        yield lookups
    finally:
        await lookups.aclose()


async def reason_of(lookups: Lookups, account: str) -> str:
    return (await lookups.look_up("accounts", {"account": account})).reason


@pytest.mark.parametrize("account", ["A-1", " a-1 ", "Ａ-1"])
async def test_a_row_is_found_however_its_key_is_written(sheet: Sheet, account: str) -> None:
    async with asking(sheet) as lookups:
        assert (await lookups.look_up("accounts", {"account": account})).values == {"balance": 1250}


@pytest.mark.parametrize(
    ("account", "reason"),
    [("A-9", "not_found"), ("", "not_found"), ("A-3", "ambiguous"), ("A-2", "missing_value"), ("A-4", "missing_value")],
)
async def test_other_rows_are_told_by_their_reason(sheet: Sheet, account: str, reason: str) -> None:
    async with asking(sheet) as lookups:
        assert await reason_of(lookups, account) == reason


async def test_the_first_of_several_is_taken_where_that_is_meant(sheet: Sheet) -> None:
    async with asking(sheet, replace(SOURCE, on_several=Several.FIRST)) as lookups:
        assert (await lookups.look_up("accounts", {"account": "A-3"})).values == {"balance": 100}


async def test_several_columns_are_one_key(sheet: Sheet) -> None:
    source = replace(SOURCE, match=(("Account", "account"), ("name", "name")))
    async with asking(sheet, source) as lookups:
        found = await lookups.look_up("accounts", {"account": "A-3", "name": "second"})
        assert found.values == {"balance": 200}
        assert (await lookups.look_up("accounts", {"account": "A-3", "name": "ann"})).reason == "not_found"


async def test_a_saved_file_is_read_anew(sheet: Sheet) -> None:
    async with asking(sheet) as lookups:
        assert await reason_of(lookups, "A-9") == "not_found"
        sheet.save(ROWS + "A-9,New,3\n")
        assert (await lookups.look_up("accounts", {"account": "A-9"})).values == {"balance": 300}


BAD = [b"", b"\xff\xfe\x00", b'Account,balance\n"A-1', b"Account,name\nA-1,Ann\n", b"\xd5\xcb\xba\xc5,balance\n"]


@pytest.mark.parametrize("content", BAD)
async def test_a_bad_file_leaves_the_last_good_one(
    sheet: Sheet, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with asking(sheet) as lookups:
        assert await reason_of(lookups, "A-1") == "found"
        sheet.save(content)
        assert [await reason_of(lookups, "A-1") for _ in range(3)] == ["found"] * 3
        assert caplog.text.count("what was read before stays in use") == 1
        sheet.path.unlink()
        assert await reason_of(lookups, "A-1") == "found"
        sheet.save(ROWS.replace("12.50", "7"))
        assert (await lookups.look_up("accounts", {"account": "A-1"})).values == {"balance": 700}


@pytest.mark.parametrize("content", BAD)
async def test_a_file_that_was_never_good_fails_until_it_is(sheet: Sheet, content: bytes) -> None:
    sheet.save(content)
    async with asking(sheet) as lookups:
        assert [await reason_of(lookups, "A-1") for _ in range(2)] == ["file"] * 2
        sheet.save(ROWS)
        assert await reason_of(lookups, "A-1") == "found"


async def test_a_bom_and_windows_lines_are_no_problem(sheet: Sheet) -> None:
    sheet.save(b"\xef\xbb\xbf" + ROWS.replace("\n", "\r\n").encode())
    async with asking(sheet) as lookups:
        assert await reason_of(lookups, "A-1") == "found"


async def test_more_than_fits_is_refused(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "ROWS_MAX", 5)
    async with asking(sheet) as lookups:
        assert await reason_of(lookups, "A-1") == "file"
    monkeypatch.setattr(spreadsheet, "ROWS_MAX", 6)
    monkeypatch.setattr(spreadsheet, "FILE_BYTES_MAX", len(ROWS) - 1)
    async with asking(sheet) as lookups:
        assert await reason_of(lookups, "A-1") == "file"
