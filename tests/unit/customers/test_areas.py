"""Where numbers belong, in which ways they are written, and whether a list has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.customers.areas import area_of, notations
from cic.customers.numbers import NumberList, normalise_number

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("number", "area"),
    [
        ("+86 10 6552 9988", "beijing"),
        ("+86 20 8552 9988", "guangdong"),
        ("+86 755 8552 9988", "guangdong"),
        ("+86 571 8552 9988", "zhejiang"),
        ("+86 471 654 3210", "inner_mongolia"),
        ("+86 138 0013 8000", "beijing"),
        ("+86 400 123 4567", "china"),
        ("+8613", "china"),
        ("+852 2345 6789", "hong_kong"),
        ("+853 2834 5678", "macao"),
        ("+886 2 2345 6789", "taiwan"),
        ("+1 416 555 0100", "canada"),
        ("+1 555 010 0777", "united_states"),
        ("+44 20 7946 0000", "united_kingdom"),
        ("+225 01 23 45 67 89", "cote_d_ivoire"),
        ("+800 1234 5678", "unknown"),
        ("+999 12345", "unknown"),
        ("+852", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_area_of_an_international_number(number: str, area: str) -> None:
    assert area_of(normalise_number(number)) == area
    assert area_of(normalise_number(number), "CN") == area


@pytest.mark.parametrize(
    ("number", "area"),
    [("010 6552 9988", "beijing"), ("13800138000", "beijing"), ("95588", "china"), ("4000", "unknown")],
)
def test_a_national_number_belongs_to_the_centers_country(number: str, area: str) -> None:
    assert area_of(normalise_number(number), "CN") == area
    assert area_of(normalise_number(number)) == "unknown"


@given(st.text(alphabet="+0123456789", max_size=17), st.sampled_from([None, "CN", "DE", "US"]))
def test_an_area_is_one_small_word_whatever_is_dialled(written: str, country: str | None) -> None:
    normal = normalise_number(written)
    area = area_of(normal, country)
    assert area.isascii() and area.replace("_", "").isalpha() and area == area.lower()
    assert notations(normal, country)[0] == normal


@pytest.mark.parametrize("calls", ["+86 10 6552 9988", "0086 10 6552 9988", "010-6552-9988"])
@pytest.mark.parametrize("listed", ["+861065529988", "01065529988"])
def test_a_number_is_listed_however_it_calls_and_was_written(calls: str, listed: str) -> None:
    ways = notations(normalise_number(calls), "CN")
    assert NumberList(whole=frozenset({listed})).has(ways)
    assert NumberList(begins=frozenset({listed[:-3]})).has(ways)
    assert not NumberList(whole=frozenset({listed[:-1]}), begins=frozenset({listed + "0"})).has(ways)


def test_without_a_country_a_number_is_only_what_it_is() -> None:
    assert notations("01065529988", None) == ("01065529988",)
    assert notations("+442079460000", "CN") == ("+442079460000",), "no number of that country"
    assert not NumberList() and not NumberList().has(("+86",))


@given(st.sets(st.text("0123", min_size=1, max_size=4)), st.text("0123", max_size=6))
def test_a_beginning_is_found_as_by_a_search_through_all(begins: set[str], number: str) -> None:
    assert NumberList(begins=frozenset(begins)).has((number,)) == any(number.startswith(each) for each in begins)
