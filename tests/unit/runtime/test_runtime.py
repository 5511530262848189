"""The single writer: order of release, time, effects, faults."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from cic.center.events import EffectRequested
from cic.center.inputs import CenterInput, ReconcileEnded
from cic.journal.codec import CodecError
from cic.runtime.clock import ManualClock
from cic.runtime.port import Committed, EngineStopped, Folded, Observer, Reading
from cic.runtime.recovery import fold, start_up
from cic.runtime.runtime import IDLE_DEADLINE_PAUSE_MS, Runtime
from tests.unit.runtime.parts import (
    REFUSED,
    SMALL_CORE,
    HandJournal,
    Notes,
    fatal,
    reason,
    refused,
    wants_effect,
    wants_waking,
)

pytestmark = pytest.mark.unit


@dataclass
class Recorder:
    """An observer that writes down what it sees, and may hand something in itself."""

    seen: list[str] = field(default_factory=list)
    answers: list[CenterInput] = field(default_factory=list)
    runtime: Runtime | None = None
    fails: bool = False

    def settled(self, state: Notes, record: Committed) -> object | None:
        self.seen.append(f"settled {record.seq}")
        while self.answers and self.runtime is not None:
            self.runtime.submit_nowait(self.answers.pop())
        return list(state.reasons)

    def committed(self, record: Committed, value: object | None) -> None:
        self.seen.append(f"committed {record.seq} {value}")
        if self.fails:
            raise ValueError("an observer's fault")


@dataclass
class Bench:
    journal: HandJournal = field(default_factory=HandJournal)
    clock: ManualClock = field(default_factory=ManualClock)
    effects: list[EffectRequested] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    state: Notes = field(default_factory=Notes)

    def runtime(self, *observers: Observer, last_seq: int = 0, last_at_ms: int = 0) -> Runtime:
        return Runtime(
            SMALL_CORE,
            Folded(self.state, last_seq, last_at_ms),
            self.journal,
            self.clock,
            run_effect=self.effects.append,
            on_failure=self.failures.append,
            observers=observers,
        )


async def test_nothing_leaves_before_its_commit_and_everything_in_order_afterwards() -> None:
    bench, recorder = Bench(), Recorder()
    runtime = bench.runtime(recorder)
    first, no, second = runtime.submit(reason("a")), runtime.submit(refused()), runtime.submit(reason("b"))
    assert recorder.seen == ["settled 1", "settled 2"]
    assert not first.done() and not no.done() and not second.done()
    bench.journal.commit(1)
    assert first.done() and no.done() and not second.done(), "a refusal waits for what came before it, no longer"
    assert recorder.seen[2:] == ["committed 1 ['a']"], "with the state as it was when it was settled"
    bench.journal.commit()
    assert recorder.seen[3:] == ["committed 2 ['a', 'b']"]
    assert (await first, await no, await second) == (None, REFUSED, None)


async def test_what_changes_nothing_is_not_journalled_and_uses_no_number() -> None:
    bench = Bench()
    runtime = bench.runtime()
    assert await runtime.submit(refused()) == REFUSED, "nothing is waited for, so it is answered at once"
    runtime.submit_nowait(reason("a"))
    assert [record.seq for record in bench.journal.records] == [1]
    assert runtime.uncommitted == 1


async def test_numbers_and_times_go_on_from_the_journal_and_never_back() -> None:
    bench = Bench(clock=ManualClock(now_ms=5_000))
    runtime = bench.runtime(last_seq=7, last_at_ms=9_000)
    runtime.submit_nowait(reason("early"))
    bench.clock.advance_ms(10_000)
    runtime.submit_nowait(reason("late"))
    assert [(record.seq, record.at_ms) for record in bench.journal.records] == [(8, 9_000), (9, 15_000)]


async def test_an_input_from_within_an_observer_has_its_turn_after_the_present_one() -> None:
    bench = Bench()
    recorder = Recorder(answers=[reason("inner")])
    runtime = recorder.runtime = bench.runtime(recorder)
    runtime.submit_nowait(reason("outer"))
    assert bench.state.reasons == ["outer", "inner"]
    assert [record.seq for record in bench.journal.records] == [1, 2]


async def test_an_effect_that_reports_at_once_does_not_overtake_the_release() -> None:
    bench, order = Bench(), []

    class Watcher:
        def settled(self, state: Any, record: Committed) -> None:
            return None

        def committed(self, record: Committed, value: object | None) -> None:
            order.append(record.seq)

    bench.journal.commits_at_once = True
    runtime = bench.runtime(Watcher())
    bench.effects = EffectsThatReport(runtime, order)  # type: ignore[assignment]
    runtime._run_effect = bench.effects.append
    await runtime.open_effects(ReconcileEnded())
    runtime.submit_nowait(wants_effect("leg"))
    assert order == ["effect", 1, 2], "the report's record is released after the one that asked for the effect"


class EffectsThatReport:
    def __init__(self, runtime: Runtime, order: list[object]) -> None:
        self._runtime, self._order = runtime, order

    def append(self, effect: EffectRequested) -> None:
        self._order.append("effect")
        self._runtime.submit_nowait(reason("reported"))


async def test_effects_run_after_their_commit_once_reconciling_is_over() -> None:
    bench = Bench()
    runtime = bench.runtime()
    runtime.submit_nowait(wants_effect("before"))
    bench.journal.commit()
    assert bench.effects == [], "what the journal believes may no longer be true"
    opened = runtime.open_effects(ReconcileEnded())
    assert await opened is None
    assert [effect.command.leg_id for effect in bench.effects] == ["before"], "still wanted"
    runtime.submit_nowait(wants_effect("after"))
    assert len(bench.effects) == 1
    bench.journal.commit()
    assert [effect.command.leg_id for effect in bench.effects] == ["before", "after"]


async def test_deadlines_rest_while_reconciling_and_come_at_their_time_afterwards() -> None:
    bench = Bench()
    bench.journal.commits_at_once = True
    runtime = bench.runtime()
    runtime.submit_nowait(wants_waking(2_000))
    bench.clock.advance_ms(5_000)
    assert bench.state.reasons == ["wake 2000"]
    await runtime.open_effects(ReconcileEnded())
    bench.clock.advance_ms(0)
    assert bench.state.reasons[1:] == ["woken 6000"]
    runtime.submit_nowait(wants_waking(8_000))
    runtime.submit_nowait(wants_waking(7_000))
    assert bench.clock.next_timer_ms() == 7_000, "one timer, at the earlier time"
    bench.clock.advance_ms(3_000)
    assert bench.state.reasons[-1] == "woken 7000"
    assert bench.clock.next_timer_ms() is None


async def test_a_deadline_that_is_put_off_passes_at_its_new_time_and_not_before() -> None:
    bench = Bench()
    bench.journal.commits_at_once = True
    runtime = bench.runtime()
    await runtime.open_effects(ReconcileEnded())
    runtime.submit_nowait(wants_waking(7_000))
    runtime.submit_nowait(wants_waking(9_000))
    bench.clock.advance_ms(9_000 - bench.clock.now_ms() - 1)
    assert bench.state.reasons == ["wake 7000", "wake 9000"]
    assert bench.clock.next_timer_ms() == 9_000
    bench.clock.advance_ms(1)
    assert bench.state.reasons[2:] == ["woken 9000"]


async def test_a_deadline_that_is_brought_forward_passes_once_at_its_new_time() -> None:
    bench = Bench()
    bench.journal.commits_at_once = True
    runtime = bench.runtime()
    await runtime.open_effects(ReconcileEnded())
    runtime.submit_nowait(wants_waking(9_000))
    runtime.submit_nowait(wants_waking(7_000))
    bench.clock.advance_ms(10_000)
    assert bench.state.reasons == ["wake 9000", "wake 7000", "woken 7000"]


async def test_a_deadline_that_changes_nothing_does_not_spin() -> None:
    bench = Bench(state=Notes(wake_at_ms=500, never_content=True))
    runtime = bench.runtime()
    await runtime.open_effects(ReconcileEnded())
    bench.clock.advance_ms(0)
    assert bench.clock.next_timer_ms() == bench.clock.now_ms() + IDLE_DEADLINE_PAUSE_MS
    bench.state.never_content = False
    bench.clock.advance_ms(IDLE_DEADLINE_PAUSE_MS)
    assert bench.state.reasons == [f"woken {bench.clock.now_ms()}"], "it is tried again after a pause"


async def test_a_fault_of_the_core_stops_everything_and_nothing_of_it_is_journalled() -> None:
    bench, recorder = Bench(), Recorder()
    runtime = bench.runtime(recorder)
    before = runtime.submit(reason("a"))
    broken = runtime.submit(fatal())
    assert [type(error) for error in bench.failures] == [AssertionError]
    for reply in (before, broken):
        with pytest.raises(EngineStopped):
            await reply
    with pytest.raises(EngineStopped):
        runtime.submit_nowait(reason("b"))
    bench.journal.commit()
    assert [record.seq for record in bench.journal.records] == [1]
    assert recorder.seen == ["settled 1"], "nothing is let go any more"
    runtime.fail(RuntimeError())
    assert len(bench.failures) == 1, "told once"


async def test_an_observers_fault_is_counted_and_reaches_nobody_else() -> None:
    bench, bad, good = Bench(), Recorder(fails=True), Recorder()
    bench.journal.commits_at_once = True
    runtime = bench.runtime(bad, good)
    assert await runtime.submit(reason("a")) is None
    assert good.seen == ["settled 1", "committed 1 ['a']"]
    assert runtime.faults == 1 and bench.failures == []


async def test_an_input_that_cannot_be_journalled_is_refused_before_it_can_do_harm() -> None:
    bench = Bench()
    runtime = bench.runtime()
    with pytest.raises(CodecError):
        runtime.submit(reason("half a pair: \ud800"))
    runtime.submit_nowait(reason("half a pair: \ud800"))
    assert bench.state.reasons == [] and bench.failures == []
    runtime.submit_nowait(reason("a"))
    assert bench.state.reasons == ["a"]


async def test_a_reading_is_delivered_when_what_it_saw_is_durable_and_in_line() -> None:
    bench, seen = Bench(), []
    recorder = Recorder(seen=seen)
    runtime = bench.runtime(recorder)
    runtime.submit_nowait(reason("a"))

    def deliver(reading: Reading[list[str]]) -> None:
        seen.append(f"read {reading.seq} {reading.value}")

    runtime.read(lambda state: list(state.reasons), deliver)
    runtime.submit_nowait(reason("b"))
    assert not [line for line in seen if line.startswith("read")]
    bench.journal.commit()
    assert [line for line in seen if "settled" not in line] == [
        "committed 1 ['a']",
        "read 1 ['a']",
        "committed 2 ['a', 'b']",
    ]


async def test_stopping_waits_for_what_was_taken() -> None:
    bench = Bench()
    runtime = bench.runtime()
    reply = runtime.submit(reason("a"))
    was_waiting: list[bool] = []

    def commit() -> None:
        was_waiting.append(not stopping.done() and not reply.done())
        bench.journal.commit()

    stopping = asyncio.create_task(runtime.stop())
    asyncio.get_running_loop().call_soon(commit)
    await stopping
    assert was_waiting == [True] and reply.done()
    with pytest.raises(EngineStopped):
        runtime.submit_nowait(reason("b"))


async def test_a_start_folds_reconciles_and_then_sends_what_is_still_wanted() -> None:
    bench = Bench()
    bench.journal.commits_at_once = True
    bench.runtime().submit_nowait(wants_effect("open"))
    folded = fold(bench.journal, SMALL_CORE)
    assert (folded.last_seq, folded.last_at_ms) == (1, 1_000)
    bench.state = folded.state
    runtime = bench.runtime(last_seq=folded.last_seq, last_at_ms=folded.last_at_ms)

    async def reconcile() -> None:
        assert bench.effects == []
        runtime.submit_nowait(reason("legs read"))

    await start_up(runtime, reconcile)
    assert [effect.effect_id for effect in bench.effects] == ["e1"]
    assert runtime.seq == 2
