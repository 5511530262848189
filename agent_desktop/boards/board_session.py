"""One connection of `cic.board.v1` without I/O: text in, messages out; messages in, text out.

Owns frames and their limits. Knows no sockets, no clock, and who may see what as little as what it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from agent_desktop.boards.shapes.frames import PROTOCOL_NUMBER, BoardChannelName, WallFacts
from agent_desktop.gateway.incoming import Allowance, ProtocolFault, read_frame
from agent_desktop.gateway.json_text import json_text

ID_LENGTH_MAX = 128
REASON_LENGTH_MAX = 500
QUEUES, AGENTS, WAITING, ALARMS, MIRROR = "queues", "agents", "waiting", "alarms", "mirror"
CHANNELS: frozenset[str] = frozenset(get_args(BoardChannelName.__value__))
ABOUT_ONE = frozenset({WAITING, MIRROR})
"""Channels that are about one queue or one agent."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What a board listens to; ``of`` is the queue or the agent that it is about, where it is about one."""

    name: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """The board wants a channel. ``reason`` is why, where somebody is looked at."""

    channel: Channel
    reason: str


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """The board does not want a channel any more."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class Pong:
    """The far end is alive."""


class BoardSession:
    """What has been said so far on one connection."""

    def __init__(self) -> None:
        self._pings = 0
        self._allowance = Allowance()

    def ping(self) -> str:
        """Ask whether the far end is alive."""
        self._pings += 1
        return f'{{"t":"ping","n":{self._pings}}}'

    def receive(self, text: str, now_ms: int) -> Subscribe | Unsubscribe | Pong:
        """Take one frame apart, or raise ProtocolFault."""
        self._allowance.spend(now_ms)
        frame = read_frame(text)
        match frame.get("t"):
            case "pong":
                return Pong()
            case "subscribe":
                return Subscribe(_channel(frame), _reason(frame.get("reason", "")))
            case "unsubscribe":
                return Unsubscribe(_channel(frame))
            case _:
                raise ProtocolFault("a frame of an unknown type")


@dataclass(frozen=True, slots=True)
class Hello:
    """What a board is told first."""

    now_ms: int
    heartbeat_ms: int
    stale_after_ms: int
    build: str
    epoch: str
    channels: Sequence[str]
    wall: WallFacts | None

    def text(self) -> str:
        """The frame."""
        names = ("now_ms", "heartbeat_ms", "stale_after_ms", "build", "epoch", "wall")
        facts: dict[str, object] = {name: getattr(self, name) for name in names}
        return json_text({"t": "hello", "protocol": PROTOCOL_NUMBER, **facts, "channels": list(self.channels)})


def ended_frame(channel: Channel, code: str) -> str:
    """The frame that says that a subscription was not begun, or is over."""
    return json_text({"t": "ended", "channel": channel.name, "of": channel.of, "code": code})


def _channel(frame: Mapping[str, object]) -> Channel:
    name, of = frame.get("channel"), frame.get("of")
    if not isinstance(name, str) or name not in CHANNELS:
        raise ProtocolFault("a channel that there is not")
    if name not in ABOUT_ONE:
        return Channel(name)
    if not isinstance(of, str) or not 0 < len(of) <= ID_LENGTH_MAX:
        raise ProtocolFault("a channel that is about nobody")
    return Channel(name, of)


def _reason(reason: object) -> str:
    if not isinstance(reason, str) or len(reason) > REASON_LENGTH_MAX:
        raise ProtocolFault("a reason that is none")
    return reason.strip()
