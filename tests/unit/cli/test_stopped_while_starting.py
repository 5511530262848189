"""A center that is told to stop before it listens."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.centers import free_port
from tests.harness.running_center import PROJECT

pytestmark = pytest.mark.unit

STOPPED_WHILE_OPENING = """
import os, signal, sys
from cic.cli.main import main
from cic.main import up

opened = up.open_center

def open_and_be_stopped(*given):
    os.kill(os.getpid(), signal.SIGINT)
    return opened(*given)

up.open_center = open_and_be_stopped
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it runs in the background ignore it
sys.exit(main(sys.argv[1:]))
"""


def test_a_center_that_is_stopped_while_it_opens_its_journal_just_stops(tmp_path: Path) -> None:
    words = ["up", "--data", str(tmp_path), "--port", str(free_port())]
    done = subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_OPENING, *words],
        cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "stopped"
    assert "CRITICAL" not in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""
