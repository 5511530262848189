"""How the engine finds its Asterisk. Owns the connection file's shape; must not open a connection or start a process.

The file is written by whoever runs Asterisk (the lab, or `cic asterisk config` for a PBX that is there already) and
holds passwords: mode 0600.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

CONNECTION_FILE = "connection.json"
LOOPBACK = "127.0.0.1"
_VERSION = 1
_LISTENERS = 2


class EndpointKind(Enum):
    """What kind of phone registers as an endpoint."""

    DESK = "desk"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """One agent's phone. ``address`` is what a DialLeg names and what the phone registers as."""

    address: str
    kind: EndpointKind
    password: str = field(default="", repr=False)
    """Empty for a desk phone that is the PBX's own: it registers as it always did."""

    @property
    def is_pbx_own(self) -> bool:
        """Whether the PBX had this phone before us, so that we neither make nor know its password."""
        return not self.password


@dataclass(frozen=True, slots=True)
class AsteriskSettings:
    """Everything the engine, an agent's browser or a desk phone needs to reach one Asterisk."""

    host: str
    ami_port: int
    ami_user: str
    ami_secret: str = field(repr=False)
    agi_port: int
    agi_token: str = field(repr=False)
    sip_port: int
    websocket_url: str
    endpoints: tuple[EndpointSettings, ...]
    hotline_numbers: tuple[str, ...] = field(repr=False)
    prompts_folder: str
    """Where Asterisk itself finds ``<language>/<recording>.wav``."""
    music_classes: tuple[str, ...]
    engine_host: str = LOOPBACK
    """Where Asterisk finds the engine."""
    agi_listen_host: str = LOOPBACK
    """The address on which the engine waits for Asterisk."""
    agi_peers: tuple[str, ...] = (LOOPBACK,)
    """The addresses that Asterisk comes from."""
    messages_folder: str = ""
    """Where Asterisk itself leaves callers' messages; empty where it is to leave none."""
    messages_here: str = ""
    """Where the engine finds that folder; empty when its path is the same."""
    tracks_folder: str = ""
    """Where Asterisk itself records conversations, a track for each party; empty where it is to record none."""
    tracks_here: str = ""
    """Where the engine finds that folder; empty when its path is the same."""
    outbound: str = ""
    """What Asterisk dials for a number of the world outside, such as ``PJSIP/{number}@trunk``; empty for none."""

    @property
    def listening_ports(self) -> tuple[int, ...]:
        """Where Asterisk brings callers' audio, one port for each who listens; none where any free port will do.

        Between two machines a firewall has to know them. On one machine several engines may run.
        """
        if self.engine_host == LOOPBACK:
            return ()
        return tuple(range(self.agi_port + 1, self.agi_port + 1 + _LISTENERS))

    def sip_uri(self, address: str) -> str:
        """The SIP address a phone registers under."""
        return f"sip:{address}@{self.host}"


class BadConnectionFile(Exception):
    """A connection file that cannot be used; says which file and what is wrong, never a value."""


def read_settings(path: Path) -> AsteriskSettings:
    """Read the connection file, or tell exactly what is wrong with it."""
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadConnectionFile(f"{path}: cannot be read ({error.strerror}); is Asterisk started?") from error
    except ValueError as error:
        raise BadConnectionFile(f"{path}: is not JSON") from error
    if data.pop("version", None) != _VERSION:
        raise BadConnectionFile(f"{path}: expected version {_VERSION}; start Asterisk again to write it anew")
    try:
        endpoints = tuple(
            EndpointSettings(entry["address"], EndpointKind(entry["kind"]), entry.get("password") or "")
            for entry in data.pop("endpoints")
        )
        if any(entry.is_pbx_own and entry.kind is EndpointKind.BROWSER for entry in endpoints):
            raise BadConnectionFile(f"{path}: a browser's phone has no password; only a desk phone may do without")
        for name in ("hotline_numbers", "music_classes", "agi_peers"):
            if name in data:
                data[name] = tuple(data[name])
        return AsteriskSettings(endpoints=endpoints, **data)
    except (KeyError, TypeError, ValueError) as error:
        raise BadConnectionFile(f"{path}: a field is missing, unknown or of the wrong kind") from error


def write_settings(path: Path, settings: AsteriskSettings) -> None:
    """Write the connection file in one step, readable by its owner only."""
    data = asdict(settings) | {"version": _VERSION}
    data["endpoints"] = [
        {"address": endpoint.address, "kind": endpoint.kind.value}
        | ({} if endpoint.is_pbx_own else {"password": endpoint.password})
        for endpoint in settings.endpoints
    ]
    write_private(path, json.dumps(data, indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    """Replace a file's content in one step, with mode 0600 from its first byte on."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)
