"""Carries a script through on one connection: sends its commands, gives it their answers, ends it. Owns the socket.

Runs on the event loop and never blocks. Must not know what is said.
"""

import asyncio
import logging
import socket
from collections.abc import Callable

from asterisk.agi import AGIException

from cic.cti.asterisk.agi import AgiEnded, AgiReader, Answer, Command, Pause, Script
from cic.cti.asterisk.faults import ProtocolFault, UnsafeValue

_log = logging.getLogger(__name__)

_READ_BYTES = 4096
_TIMER_APART_S = 0.001
"""The event loop's timers may come so much early."""

Ended = Callable[[Exception | None], None]
"""Told once how a conversation ended: by its script or by us (None), or what broke it."""


class AgiConversation:
    """One conversation of AGI, behind its head."""

    __slots__ = (
        "_connection", "_deadline_s", "_is_closed", "_is_running", "_loop", "_on_ended", "_reader", "_script", "_timer",
        "_waits_for",
    )  # fmt: skip

    def __init__(self, connection: socket.socket, unread: bytes = b"") -> None:
        """``unread`` came behind the head. The connection is ours from now on and does not block."""
        self._loop = asyncio.get_running_loop()
        self._connection = connection
        self._reader = AgiReader(unread)
        self._script: Script | None = None
        self._on_ended: Ended | None = None
        self._waits_for: Command | Pause | None = None
        self._deadline_s: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_running = False
        self._is_closed = False

    def begin(self, script: Script, on_ended: Ended) -> None:
        """Let the script run for as long as it does."""
        self._script = script
        self._on_ended = on_ended
        try:
            self._loop.add_reader(self._connection.fileno(), self._read)
        except OSError as fault:
            self._end(fault)
            return
        self._resume(None)

    @property
    def has_unread(self) -> bool:
        """Whether Asterisk has said something that was no answer: between two commands, goodbye."""
        return self._reader.has_unread

    @property
    def is_pausing(self) -> bool:
        """Whether the script waits for nothing but to be woken."""
        return isinstance(self._waits_for, Pause)

    def wake(self) -> None:
        """End the script's pause, if it has one."""
        if isinstance(self._waits_for, Pause):
            self._resume(None)

    def close(self) -> None:
        """End the conversation, whatever is said at the moment; the call goes on in the dialplan."""
        self._end(None)

    def _read(self) -> None:
        try:
            data = self._connection.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data or isinstance(self._waits_for, Pause):
            self._resume(None, AgiEnded())
            return
        self._reader.feed(data)
        answer, refusal = self._next_answer()
        if answer is not None or refusal is not None:
            self._resume(answer, refusal)

    def _resume(self, answer: Answer | None, refusal: Exception | None = None) -> None:
        """Let the script go on until it waits for something that has not come."""
        assert self._script is not None
        self._waits_for = None
        self._is_running = True
        try:
            while self._waits_for is None and not self._is_closed:
                step = self._script.throw(refusal) if refusal is not None else self._script.send(answer)
                answer, refusal = self._do(step)
                if answer is None and refusal is None:
                    self._waits_for = step
        except StopIteration:
            self._end(None)
        except (AGIException, ProtocolFault, UnsafeValue) as fault:
            self._end(fault)
        except Exception as fault:  # noqa: BLE001  a fault of ours in one conversation must not end the others
            _log.exception("a conversation ended by a fault of ours")
            self._end(fault)
        finally:
            self._is_running = False
            if self._is_closed:
                self._let_go()

    def _do(self, step: Command | Pause) -> tuple[Answer | None, Exception | None]:
        if self._is_closed:  # by whom the script told something
            return None, None
        self._allow(step.time_s)
        if isinstance(step, Pause):
            return None, None
        try:
            sent = self._connection.send(step.line)
        except BlockingIOError:
            sent = 0
        except OSError:
            return None, AgiEnded()
        if sent < len(step.line):  # it has not read what it has answered
            return None, ProtocolFault("agi_unread")
        return self._next_answer() if self._reader.has_unread else (None, None)

    def _next_answer(self) -> tuple[Answer | None, Exception | None]:
        try:
            return self._reader.next_answer(), None
        except (AGIException, ProtocolFault) as refusal:
            return None, refusal

    def _allow(self, time_s: float | None) -> None:
        """Move the deadline. A timer that comes too early stays: it is cheaper to find that out when it comes."""
        if time_s is None:
            self._deadline_s = None
            return
        self._deadline_s = self._loop.time() + time_s
        if self._timer is not None and self._timer.when() > self._deadline_s:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer = self._loop.call_at(self._deadline_s, self._look_at_clock)

    def _look_at_clock(self) -> None:
        self._timer = None
        if self._deadline_s is None:
            return
        if self._deadline_s - self._loop.time() > _TIMER_APART_S:
            self._timer = self._loop.call_at(self._deadline_s, self._look_at_clock)
        elif isinstance(self._waits_for, Pause):
            self._resume(None)
        else:
            self._resume(None, ProtocolFault("agi_too_slow"))

    def _end(self, fault: Exception | None) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._loop.remove_reader(self._connection.fileno())
        self._connection.close()
        assert self._on_ended is not None
        self._on_ended(fault)
        if not self._is_running:
            self._let_go()

    def _let_go(self) -> None:
        """The script holds its session and that holds us: such a ring would stay until the next collection."""
        if self._script is not None:
            self._script.close()
        self._waits_for = self._script = self._on_ended = None
