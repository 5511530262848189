"""`lookups.yaml`: sources as they are written become sources as they are asked; a slip is told with line and mend."""

import shutil
from pathlib import Path

import pytest

from cic.configuration.compile import compile_center
from cic.configuration.differences import differences
from cic.configuration.document import parse_document
from cic.configuration.forms_lookups import read_lookups
from cic.configuration.loader import load_center
from cic.configuration.lookup_checks import lookup_forms
from cic.configuration.problems import ConfigurationProblem
from cic.configuration.reading import Reader
from cic.configuration.schema_lookups import LookupText
from cic.lookups.sources import CsvSource, HttpSource, SecretPlace, Several, SqlSource

pytestmark = pytest.mark.unit

PROJECT = Path(__file__).parents[3]
FLOWS = PROJECT / "ivr_flows" / "flows"
FULL = (Path(__file__).parent / "lookups_in_full.yaml").read_text()


@pytest.fixture
def center(tmp_path: Path) -> Path:
    """A copy of the demo center that a test may spoil."""
    return Path(shutil.copytree(PROJECT / "config", tmp_path / "config"))


def read(text: str) -> tuple[tuple[LookupText, ...], list[str]]:
    """The sources of a text, and its problems in words."""
    document = parse_document("lookups.yaml", text)
    assert not isinstance(document, ConfigurationProblem), document
    reader = Reader("lookups.yaml")
    found = read_lookups(reader, document)
    return found, [str(problem) for problem in reader.problems]


def test_every_key_reaches_its_source() -> None:
    found, problems = read(FULL)
    accounts, orders, invoices, local = (text.source for text in found)
    assert problems == []
    assert isinstance(accounts, CsvSource)
    assert (accounts.match, accounts.on_several) == (
        (("Account number", "account_number"), ("区", "area")),
        Several.FIRST,
    )
    assert [(form.at, form.is_personal, form.otherwise) for form in accounts.results] == [
        ("Name of holder", True, None), ("balance", False, "0"), ("orders", False, "-1"),
        ("due_on", False, "9999-12-31"), ("blocked", False, "no"),
    ]  # fmt: skip
    assert (accounts.results[0].length_max, accounts.results[1].decimals, accounts.pin_hash) == (80, 0, "PIN hash")
    assert isinstance(orders, HttpSource)
    assert orders.body == {
        "order": "{order_number}", "all": True, "page": 1, "page_text": "1", "tags": ["{account}", {"deep": "x"}]
    }  # fmt: skip
    assert orders.secret_headers == (
        ("Authorization", SecretPlace(environment="CRM_TOKEN", prefix="Bearer ")),
        ("X-Api-Key", SecretPlace(file="/run/secrets/crm")),
    )
    limits = orders.timeout_ms, orders.total_ms, orders.at_once, orders.retries, orders.found_when
    assert limits == (1_500, 8_000, 4, 2, "order.id")
    assert isinstance(invoices, SqlSource) and isinstance(local, SqlSource)
    assert (invoices.url, invoices.sqlite, invoices.timeout_ms, invoices.total_ms) == (
        SecretPlace(environment="INVOICES_URL"), "", 2_000, 2_000
    )  # fmt: skip
    assert (local.url, local.sqlite, invoices.on_several) == (None, "local.db", Several.NOT_FOUND)


def test_flows_are_told_what_they_may_ask_and_get() -> None:
    found, _ = read(FULL)
    accounts, orders, invoices, local = lookup_forms(found)
    assert accounts == (
        "accounts",
        ("account_number", "area"),
        (
            ("holder", "text", True), ("balance", "amount", False), ("orders", "number", False),
            ("due_on", "date", False), ("is_blocked", "truth", False),
        ),
        True,
    )  # fmt: skip
    assert orders[1] == ("order_number", "account", "language")
    assert (invoices[1], invoices[3], local[1]) == (("invoice_number",), False, ())


SLIPS = [
    ("type: csv", "type: excel", "type: found the value 'excel'; expected 'type', one of csv, sql, http"),
    ("    type: csv\n", "", "lookups.accounts: found no 'type'"),
    ("  accounts:", "  Accounts:", "found the name 'Accounts'"),
    ("    file: accounts.csv\n", "", "found no 'file'"),
    ("match: {Account number: account_number, 区: area}", "match: {}", "at least one column"),
    ("区: area", "区: Area", "lookups.accounts.match.区: found 'Area'; expected a lower-case name"),
    ("on_several: first", "on_several: last", "found 'last'; expected one of not_found, first"),
    ("kind: amount, personal", "kind: money, personal", "expected one of text, number, truth, amount, date"),
    ("kind: text, personal: true", "personal: true", "found no 'kind'"),
    ("kind: date", "kind: date, decimals: 2", "found 'decimals' of a date"),
    ("decimals: 0", "decimals: 5", "a whole number from 0 to 4"),
    ("length_max: 80", "length_max: 1001", "a whole number from 1 to 1000"),
    ("otherwise: 0", "otherwise: nothing", "expected a value of kind amount"),
    ('"9999-12-31"', '"31.12.9999"', "expected a value of kind date"),
    ("at: blocked, kind: truth", "at: blocked, kind: truth, personal: true", "a yes or no can be neither spoken"),
    ("    allow_http: true\n", "", "found an address without encryption"),
    ("http://crm", "ftp://crm", "with slots in its path only"),
    ("http://crm", "http://u:p@crm", "with slots in its path only"),
    ("http://crm", "http://{account}", "with slots in its path only"),
    ("http://crm.example.com:8080", "http://crm.example.com:99999", "write the address in full"),
    ("of-{account}", "of-{account}?x=1", "move what stands behind the '?'"),
    ("of-{account}", "../x", "write the address in full"),
    ("of-{account}", "of-{Account}", "a brace that belongs to no slot"),
    ("method: POST", "method: PUT", "expected one of GET, POST"),
    ("    method: POST\n", "", "add 'method: POST'"),
    ('lang: "{language}"', 'lang: "{language"', "a brace that belongs to no slot"),
    ("X-Trace:", "X Trace:", "expected the name of a header"),
    ("X-Trace:", "Host:", "a header that is set by itself"),
    ("X-Trace:", "X-Auth-Token:", "move it below 'secret_headers:'"),
    ('"n-{order_number}"', '"n-中"', "a value that no header can have"),
    ("X-Api-Key: {file: /run/secrets/crm}", "X-Api-Key: abc123", "put the secret into an environment variable"),
    ("X-Api-Key: {file: /run/secrets/crm}", "X-Api-Key: {}", "either 'environment' or 'file'"),
    ("{file: /run/secrets/crm}", "{file: x, environment: X}", "either 'environment' or 'file'"),
    ("environment: CRM_TOKEN", "environment: CRM-TOKEN", "the name of an environment variable"),
    ('prefix: "Bearer "', 'prefix: "中"', "at most 40 printable characters"),
    ("found_when: order.id", "found_when: order..id", "a path of names"),
    ("at: order.0.state", "at: order/state here", "a path of names"),
    ("retries: 2", "retries: 6", "a whole number from 0 to 5"),
    ("timeout_s: 1.5", "timeout_s: 31", "a number from 0 to 30"),
    ("timeout_s: 1.5", "timeout_s: 0.0", "found no time at all"),
    ("timeout_s: 1.5", "timeout_s: 9", "at least 'timeout_s'"),
    ("total_s: 8", "total_s: 61", "a whole number from 1 to 60"),
    ("at_once: 4", "at_once: 0", "a whole number from 1 to 50"),
    ("    database: {environment: INVOICES_URL}\n", "", "found no 'database'"),
    ("{environment: INVOICES_URL}", "mysql://root:secret@db/x", "found a value in the text"),
    ("{environment: INVOICES_URL}", "{environment: X, prefix: y}", "the unknown key 'prefix'"),
    ("{sqlite: local.db}", "{sqlite: local.db, file: x}", "the unknown key 'file'"),
    ("select: SELECT", "select: DELETE", "one statement that begins with SELECT or WITH"),
    ("::text", "::text; DROP TABLE invoice", "without a semicolon"),
    (":invoice_number", ":InvoiceNumber", "the parameter ':InvoiceNumber'"),
    ("results: {open_amount: {kind: amount}}", "on_several: first", "found no 'results'"),
    ("results: {open_amount: {kind: amount}}", "results: {}", "at least one result"),
    ("    type: sql\n    database: {sq", "    type: sql\n    url: x\n    database: {sq", "the unknown key 'url'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), SLIPS)
def test_a_slip_is_told_once_with_its_mend(old: str, new: str, words: str) -> None:
    assert old in FULL
    _, problems = read(FULL.replace(old, new, 1))
    assert len(problems) == 1, problems
    assert words in problems[0] and "To mend: " in problems[0]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]"])
def test_a_service_on_this_machine_needs_no_encryption(host: str) -> None:
    text = FULL.replace("    allow_http: true\n", "").replace("crm.example.com:8080", host)
    assert read(text)[1] == []


def test_no_problem_repeats_what_may_be_a_secret() -> None:
    _, problems = read(
        FULL.replace("{file: /run/secrets/crm}", "hunter2").replace("{environment: INVOICES_URL}", "hunter2")
    )
    assert len(problems) == 2 and "hunter2" not in "".join(problems)


@pytest.mark.parametrize("text", ["", "# words\n", "lookups: {}\n"])
def test_a_center_without_sources_is_good(center: Path, text: str) -> None:
    (center / "lookups.yaml").write_text(text)
    assert read(text) == ((), [])


def test_the_shipped_source_is_compiled_and_its_file_is_good() -> None:
    loaded = load_center(PROJECT / "config", FLOWS)
    assert not [problem for problem in loaded.warnings if problem.file == "lookups.yaml"]
    assert [source.name for source in compile_center(loaded).lookups] == ["accounts"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no file 'accounts.csv'"),
        (b"", "no column 'account_number'"),
        (b"account_number;name\n", "separated by semicolons"),
        (b"\xff\xfe", "no CSV in UTF-8"),
        (b"account_number,nane,balance,due_on,blocked,pin_hash\n", "did you mean 'nane'?"),
    ],
)
def test_a_file_that_does_not_fit_is_a_warning(center: Path, content: bytes | None, words: str) -> None:
    path = center / "accounts.csv"
    path.unlink() if content is None else path.write_bytes(content)
    warnings = [str(problem) for problem in load_center(center, FLOWS).warnings if problem.file == "lookups.yaml"]
    assert any(words in warning for warning in warnings), warnings
    lines = (center / "lookups.yaml").read_text().splitlines()
    assert all(lines[int(warning.split(":")[1]) - 1].strip() == "file: accounts.csv" for warning in warnings)


def test_a_changed_source_is_a_difference(center: Path) -> None:
    path = center / "lookups.yaml"
    path.write_text(path.read_text().replace("{at: name, kind: text}", "{at: name, kind: text, length_max: 50}"))
    found = differences(load_center(PROJECT / "config", FLOWS), load_center(center, FLOWS))
    assert [(each.kind, each.name) for each in found] == [("lookup", "accounts")]
