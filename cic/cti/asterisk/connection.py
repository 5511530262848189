"""The manager connection: login, reconnect with backoff, actions with their answers. Owns the socket, knows no calls.

Actions are sent in the order of the calls to ``send`` and ``read_list``; answers are matched by ActionID.
"""

import asyncio
import contextlib
import fcntl
import logging
import random
import sys
import termios
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

from cic.cti.asterisk import actions
from cic.cti.asterisk.ami import AmiAction, AmiMessage, AmiParser, encode_action
from cic.cti.asterisk.backoff import Backoff
from cic.cti.asterisk.faults import AmiGone, AmiRefused, ProtocolFault
from cic.cti.asterisk.liveness import watch_peer
from cic.cti.asterisk.settings import AsteriskSettings

_log = logging.getLogger(__name__)

_CONNECT_TIMEOUT_S = 5.0
_ANSWER_TIMEOUT_S = 5.0
_LIST_TIMEOUT_S = 15.0
_PING_EVERY_S = 1.0
_UNHEARD_PINGS_MAX = 3
_RETRY_FIRST_S = 0.1
_RETRY_MAX_S = 2.0
_STEADY_S = 10.0
"""A connection that ends sooner counts as a failed try: a peer that lets us in and closes must not be a tight loop."""
_UNSENT_BYTES_MAX = 1024 * 1024


@dataclass(slots=True)
class _Waiting:
    """Someone waits for the answer to an action; ``items`` gathers the events of a list."""

    future: "asyncio.Future[list[AmiMessage]]"
    is_list: bool
    items: list[AmiMessage] = field(default_factory=list)

    def gone(self) -> None:
        """There is nobody any more, or not in time, who can tell."""
        if not self.future.done():
            self.future.set_exception(AmiGone())


class _Link(asyncio.Protocol):
    """One socket: bytes to messages, handed on in the call that brings them. ``ended`` tells of its end."""

    def __init__(self, take: Callable[[AmiMessage], None]) -> None:
        self._take = take
        self._parser = AmiParser()
        self.reads = 0
        self.transport: asyncio.Transport
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the peer has gone; with an error when that, what it sent, or how we took it was a fault."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but its ancestry

    def data_received(self, data: bytes) -> None:
        self.reads += 1
        try:
            for message in self._parser.feed(data):
                self._take(message)
        except Exception as fault:  # noqa: BLE001  whoever waits for the end hears it
            self._end(fault)
            self.transport.abort()

    def can_send(self) -> bool:
        """Whether what is sent now may arrive. The transport is the first to know of its end, and bears no writing."""
        return not self.transport.is_closing() and self.transport.get_write_buffer_size() <= _UNSENT_BYTES_MAX

    def connection_lost(self, exc: Exception | None) -> None:
        try:
            self._parser.end()
        except ProtocolFault as fault:
            exc = exc or fault
        self._end(exc)

    def _end(self, fault: Exception | None) -> None:
        if self.ended.done():
            return
        if fault is None:
            self.ended.set_result(None)
        else:
            self.ended.set_exception(fault)
            self.ended.exception()  # whoever stops meanwhile does not look


class AmiConnection:
    """Keeps one manager connection up and says when it comes and goes. Used from the event loop's thread only."""

    def __init__(
        self,
        settings: AsteriskSettings,
        on_event: Callable[[AmiMessage], None],
        on_up: Callable[[], None],
        on_down: Callable[[], None],
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``pause`` waits so many seconds between two tries."""
        self._settings = settings
        self._on_event = on_event
        self._on_up = on_up
        self._on_down = on_down
        self._pause = pause
        self._link: _Link | None = None
        self._waiting: dict[str, _Waiting] = {}
        self._sequence = 0
        self._task: asyncio.Task[None] | None = None
        self._is_up = False
        self._is_told = False
        self._refusals = 0

    @property
    def refusals(self) -> int:
        """How many tries in a row found nobody listening, which a cut cable never does."""
        return self._refusals

    def start(self) -> None:
        """Begin to connect, and to reconnect for as long as it takes."""
        self._task = asyncio.create_task(self._keep_up(), name="ami")

    async def stop(self) -> None:
        """Close the connection."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def drop(self) -> None:
        """Give this connection up and begin anew, everything read again."""
        if self._link is not None:
            self._link.transport.abort()

    @property
    def actions_waiting(self) -> int:
        """How many actions Asterisk has not answered yet."""
        return len(self._waiting)

    @property
    def unread_bytes(self) -> int:
        """How much Asterisk has told that nobody here has read yet; events come as fast as they are read."""
        peer = None if self._link is None else self._link.transport.get_extra_info("socket")
        if peer is None or peer.fileno() < 0:
            return 0
        return int.from_bytes(fcntl.ioctl(peer.fileno(), termios.FIONREAD, bytes(4)), sys.byteorder)

    async def send(self, action: AmiAction) -> AmiMessage:
        """Have an action done; AmiRefused when Asterisk says no, AmiGone when nobody can tell."""
        return (await self._ask(action, is_list=False))[0]

    async def read_list(self, action: AmiAction) -> list[AmiMessage]:
        """Ask for a list and return its entries."""
        return await self._ask(action, is_list=True)

    async def _ask(self, action: AmiAction, *, is_list: bool) -> list[AmiMessage]:
        link = self._link
        if link is None or not link.can_send():
            raise AmiGone
        self._sequence += 1
        action_id = f"cic-{self._sequence}"
        data = encode_action(action, action_id)
        loop = asyncio.get_running_loop()
        waiting = _Waiting(loop.create_future(), is_list)
        self._waiting[action_id] = waiting
        link.transport.write(data)
        late = loop.call_later(_LIST_TIMEOUT_S if is_list else _ANSWER_TIMEOUT_S, waiting.gone)
        try:
            return await waiting.future
        finally:
            late.cancel()
            self._waiting.pop(action_id, None)

    async def _keep_up(self) -> None:
        backoff = Backoff(_RETRY_FIRST_S, _RETRY_MAX_S, random.random)
        now_s = asyncio.get_running_loop().time
        while True:
            began_s = now_s()
            try:
                await self._try_once()
            except Exception as fault:  # noqa: BLE001  a fault at one event must not end all telephony: all is read anew
                _log.error("asterisk manager connection given up by a fault of ours", exc_info=fault)
            if now_s() - began_s >= _STEADY_S:
                backoff.reset()
            await self._pause(backoff.next_s())

    async def _try_once(self) -> None:
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                _, link = await asyncio.get_running_loop().create_connection(
                    lambda: _Link(self._take), self._settings.host, self._settings.ami_port
                )
        except OSError as fault:  # TimeoutError is one too
            if not self._is_told:
                self._is_told = True
                _log.warning("asterisk cannot be reached; trying again until it can (is it started?)")
            self._refusals = self._refusals + 1 if isinstance(fault, ConnectionRefusedError) else 0
            return
        self._refusals = 0
        try:
            watch_peer(link.transport.get_extra_info("socket"))
            await self._serve(link)
        finally:
            link.transport.abort()  # not close(): what is still unsent to a dead peer would keep it open

    async def _serve(self, link: _Link) -> None:
        """Use one connection to its end."""
        self._link = link
        keeping = asyncio.create_task(self._log_in_and_watch(link), name="ami-watch")
        keeping.add_done_callback(lambda _: link.transport.abort())
        try:
            await link.ended
        except (OSError, ProtocolFault) as fault:
            _log.warning(
                "asterisk manager connection lost: %s", fault if isinstance(fault, ProtocolFault) else "socket"
            )
        finally:
            self._link = None
            keeping.cancel()
            for waiting in list(self._waiting.values()):
                waiting.gone()
            if self._is_up:
                self._is_up = False
                self._on_down()
            with contextlib.suppress(asyncio.CancelledError, AmiGone, AmiRefused):
                await keeping

    async def _log_in_and_watch(self, link: _Link) -> None:
        """Log in, then ask now and then for a word; returns when the peer is not to be had."""
        try:
            await self.send(actions.login(self._settings.ami_user, self._settings.ami_secret))
        except AmiRefused:
            if not self._is_told:
                self._is_told = True
                _log.error("asterisk manager refused our login: check the connection file")
            raise
        unheard = 0
        # Pings are counted, not seconds: when it was we who stood still, the peer's words lie unread and count at once.
        # Any word will do: of a slow Asterisk with much to say, events come long before the answer.
        while unheard < _UNHEARD_PINGS_MAX:
            if link.transport.is_closing():
                return
            reads = link.reads
            self._sequence += 1
            link.transport.write(encode_action(actions.ping(), f"cic-{self._sequence}"))
            await asyncio.sleep(_PING_EVERY_S)
            unheard = unheard + 1 if link.reads == reads else 0
        _log.warning("asterisk manager connection lost: silent")

    def _take(self, message: AmiMessage) -> None:
        # The channels and phones can be read only once every module is there.
        if message.event == "FullyBooted" and not self._is_up:
            self._is_up = True
            self._is_told = False
            _log.info("asterisk manager connected")
            self._on_up()
        waiting = self._waiting.get(message.action_id) if message.action_id else None
        if waiting is None or waiting.future.done():
            if message.event:
                self._on_event(message)
        elif not message.event:
            if not message.succeeded:
                waiting.future.set_exception(AmiRefused())
            elif not waiting.is_list:
                waiting.future.set_result([message])
        elif not waiting.is_list:
            self._on_event(message)
        elif message["EventList"] == "Complete":
            waiting.future.set_result(waiting.items)
        else:
            waiting.items.append(message)
