"""Every event and input that is journalled has a fixture: what was written once is read for ever."""

from types import UnionType
from typing import get_args

import pytest

from cic.center.events import CenterEvent
from cic.center.inputs import CenterInput
from tests.architecture.source import ROOT, agree

pytestmark = pytest.mark.architecture

FIXTURES = ROOT / "tests" / "contract" / "events"


def members(union: object) -> list[type]:
    """The classes of a union, unions in unions among them."""
    if not isinstance(union, UnionType):
        assert isinstance(union, type), f"{union} is no class"
        return [union]
    return [member for part in get_args(union) for member in members(part)]


def without_fixture(types: list[type], files: list[str]) -> list[str]:
    """Published types without a fixture of their first version, and fixtures without a type."""
    expected = {f"{published.__name__}.v1.json" for published in types}
    missing = [f"tests/contract/events/{name}: missing" for name in sorted(expected - set(files))]
    names = {published.__name__ for published in types}
    strange = [
        f"tests/contract/events/{name}: of no published type" for name in files if name.split(".")[0] not in names
    ]
    return missing + strange


def test_every_event_and_input_has_a_fixture() -> None:
    files = sorted(path.name for path in FIXTURES.glob("*.json"))
    agree(without_fixture([*members(CenterEvent), *members(CenterInput)], files))


def test_the_rule_finds_a_missing_and_a_strange_fixture() -> None:
    assert without_fixture([int], ["int.v1.json", "int.v2.json"]) == []
    assert len(without_fixture([int], [])) == 1
    assert len(without_fixture([int], ["int.v1.json", "str.v1.json"])) == 1
    assert members(int | (str | bytes)) == [int, str, bytes]
