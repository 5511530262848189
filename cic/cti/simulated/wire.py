"""``cic.phone.v1`` on the wire: text to frames and back, for both ends. Owns what a well-formed frame is, and its size.

Must not touch a socket, nor quote a frame's content in a fault: it may hold a number or a name.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import MISSING, fields
from enum import Enum
from typing import Any, TypeVar, cast

from cic.cti.port.collection import KEYS
from cic.cti.simulated import frames
from cic.cti.simulated.frames import GatherKind, MediaState, PhoneFrame, PhoneRole, SwitchFrame
from routing.vocabulary import EndCause

FRAME_BYTES_MAX = 64 * 1024
SIGNAL_BYTES_MAX = 16 * 1024
AUDIO_BYTES_MAX = 16_000
"""A second of what a telephone speaks."""
WORDS_MAX = 200
PROTOCOL_VERSION = 1

_FROM_PHONE: dict[str, type[Any]] = {
    "dial": frames.Dial,
    "outside": frames.Outside,
    "answer": frames.Answer,
    "reject": frames.Reject,
    "played": frames.Played,
    "digit": frames.Digit,
    "speech": frames.Speech,
    "audio": frames.Audio,
    "track_audio": frames.TrackAudio,
    "signal": frames.SignalOut,
    "hang_up": frames.HangUp,
    "rejoin": frames.Rejoin,
    "pong": frames.Pong,
}
_FROM_SWITCH: dict[str, type[Any]] = {
    "hello": frames.Hello,
    "leg": frames.LegGiven,
    "answered": frames.Answered,
    "ring": frames.Ring,
    "play": frames.Play,
    "record": frames.Record,
    "stop": frames.Stop,
    "music": frames.Music,
    "bridge": frames.Bridge,
    "signal": frames.SignalIn,
    "part": frames.Part,
    "mute": frames.Mute,
    "track": frames.Track,
    "digits": frames.FarDigits,
    "ended": frames.Ended,
    "rejoined": frames.Rejoined,
    "error": frames.Fault,
    "ping": frames.Ping,
}
_NAMES = {cls: name for table in (_FROM_PHONE, _FROM_SWITCH) for name, cls in table.items()}
_WIRE_KEYS = {"sender": "from"}


class ProtocolFault(Exception):
    """A frame that is not of this protocol. ``detail`` names the fault and never what the frame said."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def parse_phone_frame(text: str) -> PhoneFrame:
    """What a phone says; ProtocolFault when it makes no sense."""
    return cast(PhoneFrame, _parse(text, _FROM_PHONE))


def parse_switch_frame(text: str) -> SwitchFrame:
    """What the switch says, as a phone reads it; ProtocolFault when it makes no sense."""
    return cast(SwitchFrame, _parse(text, _FROM_SWITCH))


def serialise(frame: PhoneFrame | SwitchFrame) -> str:
    """One frame as text, ASCII only, keys in the order of the type's fields."""
    content = {_WIRE_KEYS.get(f.name, f.name): _plain(getattr(frame, f.name)) for f in fields(frame)}
    return json.dumps({"t": _NAMES[type(frame)], **content}, separators=(",", ":"))


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case frames.Peer(leg_id=leg_id, offers=offers):
            one_way = {name: False for name in ("speaks", "hears") if not getattr(value, name)}
            return {"leg_id": leg_id, "offers": offers, **one_way}
        case bytes():
            return b64encode(value).decode()
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return value


def _parse(text: str, table: dict[str, type[Any]]) -> object:
    content = _load(text)
    kind = content.get("t")
    frame_type = table.get(kind) if isinstance(kind, str) else None
    if frame_type is None:
        raise ProtocolFault("unknown frame")
    values: dict[str, object] = {}
    for field in fields(frame_type):
        key = _WIRE_KEYS.get(field.name, field.name)
        if key in content:
            values[field.name] = _CHECKS[field.name](content[key])
        elif field.default is MISSING:
            raise ProtocolFault(f"{kind}: {key} is missing")
    return frame_type(**values)


def _load(text: str) -> dict[str, object]:
    # The number of characters is a lower bound of the bytes, so an oversized text is refused before it is encoded.
    if len(text) > FRAME_BYTES_MAX or len(text.encode("utf-8", "surrogatepass")) > FRAME_BYTES_MAX:
        raise ProtocolFault("frame too large")
    try:
        content = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        # ``from None``: the parser's error quotes the text.
        raise ProtocolFault("not JSON") from None
    if not isinstance(content, dict):
        raise ProtocolFault("not an object")
    return content


def _no_constant(name: str) -> object:
    raise ValueError("NaN and Infinity are not JSON")


_T = TypeVar("_T")
_ID = re.compile(r"[!-~]{1,128}")  # whatever the core makes of an id: printable ASCII without a space
_NUMBER = re.compile(r"\+?[0-9*#]{1,32}")
_SEPARATORS = str.maketrans("", "", " -().")


def _text(field: str, characters_max: int) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or len(value) > characters_max or not value.isprintable():
            raise ProtocolFault(f"{field} is not a text of at most {characters_max} characters")
        return value

    return check


def _matching(field: str, pattern: re.Pattern[str]) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ProtocolFault(f"{field} is malformed")
        return value

    return check


def _one_of(field: str, kind: type[_T]) -> Callable[[object], _T]:
    def check(value: object) -> _T:
        try:
            return kind(value)  # type: ignore[call-arg]
        except ValueError:
            raise ProtocolFault(f"{field} is not one of its words") from None

    return check


def _exactly(field: str, kind: type[_T], is_optional: bool = False) -> Callable[[object], _T | None]:
    def check(value: object) -> _T | None:
        if value is None and is_optional:
            return None
        # bool is an int to Python, not to us.
        if type(value) is not kind:
            raise ProtocolFault(f"{field} is not of its type")
        return value

    return check


def _dialled(value: object) -> str:
    """A number as people write it, without its separators."""
    if not isinstance(value, str) or len(value) > 64:
        raise ProtocolFault("number is malformed")
    plain = value.translate(_SEPARATORS)
    if not _NUMBER.fullmatch(plain):
        raise ProtocolFault("number is malformed")
    return plain


def _digit(value: object) -> str:
    if not isinstance(value, str) or value not in KEYS:
        raise ProtocolFault("digit is not a key")
    return value


def _pcm(value: object) -> bytes:
    if not isinstance(value, str) or len(value) > AUDIO_BYTES_MAX * 4 // 3 + 4:
        raise ProtocolFault("pcm is not a text of at most a second of audio")
    try:
        pcm = b64decode(value, validate=True)
    except ValueError:
        raise ProtocolFault("pcm is not base64") from None
    if len(pcm) % 2 or len(pcm) > AUDIO_BYTES_MAX:
        raise ProtocolFault("pcm is not whole samples of at most a second")
    return pcm


def _signal(value: object) -> dict[str, object]:
    if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= {"description", "candidate"}:
        raise ProtocolFault("data is neither a description nor a candidate")
    try:
        size_bytes = len(json.dumps(value, separators=(",", ":")))
    except RecursionError:
        raise ProtocolFault("data is nested too deeply") from None
    if size_bytes > SIGNAL_BYTES_MAX:
        raise ProtocolFault("data is too large")
    return value


def _recordings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ProtocolFault("recordings is not a list")
    return tuple(_text("recordings", 512)(item) for item in value)


def _peers(value: object) -> tuple[frames.Peer, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ProtocolFault("peers is not a list of objects")
    return tuple(
        frames.Peer(
            _CHECKS["leg_id"](item.get("leg_id")),
            _CHECKS["offers"](item.get("offers")),
            _CHECKS["speaks"](item.get("speaks", True)),
            _CHECKS["hears"](item.get("hears", True)),
        )
        for item in value
    )


_CHECKS: dict[str, Callable[[object], Any]] = {
    "address": lambda value: None if value is None else _text("address", 128)(value),
    "answered": _exactly("answered", bool, is_optional=True),
    "bridge_id": _matching("bridge_id", _ID),
    # Whatever they say, the call is taken: what to keep of them is decided where the leg arrives.
    "caller_name": _exactly("caller_name", str),
    "caller_number": _exactly("caller_number", str),
    "cause": _one_of("cause", EndCause),
    "data": _signal,
    "detail": _text("detail", 512),
    "digit": _digit,
    "digits": _text("digits", 64),
    "duration_ms_max": _exactly("duration_ms_max", int),
    "effect_id": _matching("effect_id", _ID),
    "gather": _one_of("gather", GatherKind),
    "hears": _exactly("hears", bool),
    "interaction_id": _matching("interaction_id", _ID),
    "is_on": _exactly("is_on", bool),
    "leg_id": _matching("leg_id", _ID),
    "listen": _exactly("listen", bool),
    "media": _one_of("media", MediaState),
    "muted": _exactly("muted", bool),
    "n": _exactly("n", int),
    "number": _dialled,
    "offers": _exactly("offers", bool),
    "pcm": _pcm,
    "peers": _peers,
    "protocol": _exactly("protocol", int),
    "recordings": _recordings,
    "rejoin": _text("rejoin", 128),
    "role": _one_of("role", PhoneRole),
    "speaks": _exactly("speaks", bool),
    "sender": _matching("from", _ID),
    "tone": _exactly("tone", bool),
    "to": _matching("to", _ID),
    "token": _text("token", 128),
    "track": _matching("track", _ID),
    "url": _text("url", 512),
    "words": _text("words", WORDS_MAX),
}
