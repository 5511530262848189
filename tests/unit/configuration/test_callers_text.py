"""The block list and the VIP list as text: what is taken, what is told, and that no number is told with it."""

from pathlib import Path

import pytest

from cic.configuration.compile import compile_center
from cic.configuration.differences import differences
from cic.configuration.problems import ConfigurationProblem
from tests.unit.configuration.small_center import agent, load, problems_of, queue, write_center

pytestmark = pytest.mark.unit


def center(folder: Path, callers: str, more: str = "") -> Path:
    """A center whose `callers.yaml` is this."""
    written = write_center(folder, [queue("sales")], [agent("ann", "sales")], center=more)
    (written / "callers.yaml").write_text(callers)
    return written


def said(folder: Path, callers: str, more: str = "") -> list[ConfigurationProblem]:
    return list(problems_of(center(folder, callers, more)))


def test_numbers_are_kept_in_normal_form(tmp_path: Path) -> None:
    text = 'blocked: ["+86 10 6552-9988", "0086 10 6552 9989", 4000, "+8621*"]\nvip: ["010 6552 9990", "+1 (555) *"]\n'
    compiled = compile_center(load(center(tmp_path, text, "country: CN\n")))
    assert compiled.country == "CN"
    assert compiled.callers.blocked.whole == {"+861065529988", "+861065529989", "4000"}
    assert compiled.callers.blocked.begins == {"+8621"}
    assert (compiled.callers.vip.whole, compiled.callers.vip.begins) == ({"01065529990"}, {"+1555"})


def test_a_center_without_the_file_has_nobody_on_a_list(tmp_path: Path) -> None:
    compiled = compile_center(load(write_center(tmp_path, [queue("sales")], [agent("ann", "sales")])))
    assert not compiled.callers.blocked and not compiled.callers.vip and compiled.country is None


@pytest.mark.parametrize(
    ("callers", "line", "found"),
    [
        ("blocked:\n  - '*'\n", 2, "a text that is no telephone number"),
        ("blocked:\n  - call 13800138000\n", 2, "a text that is no telephone number"),
        ("blocked:\n  - +13800138000138000\n", 2, "a text that is no telephone number"),
        ("blocked:\n  - [13800138000]\n", 2, "a list"),
        ("blocked:\n  - '13800138000'\n  - '138 0013 8000'\n", 3, "the number of line 2 again"),
        ("blocked:\n  - '13800138000'\nvip:\n  - '13800138000'\n", 4, "the number of line 2 again"),
    ],
)
def test_what_is_wrong_is_told_without_the_number(tmp_path: Path, callers: str, line: int, found: str) -> None:
    (problem,) = said(tmp_path, callers)
    assert (problem.file, problem.line, problem.found) == ("callers.yaml", line, found)
    assert "13800138000" not in str(problem) and "138 0013" not in str(problem)


@pytest.mark.parametrize(("country", "mend"), [("C", "form"), ("XX", "use one of"), ("cn", "form")])
def test_a_country_without_telephone_numbers_is_told(tmp_path: Path, country: str, mend: str) -> None:
    (problem,) = said(tmp_path, "", f"country: {country}\n")
    assert problem.where == "center.country" and (mend in problem.mend or "did you mean" in problem.mend)


def test_another_list_is_a_difference_that_tells_no_number(tmp_path: Path) -> None:
    old = load(center(tmp_path / "old", "blocked: ['13800138000']\n"))
    new = load(center(tmp_path / "new", "blocked: ['13800138001']\n"))
    (difference,) = differences(old, new)
    assert str(difference).startswith("callers: blocked: 1 entries (mark ") and "1380013800" not in str(difference)
    assert differences(old, old) == ()
    assert "13800138000" not in repr(old) and "13800138000" not in repr(compile_center(old))


def test_holidays_are_differences_of_their_calendar(tmp_path: Path) -> None:
    old, new = center(tmp_path / "old", ""), center(tmp_path / "new", "")
    text = (new / "hours.yaml").read_text()
    lines = "holidays: DE\n    closed_on: ['12-24']\n    monday"
    (new / "hours.yaml").write_text(text.replace("monday", lines, 1))
    assert [str(each) for each in differences(load(old), load(new))] == [
        "calendar office: holidays: nothing -> DE", "calendar office: own_days.12-24: nothing -> closed"
    ]  # fmt: skip
