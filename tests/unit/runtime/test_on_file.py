"""The runtime on a real journal file and a real event loop: commits, failure, erasure."""

import asyncio
from pathlib import Path

import pytest

from cic.center.inputs import ReconcileEnded
from cic.journal.database import RowWriter
from cic.journal.keyring import Keyring
from cic.journal.personal import PersonalValues
from cic.journal.sql_journal import SqlJournal, open_for_reading
from cic.runtime.clock import SystemClock
from cic.runtime.port import EngineStopped
from cic.runtime.recovery import fold, verify
from cic.runtime.runtime import Runtime
from routing.vocabulary import PartyId, SiteId, TenantId
from tests.unit.runtime.parts import REFUSED, SMALL_CORE, reason, refused, wants_waking

pytestmark = pytest.mark.unit

TENANT, SITE = TenantId("demo"), SiteId("main")
STEP_S = 10.0


class Bench:
    def __init__(self, path: Path) -> None:
        loop = asyncio.get_running_loop()
        self.path = path
        self.failed = asyncio.Event()
        self.journal = SqlJournal(path, TENANT, SITE, deliver=loop.call_soon_threadsafe, on_failure=self.fail)
        self.runtime = Runtime(
            SMALL_CORE,
            fold(self.journal, SMALL_CORE),
            self.journal,
            SystemClock(loop),
            run_effect=lambda effect: None,
            on_failure=lambda error: self.failed.set(),
        )

    def fail(self, error: Exception) -> None:
        self.runtime.fail(error)


async def test_many_inputs_at_once_are_all_answered_and_replayed(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "journal.db")
    replies = [bench.runtime.submit(reason(str(n)) if n % 3 else refused()) for n in range(300)]
    answers = await asyncio.wait_for(asyncio.gather(*replies), STEP_S)
    assert answers == [None if n % 3 else REFUSED for n in range(300)]
    await asyncio.wait_for(bench.runtime.stop(), STEP_S)
    bench.journal.close()
    result = verify(open_for_reading(bench.path, TENANT, SITE), SMALL_CORE)
    assert result.is_equal and result.records == 200


async def test_a_deadline_comes_by_itself(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "journal.db")
    await bench.runtime.open_effects(ReconcileEnded())
    await bench.runtime.submit(wants_waking(1))
    async with asyncio.timeout(STEP_S):
        while bench.runtime.seq < 2:
            await bench.runtime.submit(refused())
            await asyncio.to_thread(lambda: None)
    await bench.runtime.stop()
    bench.journal.close()


async def test_a_failed_commit_stops_the_engine_and_answers_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path / "journal.db")
    assert await bench.runtime.submit(reason("good")) is None

    def failing(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(RowWriter, "insert_at_once", failing)
    reply = bench.runtime.submit(reason("lost"))
    with pytest.raises(EngineStopped):
        await asyncio.wait_for(reply, STEP_S)
    assert bench.failed.is_set()
    bench.journal.close()
    assert fold(open_for_reading(bench.path, TENANT, SITE), SMALL_CORE).state.reasons == ["good"]


async def test_a_journal_replays_after_a_person_was_erased(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "journal.db")
    keys, party = Keyring(tmp_path, TENANT, SITE), PartyId("p1")
    values = PersonalValues(bench.journal.database, bench.journal.writer, keys, TENANT, SITE)
    ref = values.seal(party, "number", "+15550100777")
    await bench.runtime.submit(reason(ref))
    assert values.open(ref) == "+15550100777"
    await asyncio.to_thread(values.erase, party)
    assert values.open(ref) is None
    await bench.runtime.stop()
    bench.journal.close()
    keys.close()
    assert verify(open_for_reading(bench.path, TENANT, SITE), SMALL_CORE).is_equal
