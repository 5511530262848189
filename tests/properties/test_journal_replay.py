"""The runtime over a real journal file: random inputs, random commits, and the replay equals what was live."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.journal.sql_journal import SqlJournal, open_for_reading
from cic.runtime.clock import ManualClock
from cic.runtime.port import Core
from cic.runtime.recovery import fold, verify
from cic.runtime.runtime import Runtime
from routing.vocabulary import SiteId, TenantId
from tests.unit.runtime.parts import SMALL_CORE, lived_world, reason, refused, wants_effect, wants_waking
from tests.unit.runtime.test_recovery import CENTER

pytestmark = pytest.mark.property

TENANT, SITE = TenantId("demo"), SiteId("main")
STEPS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5).map(reason),
        st.just(refused()),
        st.sampled_from(["a", "b"]).map(wants_effect),
        st.integers(1_000, 9_000).map(wants_waking),
        st.integers(0, 3_000),
    ),
    max_size=30,
)


def live(path: Path, steps: list[object], core: Core) -> Runtime:
    """Run on a journal file, from whatever is in it; an integer turns the clock."""
    journal = SqlJournal(path, TENANT, SITE, deliver=lambda call: None, on_failure=lambda error: None)
    clock = ManualClock()
    folded = fold(journal, core)
    runtime = Runtime(core, folded, journal, clock, run_effect=lambda _: None, on_failure=lambda _: None)
    for step in steps:
        if isinstance(step, int):
            clock.advance_ms(step)
        else:
            runtime.submit_nowait(step)  # type: ignore[arg-type]
    journal.close()
    return runtime


@settings(max_examples=40, deadline=None)
@given(STEPS, STEPS)
def test_a_replay_is_equal_over_restarts(first: list[object], second: list[object]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        live(path, first, SMALL_CORE)
        runtime = live(path, second, SMALL_CORE)
        journal = open_for_reading(path, TENANT, SITE)
        result = verify(journal, SMALL_CORE)
        assert result.is_equal and result.records == runtime.seq
        folded = fold(journal, SMALL_CORE)
        assert SMALL_CORE.logical_state(folded.state) == SMALL_CORE.logical_state(runtime._state)
        times = [record.at_ms for record in journal.read()]
        assert times == sorted(times)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_a_lived_world_is_the_same_after_a_journal_file(seed: int) -> None:
    world = lived_world(seed, callers=6)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        journal = SqlJournal(path, TENANT, SITE, deliver=lambda call: None, on_failure=lambda error: None)
        for record in world.records:
            journal.append(record, journal.prepare(record.given), lambda: None)
        journal.close()
        reader = open_for_reading(path, TENANT, SITE)
        assert list(reader.read()) == world.records
        assert verify(reader, CENTER).is_equal
        assert CENTER.logical_state(fold(reader, CENTER).state) == CENTER.logical_state(world.state)
