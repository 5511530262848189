"""One desktop connection of `cic.desktop.v1` without I/O: text in, messages out; messages in, text out.

Owns frames and their limits. Knows no sockets, no clock and no meaning of a command.
"""

import json
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from agent_desktop.gateway.json_text import json_text
from agent_desktop.gateway.notices import StandingAlarm
from cic.api.ports import CommandRefused, JsonObject

PROTOCOL = 1
FRAME_LENGTH_MAX = 64 * 1024
COMMAND_ID = re.compile(r"[!-~]{1,64}")
"""Visible ASCII: an id is sent back as it came, and must not be able to break the frame that carries it."""
REMEMBERED_RESULTS = 1_000
FRAMES_BURST = 60
FRAMES_PER_S = 20


class CloseCode(IntEnum):
    """Why the server closes a desktop; below 4500 the browser comes back by itself."""

    OUR_FAULT = 1011
    BAD_FRAME = 4400
    NO_PONG = 4408
    TOO_SLOW = 4429
    TAKEN_OVER = 4500
    SIGNED_OUT = 4501


class ProtocolFault(Exception):
    """The far end sent what is not of this protocol. Carries no content."""


@dataclass(frozen=True, slots=True)
class CommandFrame:
    """A command that is to be carried out."""

    command_id: str
    op: str
    args: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RepeatedCommand:
    """A command that was sent before. ``answer`` is its result again, or None while it is still being carried out."""

    answer: str | None


@dataclass(frozen=True, slots=True)
class PongFrame:
    """The far end is alive."""


Incoming = CommandFrame | RepeatedCommand | PongFrame


class DesktopSession:
    """What has been said so far on one connection."""

    def __init__(self) -> None:
        self._last_seq = -1
        self._last_view: str | None = None
        self._results: OrderedDict[str, str | None] = OrderedDict()
        self._pings = 0
        self._allowance = float(FRAMES_BURST)
        self._allowance_at_ms = 0

    @property
    def is_live(self) -> bool:
        """Whether the snapshot was sent; before it there are no events."""
        return self._last_view is not None

    def hello(self, now_ms: int, heartbeat_ms: int, build: str) -> str:
        """The first frame."""
        return json_text(
            {"t": "hello", "protocol": PROTOCOL, "now_ms": now_ms, "heartbeat_ms": heartbeat_ms, "build": build}
        )

    def snapshot(self, seq: int, view: str) -> str:
        """The whole view, a JSON text, from which on events are told."""
        self._last_seq, self._last_view = seq, view
        return f'{{"t":"snapshot","seq":{seq},"view":{view}}}'

    def event(self, seq: int, view: str) -> str | None:
        """The view after an input; nothing when it is the same as before or older."""
        if self._last_view is None or seq <= self._last_seq or view == self._last_view:
            return None
        self._last_seq, self._last_view = seq, view
        return f'{{"t":"event","seq":{seq},"event":"view_changed","view":{view}}}'

    def notice(self, alarms: Iterable[StandingAlarm]) -> str:
        """All alarms that stand now and concern agents. It has no number: what it tells of may keep numbers waiting."""
        standing = [{"code": alarm.code, "since_ms": alarm.since_ms} for alarm in alarms]
        return json_text({"t": "notice", "alarms": standing})

    def ping(self) -> str:
        """Ask whether the far end is alive."""
        self._pings += 1
        return f'{{"t":"ping","n":{self._pings}}}'

    def result(self, command_id: str, refused: CommandRefused | None) -> str:
        """The answer to a command, remembered for when it is asked again."""
        frame: JsonObject = {"t": "result", "id": command_id, "ok": refused is None}
        if refused is not None:
            frame["error"] = {"code": refused.code, "detail": refused.detail}
        text = json_text(frame)
        self._results[command_id] = text
        return text

    def receive(self, text: str, now_ms: int) -> Incoming:
        """Take one frame apart, or raise ProtocolFault."""
        self._spend_allowance(now_ms)
        if len(text) > FRAME_LENGTH_MAX:
            raise ProtocolFault("a frame that is too long")
        try:
            frame = json.loads(text)
            if "\\ud" in text.lower():  # half a character (RFC 8259, 8.2) can neither be kept nor sent back
                json.dumps(frame, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise ProtocolFault("a frame that is no JSON") from None
        if not isinstance(frame, dict):
            raise ProtocolFault("a frame that is no object")
        match frame.get("t"):
            case "command":
                return self._command(frame)
            case "pong":
                return PongFrame()
            case _:
                raise ProtocolFault("a frame of an unknown type")

    def _command(self, frame: dict[str, object]) -> CommandFrame | RepeatedCommand:
        command_id, op, args = frame.get("id"), frame.get("op"), frame.get("args", {})
        if not isinstance(command_id, str) or not COMMAND_ID.fullmatch(command_id):
            raise ProtocolFault("a command without an id")
        if not isinstance(op, str) or not isinstance(args, dict):
            raise ProtocolFault("a command without op or args")
        if command_id in self._results:
            return RepeatedCommand(self._results[command_id])
        self._results[command_id] = None
        while len(self._results) > REMEMBERED_RESULTS:
            self._results.popitem(last=False)
        return CommandFrame(command_id, op, args)

    def _spend_allowance(self, now_ms: int) -> None:
        """Frames are free at a person's pace, and at a burst's; not at a broken program's."""
        gained = max(0, now_ms - self._allowance_at_ms) * FRAMES_PER_S / 1000
        self._allowance = min(float(FRAMES_BURST), self._allowance + gained) - 1
        self._allowance_at_ms = now_ms
        if self._allowance < 0:
            raise ProtocolFault("too many frames")
