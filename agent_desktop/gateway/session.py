"""One desktop connection of `cic.desktop.v2` without I/O: text in, messages out; messages in, text out.

Owns frames and their limits. Knows no sockets, no clock and no meaning of a command.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from agent_desktop.gateway.incoming import Allowance, ProtocolFault, read_frame
from agent_desktop.gateway.json_text import json_text
from agent_desktop.gateway.notices import StandingAlarm
from agent_desktop.gateway.shapes.channels import ChannelName
from agent_desktop.gateway.shapes.frames import PROTOCOL_NUMBER
from cic.api.ports import CommandRefused, JsonObject

COMMAND_ID = re.compile(r"[!-~]{1,64}")
"""Visible ASCII: an id is sent back as it came, and must not be able to break the frame that carries it."""
EPOCH_LENGTH_MAX = 64
CHANNELS: frozenset[str] = frozenset(get_args(ChannelName.__value__))


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a desktop was told, and in which epoch."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class OpenFrame:
    """The desktop wants to be told, from its cursor on where that can be."""

    cursor: Cursor | None


@dataclass(frozen=True, slots=True)
class CommandFrame:
    """A command; ``rev`` is the revision of the interaction that the agent saw, where it was given."""

    command_id: str
    op: str
    args: Mapping[str, object]
    rev: int | None


@dataclass(frozen=True, slots=True)
class SubscribeFrame:
    """The desktop wants a state channel, or does not any more."""

    channel: str
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class PongFrame:
    """The far end is alive."""


Incoming = OpenFrame | CommandFrame | SubscribeFrame | PongFrame


class DesktopSession:
    """What has been said so far on one connection."""

    def __init__(self) -> None:
        self._told_seq: int | None = None
        self._pings = 0
        self._allowance = Allowance()

    @property
    def is_live(self) -> bool:
        """Whether the desktop has a view; before it has one there are no events."""
        return self._told_seq is not None

    def hello(self, now_ms: int, heartbeat_ms: int, build: str, epoch: str) -> str:
        """The first frame."""
        hello = {"t": "hello", "protocol": PROTOCOL_NUMBER, "now_ms": now_ms, "heartbeat_ms": heartbeat_ms}
        return json_text({**hello, "build": build, "epoch": epoch})

    def snapshot(self, seq: int, text: str) -> str:
        """The frame with the whole view, after which events are told from this number on."""
        self._told_seq = seq
        return text

    def resumed(self, seq: int, missed: list[str]) -> list[str]:
        """The frames that bring a desktop up to this number."""
        self._told_seq = seq
        return [f'{{"t":"resumed","seq":{seq},"count":{len(missed)}}}', *missed]

    def events(self, seq: int, text: str) -> str | None:
        """The frame with what has changed by this number; nothing for who was told of it already."""
        if self._told_seq is None or seq <= self._told_seq:
            return None
        self._told_seq = seq
        return text

    def notice(self, alarms: Iterable[StandingAlarm]) -> str:
        """All alarms that stand now and concern agents. It has no number: what it tells of may keep numbers waiting."""
        standing = [{"code": alarm.code, "since_ms": alarm.since_ms} for alarm in alarms]
        return json_text({"t": "notice", "alarms": standing})

    def ping(self) -> str:
        """Ask whether the far end is alive."""
        self._pings += 1
        return f'{{"t":"ping","n":{self._pings}}}'

    def result(self, command_id: str, refused: CommandRefused | None) -> str:
        """The answer to a command."""
        frame: JsonObject = {"t": "result", "id": command_id, "ok": refused is None}
        if refused is not None:
            frame["error"] = {"code": refused.code, "detail": refused.detail}
        return json_text(frame)

    def receive(self, text: str, now_ms: int) -> Incoming:
        """Take one frame apart, or raise ProtocolFault."""
        self._allowance.spend(now_ms)
        frame = read_frame(text)
        match frame.get("t"):
            case "command":
                return _command(frame)
            case "pong":
                return PongFrame()
            case "open":
                return OpenFrame(_cursor(frame.get("cursor")))
            case "subscribe" | "unsubscribe" as kind:
                return SubscribeFrame(_channel(frame), is_wanted=kind == "subscribe")
            case _:
                raise ProtocolFault("a frame of an unknown type")


def _command(frame: Mapping[str, object]) -> CommandFrame:
    command_id, op, args, rev = frame.get("id"), frame.get("op"), frame.get("args", {}), frame.get("rev")
    if not isinstance(command_id, str) or not COMMAND_ID.fullmatch(command_id):
        raise ProtocolFault("a command without an id")
    if not isinstance(op, str) or not isinstance(args, dict):
        raise ProtocolFault("a command without op or args")
    if rev is not None and not is_number(rev):
        raise ProtocolFault("a command whose revision is no number")
    return CommandFrame(command_id, op, args, rev if isinstance(rev, int) else None)


def _cursor(cursor: object) -> Cursor | None:
    match cursor:
        case None:
            return None
        case {"epoch": str(epoch), "seq": int(seq)} if len(epoch) <= EPOCH_LENGTH_MAX and is_number(seq):
            return Cursor(epoch, seq)
        case _:
            raise ProtocolFault("a cursor without epoch or number")


def _channel(frame: Mapping[str, object]) -> str:
    channel = frame.get("channel")
    if not isinstance(channel, str) or channel not in CHANNELS:
        raise ProtocolFault("a channel that there is not")
    return channel


def is_number(value: object) -> bool:
    """Whether a JSON value is a whole number; true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)
