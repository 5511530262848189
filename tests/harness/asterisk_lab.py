"""A real Asterisk and a center in front of it, for a whole module of tests. Owns their folders, ports and text.

The text is the shipped one with two agents more, so that there is more than one SIP phone in a queue.
"""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

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
    folder = tmp_path_factory.mktemp("hotline")
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    with (config / "agents.yaml").open("a", encoding="utf-8") as agents:
        agents.write(MORE_AGENTS)
    center = RunningCenter(folder / "data", free_port(), config)
    lab(center, "up", "--config", str(config), *port_options())
    try:
        center.start()
        customers = folder / "customers.csv"
        customers.write_text(CUSTOMERS, encoding="utf-8")
        imported = center.cic("customers", "import", str(customers))
        assert imported.returncode == 0, imported.stderr
        yield Hotline(center, read_settings(center.data / "asterisk" / CONNECTION_FILE))
        end(center)
    finally:
        if center.process is not None:
            center.kill()
        lab(center, "down")


def lab(center: RunningCenter, *words: str) -> None:
    """Run `cic asterisk` for a center's data folder."""
    command = [str(CIC), "asterisk", *words, "--data", str(center.data)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=UP_LIMIT_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def port_options() -> list[str]:
    """Ports that nobody has at this moment."""
    options = [f"--sip-port={free_port(socket.SOCK_DGRAM)}"]
    options += [f"--{name}-port={free_port()}" for name in ("websocket", "ami", "agi")]
    return [*options, f"--rtp-first-port={RTP_PORTS[0]}", f"--rtp-last-port={RTP_PORTS[1]}"]
