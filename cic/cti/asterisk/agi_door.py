"""The door in front of AGI conversations: lets in who describes a call and knows our token.

Owns the listening socket and everyone not known yet: one thread for all of them, few at a time, briefly. Whoever is let
in has a budget of its own, so that no number of strangers takes a caller's place. Must not know what a call is.
"""

import contextlib
import errno
import hmac
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

from cic.cti.asterisk.agi_head import AgiHead
from cic.cti.asterisk.faults import ProtocolFault

_BACKLOG = 4096
_READ_BYTES = 16 * 1024
_ACCEPTED_AT_ONCE = 64
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_EXHAUSTED_PAUSE_S = 0.5
_WAIT_S_MAX = 0.5

CountFault = Callable[[str], None]
"""Counts what a peer did; the kind is a word of ours."""
Admitted = Callable[[socket.socket, AgiHead], None]


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """How many may stand at the door and how long; in a crowd the oldest goes, but nobody at once."""

    strangers_max: int = 400
    head_time_s: float = 5.0
    crowded_time_s: float = 0.05


@dataclass(slots=True, eq=False)
class _Stranger:
    connection: socket.socket
    since_s: float
    head: AgiHead


class AgiDoor:
    """Listens for Asterisk. ``on_admitted`` is called on the door's thread and owns the connection from then on."""

    def __init__(
        self,
        address: tuple[str, int],
        token: str,
        *,
        peers: frozenset[str],
        on_admitted: Admitted,
        count_fault: CountFault,
        limits: DoorLimits | None = None,
    ) -> None:
        self._address = address
        self._token = token
        self._peers = peers
        self._on_admitted = on_admitted
        self._count_fault = count_fault
        self._limits = limits or DoorLimits()
        self._strangers: dict[socket.socket, _Stranger] = {}
        self._selector = selectors.DefaultSelector()
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._closed_until_s: float | None = None
        self._is_stopping = False

    def open(self) -> None:
        """Begin to listen; OSError when the port is taken."""
        family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
        self._listener = socket.create_server(self._address, family=family, backlog=_BACKLOG)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._watch, name="agi-door", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._listener is not None
        port: int = self._listener.getsockname()[1]
        return port

    def close(self) -> None:
        """Stop listening; whoever still stands at the door is sent away. Blocks for a moment."""
        self._is_stopping = True
        if self._listener is None or self._thread is None:
            return
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread
        self._thread.join()
        self._listener.close()
        self._selector.close()

    def _watch(self) -> None:
        while not self._is_stopping:
            is_knocking = False
            for key, _ in self._selector.select(self._wait_s()):
                if key.fileobj is self._listener:
                    is_knocking = True
                else:
                    self._hear(self._strangers[key.fileobj])  # type: ignore[index]
            if is_knocking:
                self._accept_some()
            self._send_away_late()
            self._reopen_if_due()
        for stranger in list(self._strangers.values()):
            self._forget(stranger).close()

    def _wait_s(self) -> float:
        due_s = [] if self._closed_until_s is None else [self._closed_until_s]
        if self._strangers:
            due_s.append(next(iter(self._strangers.values())).since_s + self._limits.head_time_s)
        return max(0.0, min([_WAIT_S_MAX, *(due - time.monotonic() for due in due_s)]))

    def _accept_some(self) -> None:
        assert self._listener is not None
        for _ in range(_ACCEPTED_AT_ONCE):
            if not self._make_room():
                return
            try:
                connection, (host, *_) = self._listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError as fault:
                self._cannot_accept(fault)
                return
            self._take(connection, host)

    def _take(self, connection: socket.socket, host: str) -> None:
        if host.removeprefix("::ffff:") not in self._peers:
            self._count_fault("unknown_peer")
            connection.close()
            return
        connection.setblocking(False)
        stranger = _Stranger(connection, time.monotonic(), AgiHead())
        self._strangers[connection] = stranger
        self._selector.register(connection, selectors.EVENT_READ)
        self._hear(stranger)

    def _cannot_accept(self, fault: OSError) -> None:
        """Without a descriptor to spare the listener stays readable: asking again at once would be a tight loop."""
        if self._is_stopping:
            return
        self._count_fault("no_descriptors" if fault.errno in _EXHAUSTED else "accept_failed")
        if self._strangers:
            self._send_away(next(iter(self._strangers.values())), "crowded_out")
        self._close_for(_EXHAUSTED_PAUSE_S)

    def _make_room(self) -> bool:
        if len(self._strangers) < self._limits.strangers_max:
            return True
        oldest = next(iter(self._strangers.values()))
        left_s = oldest.since_s + self._limits.crowded_time_s - time.monotonic()
        if left_s > 0:  # it may be Asterisk, whose description is on its way: the next one waits in the backlog
            self._close_for(left_s)
            return False
        self._send_away(oldest, "crowded_out")
        return True

    def _close_for(self, time_s: float) -> None:
        if self._closed_until_s is None and self._listener is not None:
            self._selector.unregister(self._listener)
            self._closed_until_s = time.monotonic() + time_s

    def _reopen_if_due(self) -> None:
        if self._closed_until_s is not None and self._listener is not None and time.monotonic() >= self._closed_until_s:
            self._selector.register(self._listener, selectors.EVENT_READ)
            self._closed_until_s = None

    def _hear(self, stranger: _Stranger) -> None:
        try:
            data = stranger.connection.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._send_away(stranger, "closed_early")
            return
        try:
            is_complete = stranger.head.feed(data)
        except ProtocolFault as fault:
            self._send_away(stranger, str(fault))
            return
        if not is_complete:
            return
        if not self._knows_token(stranger.head.env.get("agi_request", "")):
            self._send_away(stranger, "wrong_token")
            return
        connection = self._forget(stranger)
        connection.setblocking(True)
        self._on_admitted(connection, stranger.head)

    def _knows_token(self, request: str) -> bool:
        given = parse_qs(request.partition("?")[2]).get("token", [""])[0]
        return hmac.compare_digest(given.encode(), self._token.encode())

    def _send_away_late(self) -> None:
        due_s = time.monotonic() - self._limits.head_time_s
        while self._strangers and (oldest := next(iter(self._strangers.values()))).since_s <= due_s:
            self._send_away(oldest, "too_slow")

    def _send_away(self, stranger: _Stranger, kind: str) -> None:
        self._count_fault(kind)
        self._forget(stranger).close()

    def _forget(self, stranger: _Stranger) -> socket.socket:
        self._selector.unregister(stranger.connection)
        del self._strangers[stranger.connection]
        return stranger.connection
