"""Clocks: the anchored one, and the one that is turned by hand."""

import asyncio
import time

import pytest

from cic.runtime.clock import ManualClock, SystemClock

pytestmark = pytest.mark.unit


def test_timers_run_at_their_time_in_order_and_cancelled_ones_do_not() -> None:
    clock, ran = ManualClock(now_ms=1_000), []
    clock.call_at_ms(1_300, lambda: ran.append(("late", clock.now_ms())))
    clock.call_at_ms(1_200, lambda: ran.append(("first", clock.now_ms())))
    clock.call_at_ms(1_200, lambda: clock.call_at_ms(1_250, lambda: ran.append(("made on the way", clock.now_ms()))))
    clock.call_at_ms(1_200, lambda: ran.append(("never", clock.now_ms()))).cancel()
    clock.advance_ms(299)
    assert ran == [("first", 1_200), ("made on the way", 1_250)]
    clock.advance_ms(1)
    assert ran[2:] == [("late", 1_300)] and clock.next_timer_ms() is None


async def test_the_system_clock_is_not_moved_by_a_set_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock(asyncio.get_running_loop())
    before = clock.now_ms()
    assert abs(before - time.time() * 1_000) < 1_000
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert before <= clock.now_ms() < before + 10_000


async def test_the_system_clock_calls_back() -> None:
    clock, called = SystemClock(asyncio.get_running_loop()), asyncio.Event()
    clock.call_at_ms(clock.now_ms() - 5, called.set)
    assert not called.is_set(), "never at once"
    await asyncio.wait_for(called.wait(), 5)
    clock.call_at_ms(clock.now_ms() + 3_600_000_000, called.set).cancel()
