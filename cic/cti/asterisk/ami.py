"""Asterisk's manager protocol, without a socket. Owns bytes to messages and actions to bytes.

Must not do I/O and must not know what an event means. pyst2's message type is kept; its reader is not: it takes one
byte per system call, matches responses by order and fails on a ChanVariable header.
"""

from collections.abc import Sequence

from asterisk.manager import ManagerMsg

from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue

_LINE_BYTES_MAX = 16 * 1024
_MESSAGE_LINES_MAX = 500
_GREETING = b"Asterisk Call Manager/"

AmiAction = tuple[tuple[str, str], ...]
"""An action as its headers in order; the first is ``Action``."""


class AmiMessage(ManagerMsg):  # type: ignore[misc]
    """A response or an event. Its repr is its name only: headers hold personal values."""

    headers: dict[str, str]

    def parse(self, response: Sequence[str]) -> None:
        """Take the headers; of a header that comes twice the last counts."""
        headers = self.headers
        for line in response:
            name, colon, value = line.partition(":")
            if colon:
                headers[name] = value.strip()

    @property
    def event(self) -> str:
        """The event's name, empty for a response."""
        return self.headers.get("Event", "")

    @property
    def action_id(self) -> str:
        """Which action this belongs to, empty for none."""
        return self.headers.get("ActionID", "")

    @property
    def succeeded(self) -> bool:
        """Whether a response says that the action was taken."""
        return self.headers.get("Response") in ("Success", "Goodbye")

    def __getitem__(self, name: str) -> str:
        """A header's value, empty when it is missing."""
        return self.headers.get(name, "")


class AmiParser:
    """Turns what the socket gave into messages, in whatever pieces it came."""

    __slots__ = ("_greeted", "_lines", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[str] = []
        self._greeted = False

    def feed(self, data: bytes) -> list[AmiMessage]:
        """Take bytes and return the messages they complete; ProtocolFault when the peer is no manager."""
        messages: list[AmiMessage] = []
        *lines, self._rest = (self._rest + data).split(b"\n")
        for raw in lines:
            self._take_line(raw.removesuffix(b"\r"), messages)
        if len(self._rest) > _LINE_BYTES_MAX:
            raise ProtocolFault("ami_line_too_long")
        return messages

    def end(self) -> None:
        """The peer closed: a message cut in the middle is a fault."""
        if self._rest or self._lines:
            raise ProtocolFault("ami_cut_in_message")

    def _take_line(self, line: bytes, messages: list[AmiMessage]) -> None:
        if len(line) > _LINE_BYTES_MAX:
            raise ProtocolFault("ami_line_too_long")
        if not self._greeted:
            if not line.startswith(_GREETING):
                raise ProtocolFault("ami_no_greeting")
            self._greeted = True
        elif line:
            if len(self._lines) >= _MESSAGE_LINES_MAX:
                raise ProtocolFault("ami_message_too_long")
            self._lines.append(line.decode("utf-8", "replace"))
        elif self._lines:
            lines, self._lines = self._lines, []
            messages.append(AmiMessage(lines))


def encode_action(action: AmiAction, action_id: str) -> bytes:
    """An action as bytes; UnsafeValue when a header would break out of its line."""
    lines = []
    for name, value in (*action, ("ActionID", action_id)):
        if not name.isalnum() or any(sign in value for sign in "\r\n\0"):
            raise UnsafeValue(f"header of {action[0][1]}")
        lines.append(f"{name}: {value}\r\n")
    lines.append("\r\n")
    return "".join(lines).encode("utf-8")
