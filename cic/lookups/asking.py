"""One source with its limits: how many at once, how many wait, when it rests. Owns those; knows no other source.

A slow source fills its own places only; whoever finds them full is told so in time.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from cic.lookups.answers import UNWELL, Found, LookupFailure, NotFound, Reason
from cic.lookups.circuit import REST_S, Circuit
from cic.lookups.http import HttpLookup
from cic.lookups.sources import CsvSource, HttpSource, Source, SqlSource, arguments_of
from cic.lookups.spreadsheet import SpreadsheetLookup
from cic.lookups.sql import SqlLookup
from cic.lookups.templates import Arguments

WAITING_MAX = 200
ARGUMENT_LENGTH_MAX = 200

_log = logging.getLogger(__name__)


class _Finder(Protocol):
    async def find(self, arguments: Arguments, places: Sequence[str]) -> Found | NotFound: ...

    async def aclose(self) -> None: ...


class AskedSource:
    """A source as it is asked. Used from the event loop only."""

    def __init__(self, source: Source, folder: Path, now_s: Callable[[], float] = time.monotonic) -> None:
        self.source = source
        self._arguments = frozenset(arguments_of(source))
        self._finder = _finder(source, folder)
        self._now_s = now_s
        self._circuit = Circuit()
        self._turns = asyncio.Semaphore(source.at_once)
        self._inside = 0
        self._is_retired = False

    async def find(self, arguments: Arguments, places: Sequence[str]) -> Found | NotFound:
        """What the source has for these arguments; LookupFailure, within the source's time, if it does not say."""
        self._check(arguments)
        if self._inside >= self.source.at_once + WAITING_MAX:
            raise LookupFailure(Reason.BUSY)
        if self._circuit.is_resting(self._now_s()):
            raise LookupFailure(Reason.RESTING)
        self._inside += 1
        try:
            return await self._in_turn(arguments, places)
        finally:
            self._inside -= 1
            if self._is_retired and not self._inside:
                await self._finder.aclose()

    async def retire(self) -> None:
        """Take the source out of use; look-ups that have begun end as they would have."""
        self._is_retired = True
        if not self._inside:
            await self._finder.aclose()

    def _check(self, arguments: Arguments) -> None:
        if self._arguments != arguments.keys():
            raise LookupFailure(Reason.WRONG_ARGUMENTS)
        for name, argument in arguments.items():
            if len(argument) > ARGUMENT_LENGTH_MAX or not argument.isprintable():
                raise LookupFailure(Reason.BAD_ARGUMENT, name)

    async def _in_turn(self, arguments: Arguments, places: Sequence[str]) -> Found | NotFound:
        ends_at_s = asyncio.get_running_loop().time() + self.source.total_ms / 1000
        try:
            async with asyncio.timeout_at(ends_at_s):
                await self._turns.acquire()
        except TimeoutError:
            raise LookupFailure(Reason.BUSY) from None
        try:
            if not self._circuit.may_ask(self._now_s()):
                raise LookupFailure(Reason.RESTING)
            return await self._watched(arguments, places, ends_at_s)
        finally:
            self._turns.release()

    async def _watched(self, arguments: Arguments, places: Sequence[str], ends_at_s: float) -> Found | NotFound:
        """Ask, and let the circuit know how it went, whatever happens."""
        is_well: bool | None = None  # stays so when nobody waits for the answer any more
        try:
            async with asyncio.timeout_at(ends_at_s):
                found = await self._finder.find(arguments, places)
            is_well = True
        except TimeoutError:
            is_well = False
            raise LookupFailure(Reason.TIMEOUT) from None
        except LookupFailure as fault:
            is_well = fault.reason not in UNWELL
            raise
        except Exception:  # a fault of ours is told to whoever asked; here it only counts as one of the source
            is_well = False
            raise
        finally:
            if is_well is None:
                self._circuit.given_up()
            elif self._circuit.ended(self._now_s(), is_well=is_well):
                _log.error("lookup %s: left in peace for %d s at a time until it answers", self.source.name, REST_S)
        return found


def _finder(source: Source, folder: Path) -> _Finder:
    match source:
        case HttpSource():
            return HttpLookup(source, folder)
        case SqlSource():
            return SqlLookup(source, folder)
        case CsvSource():
            return SpreadsheetLookup(source, folder)
