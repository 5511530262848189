"""Files are named after what they own, and the cores speak the glossary's words."""

import ast
import re
from pathlib import PurePath

import pytest

from tests.architecture.import_table import CORES, is_within
from tests.architecture.source import PRODUCT, ROOT, Source, agree, files_below, product_files

pytestmark = pytest.mark.architecture

EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc"}
# A synonym, and the glossary's word for it.
SYNONYMS = {
    "acd": "queue or matching",
    "acw": "wrap_up",
    "callee": "leg",
    "cdr": "contact log",
    "extension": "agent, or address of a phone",
    "hunt": "offer",
    "operator": "agent",
    "rona": "not_responding",
    "skillset": "skill",
    "trunk": "provider",
}


def empty_names(path: str) -> list[str]:
    """A folder or file whose name says nothing."""
    words = {word for part in PurePath(path).parts for word in re.split(r"[._-]", part.lower())}
    return [f"{path}: {word} says nothing of what it owns" for word in sorted(words & EMPTY_WORDS)]


def synonyms(file: Source) -> list[str]:
    """Identifiers of a core with a word for which the glossary has another."""
    if not is_within(file.module, CORES):
        return []
    return [
        f"{file.path}: {name} says {word}; the glossary says {SYNONYMS[word]}"
        for name in sorted(_identifiers(file.tree))
        for word in _words(name)
        if word in SYNONYMS
    ]


def _identifiers(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        for field in ("name", "id", "attr", "arg"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                found.add(value)
    return found


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)]


def test_files_are_named_after_what_they_own() -> None:
    folders = (*PRODUCT, "tests", "config")
    endings = (".py", ".ts", ".tsx", ".css", ".yaml", ".csv", ".md")
    paths = [str(path.relative_to(ROOT)) for folder in folders for path in files_below(folder, *endings)]
    assert len(paths) > 100
    agree([complaint for path in paths for complaint in empty_names(path)])


def test_the_cores_speak_the_words_of_the_glossary() -> None:
    agree([complaint for file in product_files() for complaint in synonyms(file)])


def test_the_rule_finds_an_empty_name() -> None:
    assert empty_names("cic/commons/ranking.py") == []
    assert len(empty_names("cic/utils/ranking.py")) == 1
    assert len(empty_names("agent_desktop/web/src/helpers.ts")) == 1
    assert len(empty_names("tests/unit/test_helpers.py")) == 1


@pytest.mark.parametrize("text", ["acwMs = 1", "class RonaTimer: ...", "def dial(callee): ...", "agent.extension"])
def test_the_rule_finds_a_synonym(text: str) -> None:
    assert len(synonyms(Source("routing/a.py", text))) == 1
    assert synonyms(Source("cic/api/a.py", text)) == []


def test_the_rule_lets_the_words_of_the_glossary_pass() -> None:
    assert synonyms(Source("routing/a.py", "def extend_wrap_up(agent, leg): ...")) == []
