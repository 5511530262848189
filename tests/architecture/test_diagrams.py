"""The published diagrams of the state machines are those of the tables."""

import os
from enum import Enum
from pathlib import Path

import pytest

from tests.architecture.diagrams import MACHINES, REWRITE_VARIABLE, TARGET, Machine, document, draw
from tests.architecture.source import ROOT

pytestmark = pytest.mark.architecture


class Lamp(Enum):
    """A state machine small enough to draw by hand."""

    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class Press(Enum):
    """What can happen to a lamp."""

    SWITCH = "switch"
    DROP = "drop"


def test_the_document_shows_the_tables_as_they_are() -> None:
    if os.environ.get(REWRITE_VARIABLE):
        TARGET.write_text(document(), "utf-8")
    assert TARGET.read_text("utf-8") == document(), f"draw it again: {REWRITE_VARIABLE}=1 pytest {Path(__file__).name}"


def test_every_table_is_drawn() -> None:
    folders = [ROOT / "routing" / "machines", ROOT / "cic" / "calls" / "machines"]
    files = {path for folder in folders for path in folder.glob("*.py") if path.name != "__init__.py"}
    assert {Path(str(machine.module.__file__)) for machine in MACHINES} == files


def test_a_diagram_begins_moves_and_ends() -> None:
    table = {(Lamp.OFF, Press.SWITCH): Lamp.ON, (Lamp.ON, Press.SWITCH): Lamp.OFF, (Lamp.ON, Press.DROP): Lamp.BROKEN}
    drawn = draw(Machine("Lamp", table, Lamp, Press, (Lamp.OFF,), MACHINES[0].module)).splitlines()
    assert drawn[drawn.index("stateDiagram-v2") + 1 : -1] == [
        "    [*] --> off",
        "    off --> on: switch",
        "    on --> off: switch",
        "    on --> broken: drop",
        "    broken --> [*]",
    ]
