"""One AGI conversation, hardened. Owns what pyst2's AGI class lacks: an end of input, bounds, quoting, silence.

Must not open sockets or know a command of ours; it runs on a thread of its own, next to the event loop.
"""

import re
import socket
import time

from asterisk.agi import (
    AGI,
    AGIAppError,
    AGIHangup,
    AGIInvalidCommand,
    AGIResultHangup,
    AGIUnknownError,
    AGIUsageError,
    re_code,
    re_kv,
)

from cic.cti.asterisk.agi_head import AgiHead
from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue

_LINE_BYTES_MAX = 4096
_RESULT = re.compile(r"-?[0-9]{1,9}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_READ_BYTES = 4096
_FIRST_COMMAND_S = 5.0


class AgiEnded(AGIHangup):  # type: ignore[misc]
    """Asterisk closed the conversation or said HANGUP. Not a hang-up of the call: only AMI tells that."""


class BoundedLines:
    """The lines of a socket for pyst2 to read: bounded in length and time, with an end that cannot be overread."""

    def __init__(self, connection: socket.socket, unread: bytes = b"") -> None:
        self._connection = connection
        self._buffer = unread
        self._deadline_s = 0.0

    def allow(self, time_s: float) -> None:
        """The next lines must come within ``time_s`` seconds together."""
        self._deadline_s = time.monotonic() + time_s

    @property
    def has_unread(self) -> bool:
        """Whether something came along with what was read last; the socket itself will not tell of it any more."""
        return bool(self._buffer)

    def readline(self) -> bytes:
        """The next line without its end; AgiEnded at the end of input, ProtocolFault beyond a bound."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > _LINE_BYTES_MAX:
                raise ProtocolFault("agi_line_too_long")
            self._buffer += self._receive()
        line, _, self._buffer = self._buffer.partition(b"\n")
        if line.strip() == b"HANGUP":  # out of band; pyst2 would fail on it
            raise AgiEnded
        return _readable(line)

    def _receive(self) -> bytes:
        left_s = self._deadline_s - time.monotonic()
        if left_s <= 0:
            raise ProtocolFault("agi_too_slow")
        self._connection.settimeout(left_s)
        try:
            data = self._connection.recv(_READ_BYTES)
        except TimeoutError as error:
            raise ProtocolFault("agi_too_slow") from error
        except OSError as error:
            raise AgiEnded from error
        if not data:
            raise AgiEnded
        return data


class HardenedAgi(AGI):  # type: ignore[misc]
    """pyst2's AGI commands over one socket. Every value is checked before it is sent."""

    env: dict[str, str]

    def __init__(self, connection: socket.socket, head: AgiHead) -> None:
        """Begin behind the description. Does not install pyst2's signal handler, which only a main thread may."""
        assert head.is_complete, "the conversation begins behind the description"
        self._connection = connection
        self.stdin = BoundedLines(connection, head.rest)
        self._got_sighup = False
        self.env = head.env
        self.allow(_FIRST_COMMAND_S)

    def allow(self, time_s: float) -> None:
        """How long the next command may take before we give the conversation up."""
        self.stdin.allow(time_s)

    def stream(self, path: str, keys: str, position: int) -> tuple[str, int]:
        """Play a recording from a sample on; which of these keys stopped it, if any, and the sample it came to."""
        response = self.execute("STREAM FILE", path, self._quote(keys), position)
        code, end = (response.get(name, ("0", ""))[0] for name in ("result", "endpos"))
        if not (code.isdecimal() and end.isdecimal() and int(code) < 128):
            raise ProtocolFault("agi_stream_result")
        return (chr(int(code)) if int(code) else "", int(end))

    def execute(self, command: str, *args: object) -> dict[str, tuple[str, str]]:
        """Send one command and take its answer; ProtocolFault when that is none, where pyst2 would fail on it."""
        try:
            response: dict[str, tuple[str, str]] = super().execute(command, *args)
        except UnsafeValue:
            raise
        except ValueError:  # a code that is no number
            raise ProtocolFault("agi_bad_answer") from None
        if not _RESULT.fullmatch(response["result"][0]):
            raise ProtocolFault("agi_bad_answer")
        return response

    def get_result(self, _stdin: object = None) -> dict[str, tuple[str, str]]:
        """Read one answer, as pyst2 does; it also echoes each to standard error, callers' digits included."""
        code, response = re_code.search(self.stdin.readline().decode().strip()).groups()
        match int(code):
            case 200:
                return _results(response)
            case 510:
                raise AGIInvalidCommand
            case 520:
                while not self.stdin.readline().startswith(b"520"):
                    pass
                raise AGIUsageError
            case _:
                raise AGIUnknownError

    def send_command(self, command: str, *args: object) -> None:
        """Send one command line; UnsafeValue when an argument would break out of it."""
        line = " ".join([command, *map(str, args)])
        if _CONTROL.search(line):
            raise UnsafeValue(f"agi {command}")
        try:
            self._connection.sendall(line.encode("utf-8") + b"\n")
        except OSError as error:
            raise AgiEnded from error

    def _quote(self, string: object) -> str:
        escaped = str(string).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'


def _results(response: str) -> dict[str, tuple[str, str]]:
    results = {"result": ("", "")}
    for key, value, data in re_kv.findall(response):
        results[key] = (value, data)
        if data == "hangup":
            raise AGIResultHangup
        if key == "result" and value == "-1":
            raise AGIAppError
    return results


def _readable(line: bytes) -> bytes:
    return line.decode("utf-8", "replace").encode("utf-8")  # pyst2 decodes strictly
