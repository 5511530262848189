"""No module lies about that nothing uses."""

import re
import tomllib
from collections.abc import Iterable

import pytest

from tests.architecture.import_table import imports
from tests.architecture.source import ROOT, Source, agree, is_program, product_files

pytestmark = pytest.mark.architecture


def orphans(files: Iterable[Source], entry_points: frozenset[str]) -> list[str]:
    """Modules that no other module imports and nobody starts. Tests do not count: what only tests use is not used."""
    files = list(files)
    known = frozenset(file.module for file in files)
    used = {found.name for file in files for found in imports(file, known) if found.name != file.module}
    return [
        f"{file.path}: nothing imports it"
        for file in files
        if file.module not in used | entry_points
        and not is_program(file)
        and not re.search(r"/__(init|main)__\.py$", file.path)
    ]


def started_modules() -> frozenset[str]:
    """The modules behind the commands that pyproject.toml installs."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    return frozenset(target.partition(":")[0] for target in scripts.values())


def test_no_module_is_an_orphan() -> None:
    agree(orphans(product_files(), started_modules()))


def test_the_rule_finds_an_orphan() -> None:
    package, entry = Source("cic/a/__init__.py", ""), Source("cic/cli/main.py", "from cic.a import used")
    program = Source("cic/a/trial.py", "if __name__ == '__main__':\n  main()")
    used, lonely = Source("cic/a/used.py", ""), Source("cic/a/lonely.py", "from cic.a import lonely")
    started = frozenset({"cic.cli.main"})
    assert orphans([package, entry, program, used], started) == []
    assert orphans([package, entry, used, lonely], started) == ["cic/a/lonely.py: nothing imports it"]
