"""Customer files: every form that people send, and every problem with its line."""

import pytest

from cic.customers.reading import CustomerFile, CustomerRow, read_customers

pytestmark = pytest.mark.unit

HEADER = "customer_number,name,numbers,grade,language,area,vip\n"


def read(text: str | bytes) -> CustomerFile:
    return read_customers(text, "en")


def only(text: str | bytes) -> CustomerRow:
    file = read(text)
    assert file.problems == () and file.refused == 0
    (row,) = file.rows
    return row


def problems(text: str | bytes) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.found) for problem in read(text).problems]


def test_a_full_row() -> None:
    row = only(HEADER + "K-1,Ann Lee,+1 (555) 010-0777;0044 20 7946 0000,gold,en,london,yes\n")
    assert row == CustomerRow(2, "k-1", "Ann Lee", ("+15550100777", "+442079460000"), "gold", "en", "london", True)


def test_what_is_left_out_has_its_usual_value() -> None:
    row = only("Customer Number,Numbers\n1001,+86 21 5555 0100\n")
    assert row == CustomerRow(2, "1001", "", ("+862155550100",), "standard", "en", "unknown", False)
    assert only("customer_number,area\n1001,shanghai\n").area == "shanghai"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_bom_line_endings_and_chinese(mark: bytes, ending: str) -> None:
    text = f"customer_number,name,vip{ending}１００１,王小明,是{ending}1002,李,否{ending}"
    first, second = read(mark + text.encode()).rows
    assert (first.customer_number, first.name, first.is_vip) == ("1001", "王小明", True), "full-width digits count"
    assert (second.name, second.is_vip) == ("李", False)


def test_quoted_fields_may_hold_commas_quotes_and_blank_rows_do_not_count() -> None:
    row = only('customer_number,name\n\n , \n"1001","Lee, ""Ann"""\n')
    assert (row.name, row.line) == ('Lee, "Ann"', 4)


def test_a_record_over_several_lines_is_named_by_its_first() -> None:
    text = 'customer_number,name\n1001,"a\nb\nc"\n1001,d\n'
    assert problems(text) == [(2, "name", "too long, or with control characters")]
    assert [(row.line, row.name) for row in read(text).rows] == [(5, "d")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "file", "the file is empty")]),
        ("\ufeff\n\n", [(1, "file", "the file is empty")]),
        (b"customer_number\n1\n\xff\xfe", [(3, "file", "this is not UTF-8")]),
        ("王".encode("gbk"), [(1, "file", "this is not UTF-8")]),
        ("customer_number;name\n1;a\n", [(1, "header", "separated by semicolons")]),
        ("name\nAnn\n", [(1, "customer_number", "the column is missing")]),
        ("customer_number,nmae\n1,a\n", [(1, "column 2", "an unknown column")]),
        ("customer_number,vip,vip\n1,,\n", [(1, "vip", "the column is there twice")]),
        ("customer_number\n1,2\n", [(2, "row", "2 fields")]),
        ("customer_number,name\n,Ann\n", [(2, "customer_number", "empty")]),
        ("customer_number,vip\n1,perhaps\n", [(2, "vip", "neither yes nor no")]),
        ("customer_number\nA1\nb\na1\n", [(4, "customer_number", "already on line 2")]),
        ("customer_number,numbers\n1,12a\n", [(2, "numbers", "not a telephone number")]),
        ("customer_number,numbers\n1,+1234567890123456\n", [(2, "numbers", "not a telephone number")]),
        ("customer_number,numbers\n1,+1555\n2,001 555\n", [(3, "numbers", "already on line 2")]),
        ('customer_number,name\n1,"a"b\n2,c\n', [(2, "row", "the quotes do not match")]),
        ('customer_number,name\n1,"a\n', [(2, "row", "the quotes do not match")]),
        ("customer_number,name\n1,a\x00b\n", [(2, "name", "too long, or with control characters")]),
    ],
)
def test_problems_name_line_and_column(text: str | bytes, expected: list[tuple[int, str, str]]) -> None:
    assert problems(text) == expected


def test_all_problems_come_at_once_and_good_rows_are_read() -> None:
    file = read(HEADER + "1,Ann,,,,,\n,Bob,,,,,\n3,Cid,x;+1555,,,,maybe\n4,Dan,x;+1556,,,,\n")
    assert [row.customer_number for row in file.rows] == ["1", "4"]
    assert file.refused == 2 and len(file.problems) == 3
    assert file.rows[1].numbers == ("+1556",), "a customer is kept without a bad number"


def test_very_long_fields_are_refused_and_no_problem_shows_a_value() -> None:
    file = read("customer_number,name\n1," + "秘" * 10_000 + "\n2,ok\n")
    assert file.refused == 1 and [row.name for row in file.rows] == ["ok"]
    huge = read("customer_number,name\n1," + "s" * 200_000 + "\n2,ok\n")
    assert [row.name for row in huge.rows] == ["ok"] and huge.refused == 1
    assert [problem.found for problem in huge.problems] == ["a field is far too long"]
    assert "秘" not in "".join(str(problem) for problem in file.problems)
    assert "ok" not in repr(file.rows)
