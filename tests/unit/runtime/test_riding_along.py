"""What nobody waits for commits with what somebody waits for; nothing of it leaves earlier, and it never waits long."""

import asyncio

import pytest

from cic.runtime.port import Reading
from cic.runtime.runtime import RIDE_ALONG_MS
from tests.unit.runtime.parts import QUIET, reason, refused, wants_effect
from tests.unit.runtime.test_runtime import Bench, Recorder

pytestmark = pytest.mark.unit


async def test_a_record_that_asks_for_nothing_is_not_awaited_and_every_other_is() -> None:
    bench = Bench()
    runtime = bench.runtime()
    runtime.submit_nowait(reason(QUIET))
    runtime.submit_nowait(wants_effect("leg"))
    with_reply = runtime.submit(reason(QUIET))
    assert bench.journal.awaited == [False, True, True]
    bench.journal.commit()
    assert await with_reply is None


async def test_it_leaves_with_its_commit_only() -> None:
    bench, recorder = Bench(), Recorder()
    runtime = bench.runtime(recorder)
    runtime.submit_nowait(reason(QUIET))
    bench.clock.advance_ms(RIDE_ALONG_MS)
    assert recorder.seen == ["settled 1"]
    bench.journal.commit()
    assert recorder.seen[1:] == ["committed 1 ['quiet']"]


async def test_it_is_committed_in_the_end_once_for_all_of_them() -> None:
    bench = Bench()
    runtime = bench.runtime()
    runtime.submit_nowait(reason(QUIET))
    bench.clock.advance_ms(RIDE_ALONG_MS - 1)
    runtime.submit_nowait(reason(QUIET))
    assert bench.journal.commits_wanted == 0
    bench.clock.advance_ms(1)
    assert bench.journal.commits_wanted == 1 and bench.clock.next_timer_ms() is None
    runtime.submit_nowait(reason(QUIET))
    bench.clock.advance_ms(RIDE_ALONG_MS)
    assert bench.journal.commits_wanted == 2


async def test_whoever_looks_or_is_refused_waits_for_the_commit_alone() -> None:
    bench, seen = Bench(), []
    runtime = bench.runtime()

    def saw(reading: Reading[list[str]]) -> None:
        seen.append(reading.value)

    runtime.read(lambda state: list(state.reasons), saw)
    assert seen == [[]] and bench.journal.commits_wanted == 0, "there is nothing to commit"
    runtime.submit_nowait(reason(QUIET))
    runtime.read(lambda state: list(state.reasons), saw)
    assert bench.journal.commits_wanted == 1
    no = runtime.submit(refused())
    assert bench.journal.commits_wanted == 2 and not no.done()
    bench.journal.commit()
    assert no.done() and seen[1:] == [[QUIET]]


async def test_the_end_does_not_wait_for_the_moment_to_pass() -> None:
    bench = Bench()
    runtime = bench.runtime()
    runtime.submit_nowait(reason(QUIET))
    ending = asyncio.create_task(runtime.stop())
    await asyncio.sleep(0)
    assert bench.journal.commits_wanted == 1
    bench.journal.commit()
    await asyncio.wait_for(ending, 1.0)
