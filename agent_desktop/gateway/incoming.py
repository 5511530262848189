"""What comes in on a websocket of ours, before its meaning. Owns the limits of frames: length, form, pace."""

import json
from collections.abc import Mapping

FRAME_LENGTH_MAX = 64 * 1024
FRAMES_BURST = 60
FRAMES_PER_S = 20


class ProtocolFault(Exception):
    """The far end sent what is not of this protocol. Carries no content."""


class Allowance:
    """Frames are free at a person's pace, and at a burst's; not at a broken program's."""

    def __init__(self) -> None:
        self._left = float(FRAMES_BURST)
        self._at_ms = 0

    def spend(self, now_ms: int) -> None:
        """One more frame has come; ProtocolFault when that is too many."""
        gained = max(0, now_ms - self._at_ms) * FRAMES_PER_S / 1000
        self._left = min(float(FRAMES_BURST), self._left + gained) - 1
        self._at_ms = now_ms
        if self._left < 0:
            raise ProtocolFault("too many frames")


def read_frame(text: str) -> Mapping[str, object]:
    """A frame as an object, or ProtocolFault."""
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
    return frame
