"""Time for the writer. Owns the anchored clock, timers, and the clock that tests turn by hand; decides nothing."""

import heapq
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A call that is still to come."""

    def cancel(self) -> None:
        """Let it not come."""
        ...


class Clock(Protocol):
    """What time it is, and a call at a later time."""

    def now_ms(self) -> int:
        """Return UTC milliseconds; never less than before."""
        ...

    def call_at_ms(self, when_ms: int, call: Callable[[], None]) -> Timer:
        """Call back at this time, or as soon as possible when it has passed; on the event loop, never at once."""
        ...


class LaterCalls(Protocol):
    """What is needed of an event loop."""

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call back after so many seconds."""
        ...


def wall_ms() -> int:
    """UTC milliseconds by the machine's clock, which a person or a time server may set."""
    return time.time_ns() // 1_000_000


def elapsed_ms() -> int:
    """Milliseconds that a set clock does not move, sleep of the machine included where it says so."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(clock) // 1_000_000


class SystemClock:
    """The machine's wall clock as it was at the start, carried on by its monotonic clock: a set clock moves no wait."""

    def __init__(
        self,
        loop: LaterCalls,
        *,
        not_before_ms: int = 0,
        wall_ms: Callable[[], int] = wall_ms,
        elapsed_ms: Callable[[], int] = elapsed_ms,
    ) -> None:
        """Begin at the wall clock's time, but not before ``not_before_ms``, the last journalled time.

        Else time would stand until a clock that was set back has caught up, and no deadline would pass for so long.
        """
        self._loop = loop
        self._wall_ms = wall_ms
        self._elapsed_ms = elapsed_ms
        self._anchor_ms = max(wall_ms(), not_before_ms)
        self._anchor_elapsed_ms = elapsed_ms()

    def now_ms(self) -> int:
        """Return UTC milliseconds; never less than before."""
        return self._anchor_ms + self._elapsed_ms() - self._anchor_elapsed_ms

    def wall_ahead_ms(self) -> int:
        """How far the machine's wall clock is ahead of our time; negative when it is behind."""
        return self._wall_ms() - self.now_ms()

    def call_at_ms(self, when_ms: int, call: Callable[[], None]) -> Timer:
        """Call back at this time. Long waits come early, in pieces of an hour: the caller looks at the clock again."""
        return self._loop.call_later(min(max(0, when_ms - self.now_ms()), 3_600_000) / 1_000, call)


class ManualClock:
    """A clock that stands until it is turned. Timers run in the order of their time, then of their making."""

    def __init__(self, now_ms: int = 1_000) -> None:
        self._now_ms = now_ms
        self._made = 0
        self._timers: list[tuple[int, int, _ManualTimer]] = []

    def now_ms(self) -> int:
        """Return the time it was last turned to."""
        return self._now_ms

    def call_at_ms(self, when_ms: int, call: Callable[[], None]) -> Timer:
        """Call back when the clock is turned to this time, or turned at all when it has passed."""
        timer = _ManualTimer(call)
        self._made += 1
        heapq.heappush(self._timers, (when_ms, self._made, timer))
        return timer

    def advance_ms(self, by_ms: int) -> None:
        """Turn the clock, running what falls due on the way, each at its own time."""
        until_ms = self._now_ms + by_ms
        while self._timers and self._timers[0][0] <= until_ms:
            when_ms, _, timer = heapq.heappop(self._timers)
            self._now_ms = max(self._now_ms, when_ms)
            timer.run()
        self._now_ms = until_ms

    def next_timer_ms(self) -> int | None:
        """Return when the next call is due."""
        while self._timers and self._timers[0][2].is_cancelled:
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None


class _ManualTimer:
    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def run(self) -> None:
        if not self.is_cancelled:
            self._call()
