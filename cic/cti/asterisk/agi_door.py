"""The door in front of AGI conversations: lets in who describes a call and knows our token.

Owns the listening socket and everyone not known yet: few at a time, briefly, and few in one turn of the event loop.
Whoever is let in has a budget of its own, so that no number of strangers takes a caller's place. Must not know what a
call is.
"""

import asyncio
import errno
import hmac
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from cic.cti.asterisk.agi_head import AgiHead
from cic.cti.asterisk.faults import ProtocolFault
from cic.cti.asterisk.liveness import watch_peer

_BACKLOG = 4096
_READ_BYTES = 16 * 1024
_ACCEPTED_AT_ONCE = 16
_HEAD_COMES_S = 0.001
"""Asterisk writes the head line by line, one packet each: read after this time it takes one turn and not twenty."""
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_EXHAUSTED_PAUSE_S = 0.5
_TIMER_APART_S = 0.001
"""The event loop's timers may come so much early."""

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
    head: AgiHead = field(default_factory=AgiHead)
    is_watched: bool = False


class AgiDoor:
    """Listens for Asterisk, on the event loop. ``on_admitted`` owns the connection from then on."""

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
        self._strangers: dict[_Stranger, None] = {}
        """Whoever is not known yet, the oldest first."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: socket.socket | None = None
        self._reopening: asyncio.TimerHandle | None = None
        self._lateness: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """Begin to listen; OSError when the port is taken."""
        family = socket.AF_INET6 if ":" in self._address[0] else socket.AF_INET
        self._listener = socket.create_server(self._address, family=family, backlog=_BACKLOG)
        self._listener.setblocking(False)
        # Linux hands these on to each connection that is accepted: six system calls less for each call.
        self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        watch_peer(self._listener)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._listener.fileno(), self._accept_some)

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._listener is not None
        port: int = self._listener.getsockname()[1]
        return port

    def close(self) -> None:
        """Stop listening; whoever still stands at the door is sent away."""
        if self._listener is None or self._loop is None:
            return
        self._loop.remove_reader(self._listener.fileno())
        self._listener.close()
        self._listener = None
        for timer in (self._reopening, self._lateness):
            if timer is not None:
                timer.cancel()
        for stranger in list(self._strangers):
            self._forget(stranger).close()

    def _accept_some(self) -> None:
        assert self._listener is not None and self._loop is not None
        newcomers: list[_Stranger] = []
        for _ in range(_ACCEPTED_AT_ONCE):
            if not self._make_room():
                break
            try:
                connection, (host, *_) = self._listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                break
            except OSError as fault:
                self._cannot_accept(fault)
                break
            if host.removeprefix("::ffff:") in self._peers:
                newcomers.append(self._take(connection))
            else:
                self._count_fault("unknown_peer")
                connection.close()
        if newcomers:
            self._loop.call_later(_HEAD_COMES_S, self._hear_first, newcomers)

    def _take(self, connection: socket.socket) -> _Stranger:
        assert self._loop is not None
        connection.setblocking(False)
        stranger = _Stranger(connection, self._loop.time())
        self._strangers[stranger] = None
        if self._lateness is None:
            self._lateness = self._loop.call_later(self._limits.head_time_s, self._send_away_late)
        return stranger

    def _cannot_accept(self, fault: OSError) -> None:
        """Without a descriptor to spare the listener stays readable: asking again at once would be a tight loop."""
        self._count_fault("no_descriptors" if fault.errno in _EXHAUSTED else "accept_failed")
        if self._strangers:
            self._crowd_out(next(iter(self._strangers)))
        self._close_for(_EXHAUSTED_PAUSE_S)

    def _make_room(self) -> bool:
        assert self._loop is not None
        if len(self._strangers) < self._limits.strangers_max:
            return True
        oldest = next(iter(self._strangers))
        left_s = oldest.since_s + self._limits.crowded_time_s - self._loop.time()
        if left_s > 0:  # it may be Asterisk, whose description is on its way: the next one waits in the backlog
            self._close_for(left_s)
            return False
        self._crowd_out(oldest)
        return True

    def _crowd_out(self, stranger: _Stranger) -> None:
        self._hear(stranger)  # what it said may have come while the event loop did other things
        if stranger in self._strangers:
            self._send_away(stranger, "crowded_out")

    def _close_for(self, time_s: float) -> None:
        assert self._listener is not None and self._loop is not None
        if self._reopening is None:
            self._loop.remove_reader(self._listener.fileno())
            self._reopening = self._loop.call_later(max(time_s, _TIMER_APART_S), self._reopen)

    def _reopen(self) -> None:
        assert self._listener is not None and self._loop is not None
        self._reopening = None
        self._loop.add_reader(self._listener.fileno(), self._accept_some)

    def _hear_first(self, newcomers: list[_Stranger]) -> None:
        for stranger in newcomers:
            if stranger in self._strangers:
                self._hear(stranger)
            if stranger in self._strangers:
                self._watch(stranger)

    def _watch(self, stranger: _Stranger) -> None:
        assert self._loop is not None
        try:
            self._loop.add_reader(stranger.connection.fileno(), self._hear, stranger)
            stranger.is_watched = True
        except OSError:  # the system cannot watch one more connection
            self._send_away(stranger, "no_conversation")

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
        self._on_admitted(self._forget(stranger), stranger.head)

    def _knows_token(self, request: str) -> bool:
        given = parse_qs(request.partition("?")[2]).get("token", [""])[0]
        return hmac.compare_digest(given.encode(), self._token.encode())

    def _send_away_late(self) -> None:
        assert self._loop is not None
        self._lateness = None
        now_s = self._loop.time()
        while self._strangers:
            oldest = next(iter(self._strangers))
            left_s = oldest.since_s + self._limits.head_time_s - now_s
            if left_s > _TIMER_APART_S:
                self._lateness = self._loop.call_later(left_s, self._send_away_late)
                return
            self._send_away(oldest, "too_slow")

    def _send_away(self, stranger: _Stranger, kind: str) -> None:
        self._count_fault(kind)
        self._forget(stranger).close()

    def _forget(self, stranger: _Stranger) -> socket.socket:
        assert self._loop is not None
        if stranger.is_watched:
            self._loop.remove_reader(stranger.connection.fileno())
        del self._strangers[stranger]
        return stranger.connection
