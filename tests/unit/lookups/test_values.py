"""What is of which kind: amounts keep every digit, dates are certain, nothing else gets through."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.lookups.values import WHOLE_MAX, ResultForm, ResultKind, WrongValue, value_of, written

pytestmark = pytest.mark.unit


def form(kind: str, decimals: int = 2, otherwise: str | None = None) -> ResultForm:
    """A result of this kind."""
    return ResultForm("result", "at", ResultKind(kind), is_personal=False, otherwise=otherwise, decimals=decimals)


GOOD: list[tuple[str, object, str | int | bool]] = [
    ("text", "  Ann \n Porter ", "Ann Porter"), ("text", 10001, "10001"), ("text", "中文", "中文"),
    ("number", 3, 3), ("number", "-3", -3), ("number", 3.0, 3), ("number", "3.0", 3), ("number", Decimal("1e3"), 1000),
    ("truth", True, True), ("truth", 0, False), ("truth", " Yes ", True), ("truth", "否", False),
    ("amount", 12, 1200), ("amount", 12.3, 1230), ("amount", "12.30", 1230), ("amount", "-0.05", -5),
    ("amount", 0.29, 29), ("amount", Decimal("0.290"), 29), ("amount", "9999999999999.99", WHOLE_MAX),
    ("date", "2026-11-27", "2026-11-27"), ("date", "2026/1/5", "2026-01-05"), ("date", date(2026, 1, 5), "2026-01-05"),
    ("date", "2026-11-27T23:59:59.5+08:00", "2026-11-27"), ("date", datetime(2026, 1, 5, 23), "2026-01-05"),
]  # fmt: skip
BAD: list[tuple[str, object]] = [
    ("text", True), ("text", 1.5), ("text", b"x"), ("text", []), ("text", "a\x00b"), ("text", "\ud800"),
    ("text", "x" * 201), ("text", "x" * 10_000_000), ("text", 10**5_000),
    ("number", 3.5), ("number", "3,5"), ("number", "１"), ("number", "1e3"), ("number", True), ("number", "0x10"),
    ("number", 10**16), ("number", float("nan")), ("number", float("inf")), ("number", Decimal("1e999999")),
    ("number", Decimal("1e-999999")), ("number", Decimal("1." + "0" * 40 + "1")), ("number", "1" * 5_000),
    ("truth", 2), ("truth", "maybe"), ("truth", 1.0), ("truth", []),
    ("amount", "12.345"), ("amount", 0.001), ("amount", "1,234.00"), ("amount", "€5"), ("amount", 10**15),
    ("amount", "123456789012345.0000000001"),
    ("date", "27/11/2026"), ("date", "2026-02-30"), ("date", "2026-1/5"), ("date", 20261127), ("date", "tomorrow"),
    ("date", "2026-11-27 and more"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "found", "value"), GOOD)
def test_a_value_of_its_kind_is_taken(kind: str, found: object, value: object) -> None:
    taken = value_of(form(kind), found)
    assert (taken, type(taken)) == (value, type(value))


@pytest.mark.parametrize(("kind", "found"), BAD, ids=map(str, range(len(BAD))))
def test_anything_else_is_refused(kind: str, found: object) -> None:
    with pytest.raises(WrongValue):
        value_of(form(kind), found)


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_place_is_missing_unless_the_form_says_what_it_means(empty: object) -> None:
    with pytest.raises(WrongValue) as missing:
        value_of(form("amount"), empty)
    assert missing.value.reason == "missing_value"
    assert value_of(form("amount", otherwise="1.5"), empty) == 150
    assert value_of(form("text", otherwise=""), empty) == ""


@pytest.mark.parametrize(("decimals", "found", "value"), [(0, "1250", 1250), (3, "1.25", 1250), (4, 1, 10_000)])
def test_amounts_have_the_decimals_of_their_currency(decimals: int, found: object, value: int) -> None:
    assert value_of(form("amount", decimals), found) == value


@given(st.integers(-WHOLE_MAX, WHOLE_MAX), st.integers(0, 4))
def test_every_amount_comes_back_to_the_digit(amount: int, decimals: int) -> None:
    exact = Decimal(amount).scaleb(-decimals)
    assert value_of(form("amount", decimals), f"{exact:f}") == amount
    assert value_of(form("amount", decimals), exact) == amount


@given(st.sampled_from(ResultKind), st.none() | st.text() | st.floats() | st.integers() | st.decimals() | st.binary())
def test_nothing_else_happens(kind: ResultKind, found: object) -> None:
    try:
        value = value_of(form(kind.value), found)
    except WrongValue:
        return
    if kind is not ResultKind.TRUTH:
        written(value).encode()
