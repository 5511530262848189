"""All callers on the simulated provider, in one process of their own. Owns their sockets, their clock and their end.

``python -m tests.bench.ivr.crowd URL KEY_FILE PROMPTS FOLDER CALLERS BEGUN_PER_S PACE``: makes ``FOLDER/crowd.ready``
once all of them have heard their first prompt, and writes ``FOLDER/crowd.json`` once it is told to end.
"""

import asyncio
import contextlib
import json
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from cic.cti.simulated.scripted_caller import socket_url_of
from cic.cti.simulated.tickets import TicketSource, caller_tickets
from tests.bench.ivr.caller import Caller, Deed
from tests.bench.ivr.hotline import lengths_s

READY_FILE = "crowd.ready"
CROWD_FILE = "crowd.json"
LEAVING_S_MAX = 10.0
HTTP_TIMEOUT_S = 10.0


@dataclass
class Crowd:
    """Everybody who calls, and whether it is time to go."""

    url: str
    callers: list[Caller]
    begun_per_s: float
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    all_there: asyncio.Event = field(default_factory=asyncio.Event)
    _there: set[int] = field(default_factory=set)

    async def call(self, ticket: TicketSource) -> None:
        """Begin one after the other; return when all have gone."""
        calling: list[asyncio.Task[None]] = []
        for caller in self.callers:
            calling.append(asyncio.create_task(self._one(caller, ticket)))
            await asyncio.sleep(1 / self.begun_per_s)
        await asyncio.gather(*calling)

    async def _one(self, caller: Caller, ticket: TicketSource) -> None:
        protocols = [Subprotocol("cic.phone.v1"), Subprotocol(f"ticket.{await ticket()}")]
        url = socket_url_of(self.url)
        try:
            async with connect(url, subprotocols=protocols, compression=None, ping_interval=None, proxy=None) as socket:
                talking = asyncio.create_task(self._talk(caller, socket))
                leaving = asyncio.create_task(self.leaving.wait())
                await asyncio.wait((talking, leaving), return_when=asyncio.FIRST_COMPLETED)
                if not talking.done():
                    talking.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await talking
                    await _leave(caller, socket)
                else:
                    talking.result()
        except ConnectionClosed:
            caller.odd["connection lost"] += 1

    async def _talk(self, caller: Caller, socket: ClientConnection) -> None:
        doing: set[asyncio.Task[None]] = set()
        due: set[asyncio.Handle] = set()

        def begin(deed: Deed) -> None:
            task = asyncio.create_task(_do(caller, socket, deed))
            doing.add(task)
            task.add_done_callback(doing.discard)

        begin(Deed(0, caller.dial()))
        try:
            async for text in socket:
                frame = json.loads(text)
                if frame["t"] == "play":
                    due.clear()  # what was to be done about the prompt before has been done
                    self._is_there(caller)
                for deed in caller.hears(frame, time.time()):
                    due.add(asyncio.get_running_loop().call_later(deed.after_s, begin, deed))
        finally:
            for handle in due:
                handle.cancel()
            for task in doing:
                task.cancel()

    def _is_there(self, caller: Caller) -> None:
        self._there.add(caller.number)
        if len(self._there) == len(self.callers):
            self.all_there.set()


async def _do(caller: Caller, socket: ClientConnection, deed: Deed) -> None:
    if deed.leads_on:
        caller.said(time.time())
    with contextlib.suppress(ConnectionClosed):  # the reader sees the same, and tells
        await socket.send(json.dumps(deed.frame))


async def _leave(caller: Caller, socket: ClientConnection) -> None:
    """Hang up in the middle of the flow, as callers do, and wait to be told so; not between two calls."""
    if not caller.leg_id:
        return
    try:
        async with asyncio.timeout(LEAVING_S_MAX):
            await socket.send(json.dumps({"t": "hang_up", "leg_id": caller.leg_id}))
            async for text in socket:
                if json.loads(text)["t"] == "ended":
                    return
    except TimeoutError:
        caller.odd["never let go"] += 1


async def _run(words: list[str], key: str) -> None:
    url, _, prompts, place, callers, begun_per_s, pace = words
    folder, lengths = Path(place), lengths_s(Path(prompts))
    people = [Caller(number, lengths, float(pace), random.Random(number)) for number in range(int(callers))]
    crowd = Crowd(url, people, float(begun_per_s))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, crowd.leaving.set)
    async with httpx.AsyncClient(base_url=url, timeout=HTTP_TIMEOUT_S, trust_env=False) as http:
        calling = asyncio.create_task(crowd.call(caller_tickets(http, key)))
        there = asyncio.create_task(crowd.all_there.wait())
        await asyncio.wait((calling, there), return_when=asyncio.FIRST_COMPLETED)
        (folder / READY_FILE).touch()
        await calling
    odd: Counter[str] = sum((person.odd for person in people), Counter())
    found = {
        "calls": sum(person.calls for person in people),
        "finished": sum(person.finished for person in people),
        "odd": odd,
        "delays_ms": [delay for person in people for delay in person.delays_ms],
    }
    (folder / CROWD_FILE).write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(sys.argv[1:], Path(sys.argv[2]).read_text("utf-8").strip()))
