"""How an AGI conversation begins: the description of the call, without a socket. Owns its bounds and its reading.

Must not judge what the values mean. Values of the caller's own may be of any kind: none of them ends the call.
"""

import re
from collections.abc import Iterable

from cic.cti.asterisk.faults import ProtocolFault

_HEAD_BYTES_MAX = 64 * 1024
_LINES_MAX = 128
_VALUE_BYTES_MAX = 4096
_END = re.compile(rb"\r?\n\r?\n")
_SPACE = " \t\r\v\f"
_HEADER = rf"^[{_SPACE}]*(agi_[a-z0-9_]{{1,40}})[{_SPACE}]*:(.*)"
_HEADER_TEXT = re.compile(_HEADER, re.MULTILINE)
_HEADER_BYTES = re.compile(_HEADER.encode(), re.MULTILINE)
_ARGUMENT = "agi_arg_"


class AgiHead:
    """The description of one call, in whatever pieces it comes. Its repr shows no value."""

    __slots__ = ("_data", "env", "is_complete", "rest")

    def __init__(self) -> None:
        self._data = bytearray()
        self.env: dict[str, str] = {}
        self.is_complete = False
        self.rest = b""
        """What came behind the description."""

    def feed(self, data: bytes) -> bool:
        """Take bytes; whether the description is complete. ProtocolFault beyond a bound."""
        assert not self.is_complete, "what comes now belongs to the conversation"
        searched = max(0, len(self._data) - 3)
        self._data += data
        end = 1 if self._data.startswith((b"\n", b"\r\n")) else 0
        found = None if end else _END.search(self._data, searched)
        if found is None and not end:
            self._check_size(len(self._data))
            return False
        length = found.start() if found is not None else 0
        self._check_size(length)
        self._read(bytes(self._data[:length]))
        self.rest = bytes(self._data[found.end() :]) if found is not None else b""
        self._data.clear()
        self.is_complete = True
        return True

    def _check_size(self, length: int) -> None:
        if length > _HEAD_BYTES_MAX:
            raise ProtocolFault("head_too_long")
        if self._data.count(b"\n", 0, length) >= _LINES_MAX:
            raise ProtocolFault("too_many_headers")

    def _read(self, head: bytes) -> None:
        for name, value in _headers(head):
            # Asterisk writes its own headers before the caller's and its arguments after them, each once: a line end
            # in a caller's name can take the place of neither.
            if name not in self.env or name.startswith(_ARGUMENT):
                self.env[name] = value.strip(_SPACE)


def _headers(head: bytes) -> Iterable[tuple[str, str]]:
    if len(head) <= _VALUE_BYTES_MAX:
        try:
            return _HEADER_TEXT.findall(head.decode("utf-8"))  # nearly always; half the time of one value at a time
        except UnicodeDecodeError:
            pass
    return ((name.decode("ascii"), _text(raw.strip()[:_VALUE_BYTES_MAX])) for name, raw in _HEADER_BYTES.findall(head))


def _text(raw: bytes) -> str:
    """UTF-8, or what Chinese exchanges send in its place; what is neither is readable at least."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
