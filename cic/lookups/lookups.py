"""Look-ups for flows: sources by name, answers in the kinds that flows know. Owns that a look-up always answers.

What is logged is the source, the result's name and a reason, never an argument or a value.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cic.lookups.answers import Found, LookupAnswer, LookupFailure, NotFound, Reason, Verification
from cic.lookups.asking import AskedSource
from cic.lookups.pins import is_right
from cic.lookups.sources import Source
from cic.lookups.threads import OwnThreads
from cic.lookups.values import ResultForm, WrongValue, value_of, written
from ivr_flows.inputs import LookupResult

LINE_EVERY_S = 60.0
PINS_AT_ONCE = 2
"""A comparison takes a processor for some tens of milliseconds, and 64 MB."""

_log = logging.getLogger(__name__)


class Lookups:
    """Asks the configured sources. Used from the event loop only; files are relative to ``folder``."""

    def __init__(self, sources: Sequence[Source], folder: Path, now_s: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._now_s = now_s
        self._sources: dict[str, AskedSource] = {}
        self._counts: dict[str, Counter[str]] = {}
        self._told_at_s: dict[tuple[str, str, str], float] = {}
        self._retiring: set[asyncio.Task[None]] = set()
        self._pins = OwnThreads("pins", PINS_AT_ONCE)
        self.apply(sources)

    def apply(self, sources: Sequence[Source]) -> None:
        """Hold these sources from now on. One that stays as it is keeps its connections; what has begun may end."""
        before, self._sources = self._sources, {}
        for source in sources:
            kept = before.get(source.name)
            if kept is not None and kept.source == source:
                self._sources[source.name] = before.pop(source.name)
            else:
                self._sources[source.name] = AskedSource(source, self._folder, self._now_s)
        for gone in before.values():
            task = asyncio.get_running_loop().create_task(gone.retire())
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)
        self._counts = {name: self._counts.get(name, Counter()) for name in self._sources}
        self._told_at_s = {key: at_s for key, at_s in self._told_at_s.items() if key[0] in self._sources}

    async def look_up(self, source: str, arguments: Mapping[str, str]) -> LookupAnswer:
        """Ask a source. Always answers, and in the source's time; only who is cancelled hears of it."""
        asked = self._sources.get(source)
        if asked is None:
            return self._failed(source, LookupFailure(Reason.UNKNOWN_SOURCE))
        try:
            forms = asked.source.results
            found = await asked.find(arguments, [form.at for form in forms])
            answer = _answer(forms, found)
        except LookupFailure as fault:
            return self._failed(source, fault)
        except Exception as fault:  # noqa: BLE001  a fault of ours in one look-up must not end the caller's session
            return self._failed(source, LookupFailure(Reason.FAULT, type(fault).__name__))
        self._count(source, answer.reason)
        if answer.reason == Reason.AMBIGUOUS:
            self._tell(source, answer.reason, "several rows fit, so none is taken")
        return answer

    async def verify(self, source: str, arguments: Mapping[str, str], secret: str) -> Verification:
        """Compare what a caller typed with the hash that a source has. UNKNOWN takes as long as WRONG."""
        asked = self._sources.get(source)
        try:
            if asked is None:
                raise LookupFailure(Reason.UNKNOWN_SOURCE)
            place = asked.source.pin_hash
            if not place:
                raise LookupFailure(Reason.NO_PIN, "no pin_hash")
            found = await asked.find(arguments, [place])
            pin_hash = _pin_hash(found, place)
            is_verified = await self._pins.run(lambda: is_right(pin_hash, secret))
        except LookupFailure as fault:
            self._failed(source, fault)
            return Verification.FAILED
        except Exception as fault:  # noqa: BLE001  as above
            self._failed(source, LookupFailure(Reason.FAULT, type(fault).__name__))
            return Verification.FAILED
        verification = Verification.UNKNOWN if pin_hash is None else Verification.WRONG
        verification = Verification.VERIFIED if is_verified else verification
        self._count(source, verification.value)
        return verification

    def counts(self) -> dict[str, dict[str, int]]:
        """How look-ups ended so far, by source and reason."""
        return {source: dict(counts) for source, counts in self._counts.items()}

    async def aclose(self) -> None:
        """Close all connections; nobody may look up any more."""
        sources, self._sources = self._sources, {}
        await asyncio.gather(*(source.retire() for source in sources.values()), *self._retiring)
        self._pins.close()

    def _failed(self, source: str, fault: LookupFailure) -> LookupAnswer:
        # A name that nobody configured is not counted by that name: there could be any number of them.
        self._count(source, fault.reason)
        self._tell(source, fault.reason, f"failed ({fault.detail})" if fault.detail else "failed")
        return LookupAnswer(LookupResult.FAILED, fault.reason.value)

    def _count(self, source: str, reason: str) -> None:
        if source in self._counts:
            self._counts[source][reason] += 1

    def _tell(self, source: str, reason: str, what: str) -> None:
        """Log it, but the same no more than once a minute."""
        key = (source if source in self._counts else "", reason, what)
        now_s = self._now_s()
        if now_s - self._told_at_s.get(key, -LINE_EVERY_S) < LINE_EVERY_S:
            return
        self._told_at_s[key] = now_s
        _log.warning("lookup %s: %s: %s", source, reason, what)


def _answer(forms: Sequence[ResultForm], found: Found | NotFound) -> LookupAnswer:
    if isinstance(found, NotFound):
        return LookupAnswer(LookupResult.NOT_FOUND, found.reason.value)
    values: dict[str, str | int | bool] = {}
    personal: dict[str, str] = {}
    for form in forms:
        try:
            value = value_of(form, found.record.get(form.at))
        except WrongValue as fault:
            raise LookupFailure(Reason(fault.reason), form.name) from None
        if form.is_personal:
            personal[form.name] = written(value)
        else:
            values[form.name] = value
    return LookupAnswer(LookupResult.FOUND, Reason.FOUND.value, values, personal)


def _pin_hash(found: Found | NotFound, place: str) -> str | None:
    kept = found.record.get(place) if isinstance(found, Found) else None
    if kept is not None and not isinstance(kept, str):
        raise LookupFailure(Reason.NO_PIN, "no argon2 hash")
    return kept.strip() or None if kept else None
