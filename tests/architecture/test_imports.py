"""Imports point down only, and the cores stay pure."""

import ast
import sys
import tomllib

import pytest

from tests.architecture.import_table import (
    COMPOSITION_ROOT,
    CORES,
    IMPURE,
    IMPURE_CALLS,
    MAY_IMPORT_COMPOSITION_ROOT,
    THIRD_PARTY_OF_CORES,
    allowed,
    imports,
    is_within,
)
from tests.architecture.source import PRODUCT, ROOT, Source, agree, product_files

pytestmark = pytest.mark.architecture

# What comes with a declared dependency and is part of how that is used; the name of a package and of its import differ.
COMES_WITH = {
    "starlette": "fastapi",
    "pydantic": "fastapi",
    "typing_extensions": "fastapi",
    "asterisk": "pyst2",
    "yaml": "pyyaml",
    "argon2": "argon2-cffi",
}


def modules() -> frozenset[str]:
    """The names of all our modules."""
    return frozenset(file.module for file in product_files())


def forbidden_imports(file: Source, known: frozenset[str]) -> list[str]:
    """Imports of ours that the table does not allow."""
    complaints = []
    for found in imports(file, known):
        if not is_within(found.name, PRODUCT):
            continue
        if is_within(found.name, COMPOSITION_ROOT) and not is_within(file.module, MAY_IMPORT_COMPOSITION_ROOT):
            complaints.append(file.at(found.node, f"{found.name} is for cic.cli and tests only"))
        elif not is_within(found.name, allowed(file.module)):
            complaints.append(file.at(found.node, f"{file.module} must not import {found.name}"))
    return complaints


def impurities(file: Source) -> list[str]:
    """What in a core reads a clock, chance, a file, a socket or the process."""
    if not is_within(file.module, CORES):
        return []
    complaints = []
    for found in imports(file):
        top = found.name.partition(".")[0]
        if top in IMPURE:
            complaints.append(file.at(found.node, f"a core must not import {top}"))
        elif top not in {*sys.stdlib_module_names, *PRODUCT, *THIRD_PARTY_OF_CORES.get(file.path, ())}:
            complaints.append(file.at(found.node, f"a core must not import the third-party {top}"))
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            complaints.append(file.at(node, f"a core must not call {node.func.id}()"))
    return complaints


def undeclared(file: Source, declared: frozenset[str]) -> list[str]:
    """Third-party imports that no dependency of pyproject.toml brings."""
    complaints = []
    for found in imports(file):
        top = found.name.partition(".")[0]
        if top in sys.stdlib_module_names or top in PRODUCT:
            continue
        if COMES_WITH.get(top, top) not in declared:
            complaints.append(file.at(found.node, f"{top} is no declared dependency"))
    return complaints


def cycles(files: list[Source]) -> list[str]:
    """Modules that import each other, round and round."""
    known = frozenset(file.module for file in files)
    graph = {file.module: {found.name for found in imports(file, known)} & known for file in files}
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> list[str]:
        if module in way:
            return [" -> ".join((*way[way.index(module) :], module))]
        if module in done:
            return []
        found = [cycle for target in sorted(graph[module] - {module}) for cycle in visit(target, (*way, module))]
        done.add(module)
        return found

    return [cycle for module in sorted(graph) for cycle in visit(module, ())]


def declared_dependencies() -> frozenset[str]:
    """The names of the dependencies in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return frozenset(entry.split(">")[0].split("=")[0].strip() for entry in project["dependencies"])


def test_imports_follow_the_table() -> None:
    agree([complaint for file in product_files() for complaint in forbidden_imports(file, modules())])


def test_the_cores_are_pure() -> None:
    agree([complaint for file in product_files() for complaint in impurities(file)])


@pytest.mark.parametrize("core", CORES)
def test_no_core_imports_itself_in_a_circle(core: str) -> None:
    agree(cycles([file for file in product_files() if is_within(file.module, (core,))]))


def test_third_party_imports_are_declared() -> None:
    declared = declared_dependencies()
    agree([complaint for file in product_files() for complaint in undeclared(file, declared)])


GOOD = [
    ("routing/ranking.py", "from routing.state import Agent"),
    ("cic/calls/park.py", "from routing.vocabulary import LegId"),
    ("cic/center/park.py", "from routing import decide"),
    ("cic/journal/park.py", "from cic.center.events import CenterEvent"),
    ("cic/cti/twilio/rest.py", "from cic.cti.port import CallReport\nfrom cic.cti.twilio.twiml import say"),
    ("cic/channels/chat/desk.py", "from cic.journal.port import Journal\nfrom cic.channels.chat.widget import a"),
    ("agent_desktop/boards/fold.py", "from routing.events import OfferMade"),
    ("cic/cli/up.py", "from cic import main"),
]
BAD = [
    ("routing/ranking.py", "from cic.calls.state import Leg"),
    ("cic/calls/park.py", "from routing.state import Agent"),
    ("cic/calls/park.py", "def late():\n    from routing import state"),
    ("ivr_flows/ask.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import routing.state"),
    ("cic/center/park.py", "from cic.journal.port import Journal"),
    ("cic/journal/park.py", "import cic.customers.store"),
    ("cic/cti/twilio/rest.py", "from cic.cti.asterisk.ami import Ami"),
    ("cic/cti/twilio/rest.py", "from cic.calls.state import Leg"),
    ("cic/channels/chat/desk.py", "from cic.channels.mail.desk import Desk"),
    ("cic/customers/find.py", "from cic.access.store import Users"),
    ("agent_desktop/boards/fold.py", "from routing.matching import match_touched"),
    ("agent_desktop/gateway/gateway.py", "from cic.cti.simulated.provider import SimulatedProvider"),
    ("cic/api/app.py", "from cic import main"),
]


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_the_rule_lets_a_good_import_pass(path: str, text: str) -> None:
    known = modules() | {"cic.main", "routing.state", "routing.decide"}
    assert forbidden_imports(Source(path, text), known) == []


@pytest.mark.parametrize(("path", "text"), BAD)
def test_the_rule_finds_a_bad_import(path: str, text: str) -> None:
    known = modules() | {"cic.main", "routing.state"}
    assert len(forbidden_imports(Source(path, text), known)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import time", "from datetime import datetime", "def f():\n    import os.path", "open('x')", "print(1)",
        "import numpy", "import uuid", "key = hash(name)",
    ],
)  # fmt: skip
def test_the_rule_finds_an_impure_core(text: str) -> None:
    assert len(impurities(Source("routing/ranking.py", text))) == 1
    assert impurities(Source("cic/runtime/clock.py", text)) == []


def test_the_rule_lets_pure_code_and_the_one_yaml_reader_pass() -> None:
    assert impurities(Source("routing/ranking.py", "import heapq\nfrom routing.state import Agent\nlen('x')")) == []
    assert impurities(Source("ivr_flows/parse.py", "import yaml")) == []
    assert len(impurities(Source("ivr_flows/lint.py", "import yaml"))) == 1


def test_the_rule_finds_a_circle() -> None:
    one, two = Source("routing/a.py", "from routing import b"), Source("routing/b.py", "from routing.a import x")
    assert cycles([one, two]) == ["routing.a -> routing.b -> routing.a"]
    assert cycles([one, Source("routing/b.py", "x = 1")]) == []


def test_the_rule_finds_an_undeclared_dependency() -> None:
    declared = frozenset({"fastapi"})
    assert (
        undeclared(Source("cic/api/app.py", "import fastapi\nimport starlette.requests\nimport json"), declared) == []
    )
    assert len(undeclared(Source("cic/api/app.py", "import requests"), declared)) == 1
