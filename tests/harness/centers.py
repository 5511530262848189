"""Centers for scenarios and end-to-end tests, as fixtures. Each ends with the proof that its journal replays."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness.running_center import RunningCenter


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port of loopback that nobody has at this moment, so that several runs and a lab go on side by side."""
    with socket.socket(type=kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end(center: RunningCenter) -> None:
    """Stop a center as an operator does and let it prove itself."""
    if center.process is not None:
        code = center.stop()
        assert code == 0, f"the center ended with {code}:\n{center.output()}"
    center.verify()
    assert "Traceback" not in center.output(), center.output()


@pytest.fixture
def make_center(tmp_path: Path) -> Iterator[Callable[[], RunningCenter]]:
    """Makes started centers, each with a data folder of its own."""
    made: list[RunningCenter] = []

    def make() -> RunningCenter:
        center = RunningCenter(tmp_path / f"data{len(made)}", free_port())
        made.append(center)
        center.start()
        return center

    yield make
    for center in made:
        end(center)


@pytest.fixture
def center(make_center: Callable[[], RunningCenter]) -> RunningCenter:
    """A started center with the demo configuration."""
    return make_center()
