"""The manager connection: login, reconnect with backoff, actions with their answers. Owns the socket, knows no calls.

Actions are sent in the order of the calls to ``send`` and ``read_list``; answers are matched by ActionID.
"""

import asyncio
import contextlib
import fcntl
import logging
import sys
import termios
from collections.abc import Callable
from dataclasses import dataclass, field

from cic.cti.asterisk import actions
from cic.cti.asterisk.ami import AmiAction, AmiMessage, AmiParser, encode_action
from cic.cti.asterisk.faults import AmiGone, AmiRefused, ProtocolFault
from cic.cti.asterisk.settings import AsteriskSettings

_log = logging.getLogger(__name__)

_CONNECT_TIMEOUT_S = 5.0
_ANSWER_TIMEOUT_S = 5.0
_PING_EVERY_S = 10.0
_RETRY_FIRST_S = 0.1
_RETRY_MAX_S = 5.0
_READ_BYTES = 64 * 1024
_UNSENT_BYTES_MAX = 1024 * 1024


@dataclass(slots=True)
class _Waiting:
    """Someone waits for the answer to an action; ``items`` gathers the events of a list."""

    future: "asyncio.Future[list[AmiMessage]]"
    is_list: bool
    items: list[AmiMessage] = field(default_factory=list)


class AmiConnection:
    """Keeps one manager connection up and says when it comes and goes. Used from the event loop's thread only."""

    def __init__(
        self,
        settings: AsteriskSettings,
        on_event: Callable[[AmiMessage], None],
        on_up: Callable[[], None],
        on_down: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._on_event = on_event
        self._on_up = on_up
        self._on_down = on_down
        self._writer: asyncio.StreamWriter | None = None
        self._waiting: dict[str, _Waiting] = {}
        self._sequence = 0
        self._task: asyncio.Task[None] | None = None

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

    @property
    def actions_waiting(self) -> int:
        """How many actions Asterisk has not answered yet."""
        return len(self._waiting)

    @property
    def unread_bytes(self) -> int:
        """How much Asterisk has told that nobody here has read yet; events come as fast as they are read."""
        peer = None if self._writer is None else self._writer.get_extra_info("socket")
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
        if self._writer is None or self._writer.transport.get_write_buffer_size() > _UNSENT_BYTES_MAX:
            raise AmiGone
        self._sequence += 1
        action_id = f"cic-{self._sequence}"
        data = encode_action(action, action_id)
        waiting = _Waiting(asyncio.get_running_loop().create_future(), is_list)
        self._waiting[action_id] = waiting
        self._writer.write(data)
        try:
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                return await waiting.future
        except TimeoutError as error:
            raise AmiGone from error
        finally:
            self._waiting.pop(action_id, None)

    async def _keep_up(self) -> None:
        retry_s = _RETRY_FIRST_S
        is_told = False
        while True:
            try:
                async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                    reader, writer = await asyncio.open_connection(self._settings.host, self._settings.ami_port)
            except OSError:  # TimeoutError is one too
                if not is_told:
                    is_told = True
                    _log.warning("asterisk cannot be reached; trying again until it can (is it started?)")
                await asyncio.sleep(retry_s)
                retry_s = min(2 * retry_s, _RETRY_MAX_S)
                continue
            is_told = False
            is_up = await self._serve(reader, writer)
            retry_s = _RETRY_FIRST_S if is_up else min(2 * retry_s, _RETRY_MAX_S)
            await asyncio.sleep(retry_s)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Use one connection to its end; whether it ever was logged in."""
        self._writer = writer
        login = asyncio.create_task(self._log_in_and_ping(), name="ami-ping")
        is_up = False

        def logged_in(message: AmiMessage) -> None:
            # The channels and phones can be read only once every module is there.
            nonlocal is_up
            if message.event == "FullyBooted" and not is_up:
                is_up = True
                _log.info("asterisk manager connected")
                self._on_up()

        try:
            await self._read(reader, logged_in, login)
        except (OSError, ProtocolFault) as fault:
            _log.warning(
                "asterisk manager connection lost: %s", fault if isinstance(fault, ProtocolFault) else "socket"
            )
        finally:
            self._writer = None
            login.cancel()
            with contextlib.suppress(asyncio.CancelledError, AmiGone, AmiRefused):
                await login
            writer.close()
            for waiting in list(self._waiting.values()):
                if not waiting.future.done():
                    waiting.future.set_exception(AmiGone())
            if is_up:
                self._on_down()
        return is_up

    async def _read(
        self, reader: asyncio.StreamReader, logged_in: Callable[[AmiMessage], None], login: "asyncio.Task[None]"
    ) -> None:
        parser = AmiParser()
        while not login.done():
            data_task = asyncio.ensure_future(reader.read(_READ_BYTES))
            try:
                await asyncio.wait({data_task, login}, return_when=asyncio.FIRST_COMPLETED)
                if not data_task.done():
                    return  # login refused or the ping unanswered
                data = data_task.result()
            finally:
                data_task.cancel()
            if not data:
                parser.end()
                return
            for message in parser.feed(data):
                logged_in(message)
                self._take(message)

    async def _log_in_and_ping(self) -> None:
        try:
            await self.send(actions.login(self._settings.ami_user, self._settings.ami_secret))
        except AmiRefused:
            _log.error("asterisk manager refused our login: check the connection file")
            raise
        while True:
            await asyncio.sleep(_PING_EVERY_S)
            await self.send(actions.ping())

    def _take(self, message: AmiMessage) -> None:
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
