"""AudioSocket as bytes, without a socket: Asterisk's audio and keys in, our audio out. Owns frames and their bounds.

A frame is a kind (1 byte), a length (2 bytes, big-endian) and a payload. The first that comes names the call by a
UUID; nothing else tells who calls. https://docs.asterisk.org/Configuration/Channel-Drivers/AudioSocket/
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

_HEAD = struct.Struct(">BH")
AUDIO_BYTES_MAX = 3200
"""200 ms. Asterisk sends 20 ms at a time, a provider's network up to 60."""
_UUID_BYTES = 16
_ERROR_BYTES_MAX = 16
_KEYS = frozenset(b"0123456789*#ABCD")


class Kind(IntEnum):
    """The kinds of frames that may come. Audio is 8 kHz; the kinds of other rates are not asked for."""

    HANG_UP = 0x00
    IDENTITY = 0x01
    KEY = 0x03
    AUDIO = 0x10
    ERROR = 0xFF


_PAYLOAD_BYTES = {
    Kind.HANG_UP: (0, 0),
    Kind.IDENTITY: (_UUID_BYTES, _UUID_BYTES),
    Kind.KEY: (1, 1),
    Kind.AUDIO: (0, AUDIO_BYTES_MAX),
    Kind.ERROR: (0, _ERROR_BYTES_MAX),
}


class ProtocolFault(Exception):
    """The far side sent what the protocol does not allow; the text is a short code."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The call is this one."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class Key:
    """The caller pressed a key."""

    key: str


@dataclass(frozen=True, slots=True)
class Audio:
    """The next stretch of audio: signed 16 bit, little-endian, 8 kHz, mono."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class HangUp:
    """The conversation is over: the caller has gone, or we are done."""


@dataclass(frozen=True, slots=True)
class FarError:
    """Asterisk could not go on, for a reason of its own."""

    code: bytes


Message = Identity | Key | Audio | HangUp | FarError


def encode(message: Message) -> bytes:
    """A message as a frame."""
    match message:
        case Identity(uuid):
            return _frame(Kind.IDENTITY, uuid.bytes)
        case Key(key):
            return _frame(Kind.KEY, key.encode("ascii"))
        case Audio(pcm):
            return _frame(Kind.AUDIO, pcm)
        case HangUp():
            return _frame(Kind.HANG_UP, b"")
        case FarError(code):
            return _frame(Kind.ERROR, code)


def _frame(kind: Kind, payload: bytes) -> bytes:
    least, most = _PAYLOAD_BYTES[kind]
    assert least <= len(payload) <= most, f"{kind.name} with {len(payload)} bytes"
    return _HEAD.pack(kind, len(payload)) + payload


class AudioSocketReader:
    """Messages out of bytes, in whatever pieces these come. After a fault it is of no more use."""

    __slots__ = ("_data",)

    def __init__(self) -> None:
        self._data = b""

    @property
    def is_between_frames(self) -> bool:
        """Whether everything that came was whole: what end of input should find."""
        return not self._data

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that these bytes complete. ProtocolFault as soon as a frame's head is not allowed.

        Who takes only the first of them gets the others with the next bytes, or with none.
        """
        data = self._data + data
        at = 0
        while len(data) - at >= _HEAD.size:
            kind, length = _checked(*_HEAD.unpack_from(data, at))
            end = at + _HEAD.size + length
            if end > len(data):
                break
            self._data, payload = data[end:], data[at + _HEAD.size : end]
            yield _message(kind, payload)
            at = end
        self._data = data[at:]


def _checked(number: int, length: int) -> tuple[Kind, int]:
    try:
        kind = Kind(number)
    except ValueError:
        raise ProtocolFault("audiosocket_unknown_kind") from None
    least, most = _PAYLOAD_BYTES[kind]
    if not least <= length <= most:
        raise ProtocolFault("audiosocket_bad_length")
    return kind, length


def _message(kind: Kind, payload: bytes) -> Message:
    match kind:
        case Kind.IDENTITY:
            return Identity(UUID(bytes=payload))
        case Kind.KEY:
            if payload[0] not in _KEYS:
                raise ProtocolFault("audiosocket_bad_key")
            return Key(payload.decode("ascii"))
        case Kind.AUDIO:
            if len(payload) % 2:
                raise ProtocolFault("audiosocket_half_sample")
            return Audio(payload)
        case Kind.ERROR:
            return FarError(payload)
        case _:
            return HangUp()
