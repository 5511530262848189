"""A real Asterisk and a center in front of it, for a whole module of tests. Owns their folders, ports and text.

The text is the shipped one with two agents more, so that there is more than one SIP phone in a queue.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cic.cti.asterisk.lab.start import status
from cic.cti.asterisk.settings import CONNECTION_FILE, AsteriskSettings, read_settings
from tests.harness.centers import end, free_port
from tests.harness.running_center import CIC, PROJECT, RunningCenter

UP_LIMIT_S = 120.0
RTP_PORTS = (24500, 24900)
"""Asterisk takes the next free port of its range: two runs may share it."""
MORE_AGENTS = """
  dave:
    name: Dave Novak
    number: "104"
    queues: [sales, support]
    skills: {products: 50}
    phones:
      - {provider: simulated, address: dave}
      - {provider: asterisk, address: dave}
    accepts_automatically: false

  erin:
    name: Erin Lindt
    number: "106"
    queues: [sales, support]
    skills: {products: 50}
    phones:
      - {provider: simulated, address: erin}
      - {provider: asterisk, address: erin}
    accepts_automatically: false
"""
CUSTOMERS = "customer_number,name,numbers,grade,language\n123456,Grace Example,+15550999,gold,en\n"


@dataclass(frozen=True, slots=True)
class Hotline:
    """A center and its Asterisk."""

    center: RunningCenter
    asterisk: AsteriskSettings
    ports: tuple[str, ...] = ()
    """As options of the lab; none where another Asterisk is joined."""

    def asterisk_up(self) -> None:
        """Start Asterisk again, with the same ports and phones."""
        lab(self.center, "up", "--config", str(self.center.config), *self.ports)

    def asterisk_down(self) -> None:
        """Stop it as an operator does."""
        lab(self.center, "down")

    def asterisk_killed(self) -> None:
        """kill -9, in the middle of whatever it does."""
        process_id = status(self.center.data / "asterisk").process_id
        assert process_id is not None, "not started"
        os.kill(process_id, signal.SIGKILL)


def nothing_first(_: Path) -> None:
    """What a center needs before its start that has its Asterisk beside it."""


@pytest.fixture(scope="module")
def hotline(real_asterisk_needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """A running Asterisk with the shipped recordings, and a center that serves its callers."""
    with running_hotline(tmp_path_factory.mktemp("hotline")) as made:
        yield made


@contextlib.contextmanager
def running_hotline(
    folder: Path,
    before_start: Callable[[Path], None] = nothing_first,
    more_agents: str = MORE_AGENTS,
    **queue_text: str,
) -> Iterator[Hotline]:
    """The same for a fixture of one's own; ``before_start`` may change the connection file that it is given.

    ``queue_text`` replaces a setting of every queue, such as ``wrap_up_s``.
    """
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    with (config / "agents.yaml").open("a", encoding="utf-8") as agents:
        agents.write(more_agents)
    queues = config / "queues.yaml"
    for name, value in queue_text.items():
        queues.write_text(re.sub(rf"(\b{name}:).*", rf"\1 {value}", queues.read_text("utf-8")), "utf-8")
    center = RunningCenter(folder / "data", free_port(), config)
    ports = port_options()
    lab(center, "up", "--config", str(config), *ports)
    connection = center.data / "asterisk" / CONNECTION_FILE
    try:
        asterisk = read_settings(connection)
        before_start(connection)
        center.start()
        customers = folder / "customers.csv"
        customers.write_text(CUSTOMERS, encoding="utf-8")
        imported = center.cic("customers", "import", str(customers))
        assert imported.returncode == 0, imported.stderr
        yield Hotline(center, asterisk, ports)
        end(center)
    finally:
        if center.process is not None:
            center.kill()
        lab(center, "down")


def agent_text(name: str, number: int, *, accepts_automatically: bool) -> str:
    """An agent of the support queue with a desk phone, as the configuration has it."""
    return f"""
  {name}:
    name: Agent {number}
    number: "{number}"
    queues: [support]
    phones:
      - {{provider: asterisk, address: {name}}}
    accepts_automatically: {"true" if accepts_automatically else "false"}
"""


def lab(center: RunningCenter, *words: str) -> None:
    """Run `cic asterisk` for a center's data folder."""
    command = [str(CIC), "asterisk", *words, "--data", str(center.data)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=UP_LIMIT_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def port_options() -> tuple[str, ...]:
    """Ports that nobody has at this moment."""
    options = [f"--sip-port={free_port(socket.SOCK_DGRAM)}"]
    options += [f"--{name}-port={free_port()}" for name in ("websocket", "ami", "agi")]
    return (*options, f"--rtp-first-port={RTP_PORTS[0]}", f"--rtp-last-port={RTP_PORTS[1]}")
