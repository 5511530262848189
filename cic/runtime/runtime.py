"""The single writer: one input at a time. Owns order, time and release; knows nothing of what inputs mean.

Evolving does not wait for the commit, but nothing leaves before it: replies, refusals, effects, observers' values and
readings are held in one line and let go in order, each when everything up to it is durable.

Until ``open_effects`` the runtime is reconciling: effects are kept back and deadlines rest, because what the journal
believes of the providers may no longer be true. They rest while the journal is stalled too: an offer that cannot reach
its agent must not expire against that agent.

A record that can wait and has no reply is committed with the next that cannot, at the latest after ``RIDE_ALONG_MS``:
each commit costs as much as the decision in it, and of this one nobody waits for the outcome.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from cic.center.events import CenterEvent, EffectRequested
from cic.center.inputs import CenterInput, DeadlinePassed
from cic.journal.codec import CodecError
from cic.journal.port import Journal, JournalError, WrittenInput
from cic.runtime.clock import Clock, Timer
from cic.runtime.port import Committed, Core, EngineStopped, Folded, Observer, Reading, Reply, RunEffect
from cic.runtime.release import Call, ReleaseLine

log = logging.getLogger(__name__)

T = TypeVar("T")
UNCOMMITTED_MAX = 50_000
IDLE_DEADLINE_PAUSE_MS = 1_000
RIDE_ALONG_MS = 20
"""Unseen on a screen."""
STALL_GRACE_MS = 10_000
"""So long after a stall people have for what they could not see or do during it."""


@dataclass(slots=True)
class _Taken:
    """An input on its way in."""

    given: CenterInput
    written: WrittenInput
    reply: asyncio.Future[Reply] | None
    opens_effects: bool


class Runtime:
    """Takes inputs on the event loop's thread, and only there."""

    def __init__(
        self,
        core: Core,
        folded: Folded,
        journal: Journal,
        clock: Clock,
        *,
        run_effect: RunEffect,
        on_failure: Callable[[Exception], None],
        observers: Sequence[Observer] = (),
    ) -> None:
        """``on_failure`` is called once when the process must end: memory can no longer be trusted."""
        self._core = core
        self._state = folded.state
        self._seq = folded.last_seq
        self._at_ms = folded.last_at_ms
        self._journal = journal
        self._clock = clock
        self._run_effect = run_effect
        self._on_failure = on_failure
        self._observers = tuple(observers)
        self._inbox: deque[_Taken] = deque()
        self._line = ReleaseLine()
        self._is_settling = False
        self._is_stopped = False
        self._effects_are_open = False
        self._is_stalled = False
        self._grace_until_ms = 0
        self._timer: Timer | None = None
        self._timer_ms: int | None = None
        self._deadlines_rest_until_ms = 0
        self._commit_timer: Timer | None = None

    @property
    def seq(self) -> int:
        """The number of the last settled record, durable or not."""
        return self._seq

    @property
    def uncommitted(self) -> int:
        """How many releases wait for a commit."""
        return len(self._line)

    @property
    def is_stalled(self) -> bool:
        """Whether the journal takes nothing at the moment."""
        return self._is_stalled

    @property
    def faults(self) -> int:
        """How many calls of observers and effects have failed so far."""
        return self._line.faults

    def submit(self, given: CenterInput) -> asyncio.Future[Reply]:
        """Take an input; the reply comes once it is durable. Raise CodecError when it cannot be journalled."""
        return self._submit(given, opens_effects=False)

    def submit_nowait(self, given: CenterInput) -> None:
        """Take an input whose reply nobody waits for; one that cannot be journalled is dropped and logged."""
        try:
            self._take(_Taken(given, self._journal.prepare(given), None, opens_effects=False))
        except CodecError as error:
            log.error("dropped a %s that cannot be journalled: %s", type(given).__name__, error)

    def open_effects(self, given: CenterInput) -> asyncio.Future[Reply]:
        """Take the input that ends reconciling (the core lets expire what is overdue with it).

        With its commit every effect that the state still wants is run, and from then on effects run as they come.
        """
        return self._submit(given, opens_effects=True)

    def read(self, view: Callable[[Any], T], deliver: Callable[[Reading[T]], None]) -> None:
        """Look at the state now; ``deliver`` is called once what was seen is durable, in line with observers' calls."""
        reading = Reading(self._seq, self._now_ms(), view(self._state))
        self._hold_ready([partial(deliver, reading)])

    def stalled(self, *, is_so: bool) -> None:
        """The journal takes nothing at the moment, or takes it again; meanwhile no deadline passes."""
        if self._is_stalled and not is_so:
            self._grace_until_ms = self._now_ms() + STALL_GRACE_MS
        self._is_stalled = is_so
        if not self._is_stopped:
            self._arm()

    async def stop(self) -> None:
        """Take no more inputs, and return when everything taken is durable and let go."""
        self._is_stopped = True
        self._disarm()
        self._journal.commit_open()
        await self._line.emptied()

    def fail(self, error: Exception) -> None:
        """Stop at once and let nothing go any more; the process must end. Called for a failed commit too."""
        if self._line.is_broken:
            return
        self._is_stopped = True
        self._disarm()
        for taken in self._inbox:
            self._line.hold([], taken.reply)
        self._inbox.clear()
        self._line.break_off()
        log.critical("the engine stops: %s", type(error).__name__, exc_info=error)
        self._on_failure(error)

    def _submit(self, given: CenterInput, *, opens_effects: bool) -> asyncio.Future[Reply]:
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._take(_Taken(given, self._journal.prepare(given), reply, opens_effects))
        return reply

    def _take(self, taken: _Taken) -> None:
        if self._is_stopped:
            raise EngineStopped("the engine takes no inputs any more")
        self._inbox.append(taken)
        if self._is_settling:  # an observer handed something in: its turn comes when this input is done
            return
        self._is_settling = True
        try:
            while self._inbox:
                self._settle(self._inbox[0])
                self._inbox.popleft()
            self._arm()
        except Exception as error:  # noqa: BLE001  a fault of the core may have left the state half evolved
            self.fail(error)
        finally:
            self._is_settling = False

    def _settle(self, taken: _Taken) -> None:
        now_ms, seq = self._now_ms(), self._seq + 1
        outcome = self._core.settle(self._state, taken.given, now_ms, seq)
        if not outcome.events:
            self._hold_ready([*self._effects((), taken), *_answer(taken, outcome.rejection)], taken.reply)
            return
        self._seq, self._at_ms = seq, now_ms
        self._deadlines_rest_until_ms = 0
        record = Committed(seq, now_ms, taken.given, outcome.events, outcome.rejection)
        calls = [
            *self._effects(outcome.events, taken),
            *self._observed(record),
            *_answer(taken, outcome.rejection),
        ]
        is_awaited = taken.reply is not None or taken.opens_effects or self._core.cannot_wait(outcome.events)
        self._journal.append(record, taken.written, self._line.hold(calls, taken.reply), is_awaited=is_awaited)
        if not is_awaited and self._commit_timer is None:
            self._commit_timer = self._clock.call_at_ms(now_ms + RIDE_ALONG_MS, self._commit_late)
        if len(self._line) > UNCOMMITTED_MAX:
            raise JournalError("too many records wait for the disk; nothing of them has left")

    def _hold_ready(self, calls: Sequence[Call], reply: asyncio.Future[Any] | None = None) -> None:
        self._line.hold_ready(calls, reply)
        if len(self._line):  # somebody waits now for what was not awaited
            self._journal.commit_open()

    def _commit_late(self) -> None:
        self._commit_timer = None
        self._journal.commit_open()

    def _effects(self, events: Sequence[CenterEvent], taken: _Taken) -> list[Call]:
        if taken.opens_effects:
            self._effects_are_open = True
            wanted = [*self._core.wanted_effects(self._state)]  # those of this very input among them
        elif self._effects_are_open:
            wanted = [event for event in events if isinstance(event, EffectRequested)]
        else:
            wanted = []
        return [partial(self._run_effect, effect) for effect in wanted]

    def _observed(self, record: Committed) -> list[Call]:
        calls: list[Call] = []
        for observer in self._observers:
            value = None
            try:
                value = observer.settled(self._state, record)
            except Exception as error:  # noqa: BLE001  an observer's fault must not reach the one writer
                self._line.count_fault(error)
            calls.append(partial(observer.committed, record, value))
        return calls

    def _now_ms(self) -> int:
        return max(self._at_ms, self._clock.now_ms())

    def _next_deadline_ms(self) -> int | None:
        """When the next deadline may pass; None while there is none, or all of them rest."""
        may_pass = self._effects_are_open and not self._is_stalled
        due_ms = self._core.next_deadline_ms(self._state) if may_pass else None
        return None if due_ms is None else max(due_ms, self._deadlines_rest_until_ms, self._grace_until_ms)

    def _arm(self) -> None:
        """See to it that the next deadline is not missed.

        A timer that will come too early stays, and looks again then: many an input puts the next deadline off.
        """
        due_ms, timer_ms = self._next_deadline_ms(), self._timer_ms
        if due_ms is not None and timer_ms is not None and timer_ms <= due_ms:
            return
        self._disarm()
        if due_ms is not None:
            self._timer_ms = due_ms
            self._timer = self._clock.call_at_ms(due_ms, self._timer_came)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timer_ms = None

    def _timer_came(self) -> None:
        self._timer = self._timer_ms = None
        if self._is_stopped:
            return
        due_ms = self._next_deadline_ms()
        if due_ms is not None and due_ms <= self._now_ms():
            self._pass_deadline()
        self._arm()

    def _pass_deadline(self) -> None:
        seq_before = self._seq
        self.submit_nowait(DeadlinePassed())
        if self._seq == seq_before and not self._is_stopped:
            # A due deadline that changes nothing is a fault of the core; the hotline lives on, without spinning.
            log.error("a deadline came and changed nothing")
            self._deadlines_rest_until_ms = self._now_ms() + IDLE_DEADLINE_PAUSE_MS
            self._arm()


def _answer(taken: _Taken, answer: Reply) -> list[Call]:
    reply = taken.reply
    if reply is None:
        return []
    return [lambda: None if reply.done() else reply.set_result(answer)]
