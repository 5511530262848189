"""A real Asterisk and a center in front of it, for a whole module of tests. Owns their folders, ports and text.

The text is the shipped one with two agents more, so that there is more than one SIP phone in a queue.
"""

import contextlib
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

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
    phones:
      - {provider: simulated, address: dave}
      - {provider: asterisk, address: dave}
    accepts_automatically: false

  erin:
    name: Erin Lindt
    number: "105"
    queues: [sales, support]
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


@pytest.fixture(scope="module")
def hotline(real_asterisk_needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """A running Asterisk with the shipped recordings, and a center that serves its callers."""
    with open_hotline(tmp_path_factory.mktemp("hotline"), MORE_AGENTS) as opened:
        customers = opened.center.data.parent / "customers.csv"
        customers.write_text(CUSTOMERS, encoding="utf-8")
        imported = opened.center.cic("customers", "import", str(customers))
        assert imported.returncode == 0, imported.stderr
        yield opened


@contextlib.contextmanager
def open_hotline(folder: Path, more_agents: str, **queue_text: str) -> Iterator[Hotline]:
    """The same with agents of one's own; ``queue_text`` replaces settings of every queue, such as ``wrap_up_s``."""
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    with (config / "agents.yaml").open("a", encoding="utf-8") as agents:
        agents.write(more_agents)
    queues = config / "queues.yaml"
    for name, value in queue_text.items():
        queues.write_text(re.sub(rf"(\b{name}:).*", rf"\1 {value}", queues.read_text("utf-8")), "utf-8")
    center = RunningCenter(folder / "data", free_port(), config)
    _lab(center, "up", "--config", str(config), *_port_options())
    try:
        center.start()
        yield Hotline(center, read_settings(center.data / "asterisk" / CONNECTION_FILE))
        end(center)
    finally:
        if center.process is not None:
            center.kill()
        _lab(center, "down")


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


def _lab(center: RunningCenter, *words: str) -> None:
    command = [str(CIC), "asterisk", *words, "--data", str(center.data)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=UP_LIMIT_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _port_options() -> list[str]:
    options = [f"--sip-port={free_port(socket.SOCK_DGRAM)}"]
    options += [f"--{name}-port={free_port()}" for name in ("websocket", "ami", "agi")]
    return [*options, f"--rtp-first-port={RTP_PORTS[0]}", f"--rtp-last-port={RTP_PORTS[1]}"]
