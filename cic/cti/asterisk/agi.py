"""AGI as text, without a socket: our commands out, Asterisk's answers in. Owns bounds, quoting, what an answer means.

pyst2 gives the form of an answer and the exceptions; its class blocks until each answer is there, so it is not used.
Must not know time, or which command comes when.
"""

import re
from collections.abc import Coroutine, Generator
from typing import Any

from asterisk.agi import (
    AGIAppError,
    AGIHangup,
    AGIInvalidCommand,
    AGIResultHangup,
    AGIUnknownError,
    AGIUsageError,
    re_code,
    re_kv,
)

from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue

SHORT_COMMAND_S = 15.0
"""So long at most may a command take that does not wait for a person."""
_LINE_BYTES_MAX = 4096
_RESULT = re.compile(r"-?[0-9]{1,9}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ASCII_MAX = 127

Answer = dict[str, tuple[str, str]]
"""Each word of an answer with its value and what stands in brackets behind it."""


class AgiEnded(AGIHangup):  # type: ignore[misc]
    """Asterisk closed the conversation or said HANGUP. Not a hang-up of the call: only AMI tells that."""


class Command:
    """One command line and how long its answer may take; a script that awaits it gets the answer."""

    __slots__ = ("line", "time_s")

    def __init__(self, word: str, *args: object, time_s: float = SHORT_COMMAND_S) -> None:
        """UnsafeValue when an argument would break out of the line."""
        line = " ".join([word, *map(str, args)])
        if _CONTROL.search(line):
            raise UnsafeValue(f"agi {word}")
        self.line = line.encode("utf-8") + b"\n"
        self.time_s = time_s

    def __await__(self) -> "Generator[Command, Answer, Answer]":
        """Have the conversation send it."""
        return (yield self)


class Pause:
    """Nothing to be sent; a script that awaits it goes on when it is woken, or after so many seconds if there are any.

    Meanwhile Asterisk has nothing to say but goodbye.
    """

    __slots__ = ("time_s",)

    def __init__(self, time_s: float | None) -> None:
        self.time_s = time_s

    def __await__(self) -> "Generator[Pause, Answer, None]":
        """Have the conversation wait."""
        yield self


Script = Coroutine[Command | Pause, Any, None]
"""What is said in one conversation. It awaits commands and pauses, nothing else: no event loop knows of it."""


async def stream(path: str, keys: str, position: int, *, time_s: float) -> tuple[str, int]:
    """Play a recording from a sample on; which of these keys stopped it, if any, and the sample it came to."""
    answer = await Command("STREAM FILE", path, quoted(keys), position, time_s=time_s)
    end = answer.get("endpos", ("0", ""))[0]
    if not end.isdecimal():
        raise ProtocolFault("agi_bad_answer")
    return _key(answer), int(end)


async def wait_for_digit(wait_ms: int) -> str:
    """The key that was pressed, or none."""
    return _key(await Command("WAIT FOR DIGIT", wait_ms, time_s=wait_ms / 1000 + SHORT_COMMAND_S))


def quoted(value: object) -> str:
    """A value as one argument; pyst2 leaves its quotes as they are."""
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _key(answer: Answer) -> str:
    code = int(answer["result"][0])
    if not 0 <= code <= _ASCII_MAX:
        raise ProtocolFault("agi_bad_answer")
    return chr(code) if code else ""


class AgiReader:
    """Answers out of Asterisk's bytes, in whatever pieces these come."""

    __slots__ = ("_data", "_is_in_usage")

    def __init__(self, unread: bytes = b"") -> None:
        self._data = unread
        self._is_in_usage = False

    @property
    def has_unread(self) -> bool:
        """Whether something has come that no answer was made of."""
        return bool(self._data)

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        self._data += data

    def next_answer(self) -> Answer | None:
        """The next answer, or None while it is not complete.

        pyst2's exceptions for a refusal; AgiEnded for HANGUP, which comes out of turn and which pyst2 would fail on;
        ProtocolFault beyond a bound and for what is no answer.
        """
        while b"\n" in self._data:
            line, _, self._data = self._data.partition(b"\n")
            if line.strip() == b"HANGUP":
                raise AgiEnded
            if self._is_in_usage:
                self._pass_over(line)
            elif (answer := self._read(line.decode("utf-8", "replace").strip())) is not None:
                return answer
        if len(self._data) > _LINE_BYTES_MAX:
            raise ProtocolFault("agi_line_too_long")
        return None

    def _read(self, line: str) -> Answer | None:
        """As pyst2's ``get_result``, which also echoes each line to standard error, callers' digits included."""
        code, response = re_code.search(line).groups()
        match code:
            case "200":
                return _results(response)
            case "":
                raise ProtocolFault("agi_bad_answer")
            case "510":
                raise AGIInvalidCommand
            case "520" if response.startswith("-"):  # how the command is to be used follows, and 520 once more
                self._is_in_usage = True
                return None
            case "520":
                raise AGIUsageError
            case _:
                raise AGIUnknownError

    def _pass_over(self, line: bytes) -> None:
        if line.startswith(b"520"):
            self._is_in_usage = False
            raise AGIUsageError


def _results(response: str) -> Answer:
    results = {"result": ("", "")}
    for key, value, data in re_kv.findall(response):
        results[key] = (value, data)
        if data == "hangup":
            raise AGIResultHangup
        if key == "result" and value == "-1":
            raise AGIAppError
    if not _RESULT.fullmatch(results["result"][0]):
        raise ProtocolFault("agi_bad_answer")
    return results
