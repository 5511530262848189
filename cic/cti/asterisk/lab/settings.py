"""What a lab consists of. Owns ports, phones and numbers; must not touch files or processes."""

from dataclasses import dataclass, field

from cic.cti.asterisk.settings import EndpointKind

BROWSER_SUFFIX = "-browser"
INSIDE = "/srv/cic"
"""Where Asterisk sees the lab's folder."""
OUTSIDE_CONTEXT = "cic-outside"
"""Where numbers outside are dialled: they never leave the lab."""


@dataclass(frozen=True, slots=True)
class LabPhone:
    """One phone of an agent and the number that rings it. An address that ends in ``-browser`` is a browser's phone."""

    address: str
    number: str = field(repr=False)

    @property
    def kind(self) -> EndpointKind:
        """What media the phone speaks."""
        return EndpointKind.BROWSER if self.address.endswith(BROWSER_SUFFIX) else EndpointKind.DESK


@dataclass(frozen=True, slots=True)
class LabPorts:
    """Every port, all on 127.0.0.1. ``agi`` is the engine's; the others are Asterisk's."""

    sip: int = 5160
    websocket: int = 8188
    ami: int = 5138
    agi: int = 4573
    rtp_first: int = 20000
    rtp_last: int = 20500


DEFAULT_PHONES = tuple(
    LabPhone(name + suffix, number)
    for name, number in (("alice", "101"), ("bob", "102"), ("carol", "103"), ("robin", "109"))
    for suffix in ("", BROWSER_SUFFIX)
)


@dataclass(frozen=True, slots=True)
class LabSettings:
    """One lab. Two labs with different ports and folders run side by side."""

    ports: LabPorts = LabPorts()
    phones: tuple[LabPhone, ...] = DEFAULT_PHONES
    hotline_numbers: tuple[str, ...] = field(default=("4000", "4001", "4002", "4003"), repr=False)
