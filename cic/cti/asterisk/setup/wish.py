"""How an existing PBX is to be joined, and the connection that follows. Owns secrets being made once; prints nothing.

What is not wished stays as the connection file has it, so that the same command may be given again.
"""

import ipaddress
import re
import secrets
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

from cic.cti.asterisk.settings import LOOPBACK, AsteriskSettings, EndpointKind, EndpointSettings

_MESSAGES_FOLDER = "/var/spool/asterisk/cic-messages"
_TRACKS_FOLDER = "/var/spool/asterisk/cic-tracks"
BROWSER_SUFFIX = "-browser"
"""An address that ends so is a browser's phone."""
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_NUMBER = re.compile(r"[0-9]{2,15}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,253}")
_OUTBOUND = re.compile(r"[A-Za-z0-9]+/[A-Za-z0-9_@.:/+-]*\{number\}[A-Za-z0-9_@.:/+-]*")
_PATH = re.compile(r"/[A-Za-z0-9_./-]{1,200}")


class Flavour(Enum):
    """What manages the PBX's configuration files."""

    ASTERISK = "asterisk"
    FREEPBX = "freepbx"


class BadWish(Exception):
    """A wish that cannot be put into configuration; says what is wrong without personal values."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports by their names; None leaves one as it is."""

    ami: int | None = None
    agi: int | None = None
    sip: int | None = None
    websocket: int | None = None


@dataclass(frozen=True, slots=True)
class PbxWish:
    """How a PBX is to be joined; None leaves a thing as it is."""

    flavour: Flavour
    phones: tuple[tuple[str, str], ...] = field(repr=False)
    """Address and number of each agent's phone."""
    hotline_numbers: tuple[str, ...] = field(repr=False)
    asterisk_host: str | None = None
    engine_host: str | None = None
    websocket_host: str | None = None
    """The name in the certificate, where browsers are to use that."""
    ports: Ports = Ports()
    pbx_phones: frozenset[str] = frozenset()
    """Addresses that the PBX has already."""
    certificate: str | None = None
    private_key: str | None = None
    prompts_folder: str | None = None
    messages_folder: str | None = None
    """Where Asterisk is to leave callers' messages, and where this machine finds them."""
    messages_here: str | None = None
    tracks_folder: str | None = None
    """Where Asterisk is to record talks, and where this machine finds them."""
    tracks_here: str | None = None
    outbound: str | None = None
    """What Asterisk dials for a number of the world outside."""
    music_classes: tuple[str, ...] = ()


def kind_of(address: str) -> EndpointKind:
    """What kind of phone has this address."""
    return EndpointKind.BROWSER if address.endswith(BROWSER_SUFFIX) else EndpointKind.DESK


def settings_for(wish: PbxWish, before: AsteriskSettings | None) -> AsteriskSettings:
    """The connection that a wish leads to, with the secrets of the one before; BadWish when it makes no sense."""
    _check(wish)
    host = wish.asterisk_host or (before.host if before else LOOPBACK)
    engine_host = wish.engine_host or (before.engine_host if before else LOOPBACK)
    if (host == LOOPBACK) != (engine_host == LOOPBACK):
        raise BadWish("with the engine and Asterisk on two machines both --asterisk-host and --engine-host are needed")
    ports = wish.ports
    return AsteriskSettings(
        host=host,
        ami_port=ports.ami or (before.ami_port if before else 5038),
        ami_user=before.ami_user if before else "cic",
        ami_secret=before.ami_secret if before else secrets.token_hex(24),
        agi_port=ports.agi or (before.agi_port if before else 4573),
        agi_token=before.agi_token if before else secrets.token_hex(24),
        sip_port=ports.sip or (before.sip_port if before else 5060),
        websocket_url=_websocket_url(wish, host, before),
        endpoints=_endpoints(wish, before),
        hotline_numbers=wish.hotline_numbers,
        prompts_folder=wish.prompts_folder or (before.prompts_folder if before else "/var/lib/asterisk/sounds/cic"),
        music_classes=tuple(sorted({"default", *wish.music_classes})),
        engine_host=engine_host,
        agi_listen_host=engine_host,
        agi_peers=(host,),
        messages_folder=wish.messages_folder or (before and before.messages_folder) or _MESSAGES_FOLDER,
        messages_here=wish.messages_here or (before.messages_here if before else ""),
        tracks_folder=wish.tracks_folder or (before and before.tracks_folder) or _TRACKS_FOLDER,
        tracks_here=wish.tracks_here or (before.tracks_here if before else ""),
        outbound=wish.outbound or (before.outbound if before else ""),
    )


def _websocket_url(wish: PbxWish, host: str, before: AsteriskSettings | None) -> str:
    was_secure = before is not None and before.websocket_url.startswith("wss:")
    is_secure = was_secure or wish.certificate is not None
    port, name = wish.ports.websocket, wish.websocket_host
    if before is not None and was_secure == is_secure:
        known = urlsplit(before.websocket_url)
        port = port or known.port
        name = name or (known.hostname if known.hostname != before.host else None)
    return f"{'wss' if is_secure else 'ws'}://{name or host}:{port or (8089 if is_secure else 8088)}/ws"


def _endpoints(wish: PbxWish, before: AsteriskSettings | None) -> tuple[EndpointSettings, ...]:
    known = {phone.address: phone for phone in before.endpoints} if before else {}
    made = []
    for address, _ in wish.phones:
        kind, phone = kind_of(address), known.get(address)
        if kind is EndpointKind.DESK and (address in wish.pbx_phones or (phone is not None and phone.is_pbx_own)):
            made.append(EndpointSettings(address, kind))
        else:
            made.append(EndpointSettings(address, kind, phone.password if phone else secrets.token_hex(16)))
    return tuple(made)


def _check(wish: PbxWish) -> None:
    addresses = [address for address, _ in wish.phones]
    if not addresses or not wish.hotline_numbers:
        raise BadWish("the center's text names no phone at provider asterisk, or no hotline number")
    if wrong := [address for address in addresses if not _ADDRESS.fullmatch(address)]:
        raise BadWish(f"a phone's address is up to 32 letters, digits, - and _: {wrong[0]!r} is not")
    if unknown := sorted(wish.pbx_phones - set(addresses)):
        raise BadWish(f"no agent has the phone {unknown[0]!r} that is said to be the PBX's own")
    if any(kind_of(address) is EndpointKind.BROWSER for address in wish.pbx_phones):
        raise BadWish("a browser's phone cannot be the PBX's own: it has to have a password that the center knows")
    if not all(_NUMBER.fullmatch(number) for number in (*wish.hotline_numbers, *(n for _, n in wish.phones))):
        raise BadWish("a hotline's or agent's number must be 2 to 15 digits")
    for host in (wish.asterisk_host, wish.engine_host):
        if host is not None and not _is_address(host):
            raise BadWish("each of the two knows the other by its address: --asterisk-host and --engine-host are IPv4")
    if wish.websocket_host is not None and not _NAME.fullmatch(wish.websocket_host):
        raise BadWish("--websocket-host is the name that stands in the certificate")
    for path in (
        wish.certificate, wish.private_key, wish.prompts_folder, wish.messages_folder, wish.messages_here,
        wish.tracks_folder, wish.tracks_here,
    ):  # fmt: skip
        if path is not None and not _PATH.fullmatch(path):
            raise BadWish("a path begins with / and has letters, digits, dots, - and _ only")
    if wish.outbound is not None and not _OUTBOUND.fullmatch(wish.outbound):
        raise BadWish("--outbound is what Asterisk dials, with {number} for the number: PJSIP/{number}@trunk")
    if (wish.certificate is None) != (wish.private_key is None):
        raise BadWish("--certificate and --private-key belong together")


def _is_address(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True
