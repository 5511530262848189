"""Decisions have numbers of their own, and every dependency says why it is there."""

import re
from collections import Counter

import pytest

from tests.architecture.source import ROOT, agree

pytestmark = pytest.mark.architecture

README = "README.md"


def wrong_numbers(names: list[str]) -> list[str]:
    """Decision records without a number of four digits, and numbers given twice."""
    numbers = {name: re.match(r"(\d{4})-[a-z0-9-]+\.md$", name) for name in names if name != README}
    unnumbered = [f"docs/adr/{name}: expected 0001-what-was-decided.md" for name, found in numbers.items() if not found]
    counted = Counter(found.group(1) for found in numbers.values() if found)
    return unnumbered + [
        f"docs/adr: {number} was given {count} times" for number, count in counted.items() if count > 1
    ]


def unreasoned(text: str) -> list[str]:
    """Run-time dependencies in a pyproject.toml without a comment that says why."""
    match = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert match is not None, "expected one dependency a line"
    return [
        f"pyproject.toml: {line.strip()} has no reason"
        for line in match.group(1).splitlines()
        if not re.search(r'",\s*# \S+', line)
    ]


def test_decisions_have_numbers_of_their_own() -> None:
    agree(wrong_numbers(sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))))


def test_every_dependency_says_why_it_is_there() -> None:
    agree(unreasoned((ROOT / "pyproject.toml").read_text("utf-8")))


def test_the_rule_finds_wrong_numbers() -> None:
    assert wrong_numbers(["0001-one-writer.md", "0002-sqlite.md", README]) == []
    assert len(wrong_numbers(["0001-one-writer.md", "0001-sqlite.md"])) == 1
    assert len(wrong_numbers(["one-writer.md"])) == 1


def test_the_rule_finds_a_dependency_without_a_reason() -> None:
    assert unreasoned('dependencies = [\n  "fastapi>=1",  # routes\n]\n') == []
    assert len(unreasoned('dependencies = [\n  "fastapi>=1",\n]\n')) == 1
    assert len(unreasoned('dependencies = [\n  "fastapi>=1",  #\n]\n')) == 1
