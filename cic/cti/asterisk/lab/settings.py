"""What a lab consists of. Owns ports, agents and numbers; must not touch files or processes."""

from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
INSIDE = "/srv/cic"
"""Where Asterisk sees the lab's folder."""


@dataclass(frozen=True, slots=True)
class LabAgent:
    """An agent's two phones, ``<name>`` (desk) and ``<name>-browser``, both behind one number for direct calls."""

    name: str
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LabPorts:
    """Every port, all on 127.0.0.1. ``agi`` is the engine's; the others are Asterisk's."""

    sip: int = 5160
    websocket: int = 8188
    ami: int = 5138
    agi: int = 4573
    rtp_first: int = 20000
    rtp_last: int = 20500


DEFAULT_AGENTS = (
    LabAgent("alice", "101"),
    LabAgent("bob", "102"),
    LabAgent("carol", "103"),
    LabAgent("robin", "109"),
)


@dataclass(frozen=True, slots=True)
class LabSettings:
    """One lab. Two labs with different ports and folders run side by side."""

    ports: LabPorts = LabPorts()
    agents: tuple[LabAgent, ...] = DEFAULT_AGENTS
    hotline_numbers: tuple[str, ...] = field(default=("4000", "4001"), repr=False)
