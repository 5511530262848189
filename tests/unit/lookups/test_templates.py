"""Arguments in the texts of a source: whatever they are, the text around them keeps its shape."""

import json
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.lookups.answers import LookupFailure
from cic.lookups.templates import fill_header, fill_json, fill_url

pytestmark = pytest.mark.unit

URL = "https://crm.example/api/{a}/of-{b}/end"


@given(st.text(), st.text())
def test_a_url_keeps_its_place_and_its_segments(a: str, b: str) -> None:
    try:
        url = fill_url(URL, {"a": a, "b": b})
    except (LookupFailure, UnicodeEncodeError):
        return
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("https", "crm.example", "", "")
    assert [unquote(step) for step in parts.path.split("/")] == ["", "api", a, f"of-{b}", "end"]


@pytest.mark.parametrize(("a", "b"), [(".", ""), ("..", "x"), ("a/b", "x"), ("%2e%2e", "x")])
def test_a_segment_that_would_lead_elsewhere_is_refused(a: str, b: str) -> None:
    with pytest.raises(LookupFailure):
        fill_url(URL, {"a": a, "b": b})


def test_two_dots_in_two_slots_are_still_two_dots() -> None:
    with pytest.raises(LookupFailure):
        fill_url("https://crm.example/{a}{b}/x", {"a": ".", "b": "."})


@given(st.text())
def test_a_header_is_one_line_of_ascii(argument: str) -> None:
    try:
        filled = fill_header("n-{a}", {"a": argument})
    except LookupFailure:
        return
    assert filled.isascii() and filled.isprintable()


@given(st.text())
def test_json_keeps_its_keys(argument: str) -> None:
    filled = json.loads(json.dumps(fill_json({"{a}": ["{a}", 1, True, {"k": "<{a}>"}]}, {"a": argument})))
    assert filled == {"{a}": [argument, 1, True, {"k": f"<{argument}>"}]}
