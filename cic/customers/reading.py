"""A customer file as rows. Owns the columns, their limits and the problems; stores nothing.

Problems name line, column and what to do, never a value: a customer file is full of personal values.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from cic.customers.areas import UNKNOWN_AREA
from cic.customers.cards import (
    ADDRESS_LENGTH_MAX,
    ADDRESSES_MAX,
    CHANNELS,
    KINDS,
    MAIL,
    NOTE_LENGTH_MAX,
    POSTAL,
    Address,
    mail_address,
)
from cic.customers.cards import LENGTHS_MAX as CARD_LENGTHS_MAX
from cic.customers.numbers import normalise_number

FIRST_COLUMNS = ("customer_number", "name", "numbers", "grade", "language", "area", "vip")
CARD_COLUMNS = (
    "kind", "given_name", "family_name", "company_name", "mail_addresses", "postal_addresses", "account_manager",
    "preferred_channel", "note",
)  # fmt: skip
"""What files may say of the rest of a card; what a file has no column for stays as it is."""
COLUMNS = (*FIRST_COLUMNS, *CARD_COLUMNS)
REQUIRED = "customer_number"
LENGTHS_MAX = {
    **CARD_LENGTHS_MAX,
    "customer_number": 64,
    "numbers": 400,
    "vip": 8,
    "kind": 16,
    "mail_addresses": 2_000,
    "postal_addresses": 2_000,
    "preferred_channel": 16,
    "note": NOTE_LENGTH_MAX,
}
_KINDS = {"": KINDS[0], "个人": "person", "公司": "company", "企业": "company"} | {kind: kind for kind in KINDS}
STANDARD_GRADE = "standard"
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_YES_AND_NO = {"": False, "yes": True, "no": False, "true": True, "false": False, "1": True, "0": False,
               "y": True, "n": False, "是": True, "否": False}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """What is wrong in a customer file, where, and how to mend it."""

    line: int
    column: str
    found: str
    mend: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.column}: {self.found}. {self.mend}"


@dataclass(frozen=True, slots=True, repr=False)
class CustomerRow:
    """One customer of the file, in normal form."""

    line: int
    customer_number: str
    name: str
    numbers: tuple[str, ...]
    grade: str
    language: str
    area: str
    """Unknown where the file says none: then it is that of the number that calls."""
    is_vip: bool
    kind: str = KINDS[0]
    given_name: str = ""
    family_name: str = ""
    company_name: str = ""
    addresses: tuple[Address, ...] = ()
    account_manager: str = ""
    preferred_channel: str = ""
    note: str = ""
    columns: frozenset[str] = field(default=frozenset(), compare=False)
    """What the file has a column for."""


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What a file holds: its good rows, and everything that is wrong with it."""

    rows: tuple[CustomerRow, ...]
    refused: int
    problems: tuple[ImportProblem, ...]


def normalise_customer_number(text: str) -> str:
    """Return the one form of a customer number, whether typed, keyed or full-width."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def read_customers(source: bytes | str, default_language: str) -> CustomerFile:
    """Read a customer file: UTF-8 with or without BOM, comma separated, a header row first; all problems at once."""
    text = source if isinstance(source, str) else ""
    if isinstance(source, bytes):
        try:
            text = source.decode()
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            return _hopeless(line, "file", "this is not UTF-8", "Save the file as CSV UTF-8.")
    return _Reading(text.removeprefix("\ufeff"), default_language).file()


def _hopeless(line: int, column: str, found: str, mend: str) -> CustomerFile:
    return CustomerFile((), 0, (ImportProblem(line, column, found, mend),))


class _Reading:
    """One pass over a file."""

    def __init__(self, text: str, default_language: str) -> None:
        self._lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        self._default_language = default_language
        self._problems: list[ImportProblem] = []
        self._unreadable = 0
        self._line_of_customer: dict[str, int] = {}
        self._line_of_number: dict[str, int] = {}

    def file(self) -> CustomerFile:
        """Return what the file holds."""
        header = next(self._records(), None)
        if header is None:
            return _hopeless(1, "file", "the file is empty", f"Begin with a header row: {','.join(COLUMNS)}.")
        columns = self._columns(*header)
        if columns is None:
            return CustomerFile((), 0, tuple(self._problems))
        rows, refused = [], 0
        for line, fields in self._records():
            row = self._row(line, columns, fields)
            if row is None:
                refused += 1
            else:
                rows.append(row)
        return CustomerFile(tuple(rows), refused + self._unreadable, tuple(self._problems))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """The records that are not blank, each with the line it begins on."""
        while True:
            line = self._lines.line_num + 1
            try:
                fields = next(self._lines)
            except StopIteration:
                return
            except csv.Error as error:
                self._unreadable += 1
                if "limit" in str(error):
                    self._problem(line, "row", "a field is far too long", "Look for a quote that is never closed.")
                else:
                    mend = 'Put the field in "..." and double the quotes in it.'
                    self._problem(line, "row", "the quotes do not match", mend)
                continue
            if any(field.strip() for field in fields):
                yield line, fields

    def _columns(self, line: int, header: list[str]) -> list[str] | None:
        columns = [name.strip().casefold().replace(" ", "_") for name in header]
        if len(columns) == 1 and ";" in columns[0]:
            self._problem(line, "header", "separated by semicolons", "Save the file with commas.")
            return None
        for place, name in enumerate(columns, 1):
            if name not in COLUMNS:
                nearest = get_close_matches(name, COLUMNS, n=1)
                meant = f"Did you mean {nearest[0]}? " if nearest else ""
                known = ", ".join(COLUMNS)
                self._problem(line, f"column {place}", "an unknown column", f"{meant}Known columns: {known}.")
            elif name in columns[: place - 1]:
                self._problem(line, name, "the column is there twice", "Remove one of the two.")
        if REQUIRED not in columns:
            self._problem(line, REQUIRED, "the column is missing", "Add it: rows are matched by it.")
        return None if self._problems else columns

    def _row(self, line: int, columns: list[str], fields: list[str]) -> CustomerRow | None:
        problems_before = len(self._problems)
        if len(fields) > len(columns):
            self._problem(line, "row", f"{len(fields)} fields", f"The header has {len(columns)}.")
            return None
        given = {name: written.strip() for name, written in zip(columns, fields, strict=False)}
        if "note" in given:  # the only one that may have several lines
            given["note"] = given["note"].replace("\r\n", "\n").replace("\t", " ")
        for name, written in given.items():
            checked = written.replace("\n", " ") if name == "note" else written
            if len(checked) > LENGTHS_MAX[name] or _UNPRINTABLE.search(checked):
                allowed = f"Use at most {LENGTHS_MAX[name]} characters and no control characters."
                self._problem(line, name, "too long, or with control characters", allowed)
        if len(self._problems) > problems_before:
            return None
        vip = _YES_AND_NO.get(given.get("vip", "").casefold())
        if vip is None:
            self._problem(line, "vip", "neither yes nor no", "Write yes or no, or leave it empty.")
        customer_number = self._customer_number(line, given.get(REQUIRED, ""))
        if vip is None or not customer_number:
            return None
        return self._made(line, customer_number, given, vip, frozenset(columns))

    def _made(
        self, line: int, customer_number: str, given: dict[str, str], is_vip: bool, columns: frozenset[str]
    ) -> CustomerRow:
        numbers = self._numbers(line, given.get("numbers", ""))
        return CustomerRow(
            line=line,
            customer_number=customer_number,
            name=given.get("name", ""),
            numbers=numbers,
            grade=given.get("grade") or STANDARD_GRADE,
            language=given.get("language") or self._default_language,
            area=given.get("area") or UNKNOWN_AREA,
            is_vip=is_vip,
            kind=self._one_of(line, "kind", given, _KINDS),
            given_name=given.get("given_name", ""),
            family_name=given.get("family_name", ""),
            company_name=given.get("company_name", ""),
            addresses=self._addresses(line, given),
            account_manager=given.get("account_manager", ""),
            preferred_channel=self._one_of(
                line, "preferred_channel", given, {"": "", **{name: name for name in CHANNELS}}
            ),
            note=given.get("note", ""),
            columns=columns,
        )

    def _one_of(self, line: int, column: str, given: dict[str, str], words: dict[str, str]) -> str:
        """What a word means; another one is reported and the customer kept without it."""
        word = given.get(column, "").casefold()
        if word in words:
            return words[word]
        known = ", ".join(filter(None, dict.fromkeys(words.values())))
        self._problem(line, column, "an unknown word", f"It was imported without it. Write one of: {known}.")
        return words[""]

    def _addresses(self, line: int, given: dict[str, str]) -> tuple[Address, ...]:
        """The good addresses of a row; a bad one is reported and the customer kept without it."""
        found: dict[Address, None] = {}
        for column, kind in (("mail_addresses", MAIL), ("postal_addresses", POSTAL)):
            for written in given.get(column, "").replace("；", ";").replace("|", ";").split(";"):
                text = mail_address(written) if kind == MAIL else written.strip()
                if written.strip() and (not text or len(text) > ADDRESS_LENGTH_MAX):
                    mend = f"Write {kind} addresses of at most {ADDRESS_LENGTH_MAX} characters, with ; between them."
                    self._problem(line, column, f"no {kind} address", mend)
                elif text:
                    found[Address(kind, text)] = None
        if len(found) > ADDRESSES_MAX:
            self._problem(
                line, "addresses", f"{len(found)} addresses", f"Only the first {ADDRESSES_MAX} were imported."
            )
        return tuple(found)[:ADDRESSES_MAX]

    def _customer_number(self, line: int, field: str) -> str:
        number = normalise_customer_number(field)
        if not number:
            self._problem(line, REQUIRED, "empty", "Give each customer a number: rows are matched by it.")
        elif (first := self._line_of_customer.setdefault(number, line)) != line:
            self._problem(line, REQUIRED, f"already on line {first}", "The row was left out; keep one of the two.")
            return ""
        return number

    def _numbers(self, line: int, field: str) -> tuple[str, ...]:
        """The good numbers of a row; a bad one is reported and the customer kept without it."""
        numbers: list[str] = []
        for written in field.replace("；", ";").replace("|", ";").split(";"):
            if not written.strip():
                continue
            number = normalise_number(written)
            if not number:
                self._problem(line, "numbers", "not a telephone number", "Write digits, best with + and country code.")
            elif (first := self._line_of_number.setdefault(number, line)) != line:
                self._problem(line, "numbers", f"already on line {first}", "A number can belong to one customer only.")
            elif number not in numbers:
                numbers.append(number)
        return tuple(numbers)

    def _problem(self, line: int, column: str, found: str, mend: str) -> None:
        self._problems.append(ImportProblem(line, column, found, mend))
