"""What went to and from the agents' phones, from one packet capture of loopback. Owns packets to calls."""

import contextlib
import re
import struct
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.calls.plan import Ports, Side
from tests.bench.calls.processes import running

CAPTURE_FILE = "agents.pcap"
START_LIMIT_S = 10.0
_FILE_HEADER_BYTES = 24
_ETHERNET_BYTES = 14
_UDP_BYTES = 8
_MICROSECONDS = 0xA1B2C3D4
_INVITED = re.compile(rb"INVITE sip:(agent\d+)@")
_CALL_ID = re.compile(rb"\r\nCall-ID:[ \t]*([^\r]+)", re.IGNORECASE)
_CALLER = re.compile(rb"\r\nFrom:[^\r]*<sip:([^@>]+)@", re.IGNORECASE)
_INTERACTION = re.compile(rb"\r\nX-Interaction-Id:[ \t]*([^\r]+)", re.IGNORECASE)


@dataclass(slots=True)
class AgentCall:
    """One call to an agent's phone; ``caller`` names whose it is: the interaction (ours) or the caller's number."""

    caller: str
    agent: str
    invited_at_ms: float
    left_at_ms: float | None = None
    """When the agent's phone said BYE: after the whole talk."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One datagram."""

    at_ms: float
    is_to_agents: bool
    payload: bytes


@contextlib.contextmanager
def capture(ports: Ports, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Capture while the block lasts."""
    command = [
        "tcpdump", "-i", "lo", "-n", "-s", "0", "-B", "16384", "-Z", "root", "-w", CAPTURE_FILE,
        f"udp port {ports.agents_sip}",
    ]  # fmt: skip
    with running(command, folder, "tcpdump") as process:
        until_s = time.monotonic() + START_LIMIT_S
        while "listening on" not in (folder / "tcpdump.log").read_text():
            if process.poll() is not None or time.monotonic() > until_s:
                raise SystemExit(f"tcpdump does not capture:\n{(folder / 'tcpdump.log').read_text()}")
            time.sleep(0.02)
        yield process


def packets_lost(folder: Path) -> int:
    """How many packets the capture missed, once it has ended."""
    told = re.search(r"(\d+) packets dropped by kernel", (folder / "tcpdump.log").read_text())
    return int(told.group(1)) if told else 0


def agent_calls(folder: Path, ports: Ports, side: Side) -> list[AgentCall]:
    """Every call to an agent's phone, in order."""
    found: dict[bytes, AgentCall] = {}
    for packet in packets((folder / CAPTURE_FILE).read_bytes(), ports.agents_sip):
        call_id = _first(_CALL_ID, packet.payload)
        if packet.is_to_agents and (invited := _INVITED.match(packet.payload)) is not None:
            key = _first(_INTERACTION if side is Side.OURS else _CALLER, packet.payload)
            made = AgentCall(key.decode(), invited.group(1).decode(), packet.at_ms)
            found.setdefault(call_id, made)  # a repeated INVITE is the same call
        elif not packet.is_to_agents and packet.payload.startswith(b"BYE ") and call_id in found:
            call = found[call_id]
            call.left_at_ms = call.left_at_ms or packet.at_ms
    return list(found.values())


def packets(data: bytes, agents_port: int) -> Iterator[Packet]:
    """The datagrams of a capture file of Ethernet frames with IPv4, as tcpdump writes it on loopback."""
    assert struct.unpack_from("<I", data)[0] == _MICROSECONDS, "a capture file in microseconds"
    position = _FILE_HEADER_BYTES
    while position + 16 <= len(data):
        seconds, microseconds, size, _ = struct.unpack_from("<IIII", data, position)
        frame = data[position + 16 : position + 16 + size]
        position += 16 + size
        datagram = frame[_ETHERNET_BYTES + (frame[_ETHERNET_BYTES] & 0x0F) * 4 :]
        target = int.from_bytes(datagram[2:4], "big")
        yield Packet(seconds * 1000 + microseconds / 1000, target == agents_port, datagram[_UDP_BYTES:])


def _first(pattern: re.Pattern[bytes], payload: bytes) -> bytes:
    match = pattern.search(payload)
    return b"" if match is None else match.group(1).strip()
