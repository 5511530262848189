"""Replay: the fold of a journal is the live state, deciding again gives the same, and a difference is found."""

from dataclasses import replace

import pytest

from cic.center.evolve import evolve
from cic.center.haste import cannot_wait
from cic.center.invariants import broken
from cic.center.settle import next_deadline_ms, settle, wanted_effects
from cic.center.state import CenterState, logical_state
from cic.journal.port import Committed
from cic.runtime.port import Core
from cic.runtime.recovery import fold, verify
from routing.events import ActivityChanged
from tests.unit.runtime.parts import SMALL_CORE, HandJournal, Notes, lived_world, reason

pytestmark = pytest.mark.unit

CENTER = Core(CenterState, settle, evolve, cannot_wait, next_deadline_ms, wanted_effects, logical_state, broken)


@pytest.mark.parametrize("seed", range(4))
def test_a_lived_journal_folds_to_the_live_state_and_verifies(seed: int) -> None:
    world = lived_world(seed)
    journal = HandJournal(records=list(world.records))
    folded = fold(journal, CENTER)
    assert logical_state(folded.state) == logical_state(world.state)
    assert folded.last_seq == len(world.records)
    result = verify(journal, CENTER)
    assert result.is_equal and result.records == len(world.records) > 200


def test_the_first_record_that_replays_otherwise_is_named() -> None:
    world = lived_world(1, callers=5)
    records = list(world.records)
    place = next(
        index for index, record in enumerate(records) if any(isinstance(e, ActivityChanged) for e in record.events)
    )
    altered = tuple(
        replace(event, reason="not so") if isinstance(event, ActivityChanged) else event
        for event in records[place].events
    )
    records[place] = replace(records[place], events=altered)
    result = verify(HandJournal(records=records), CENTER)
    assert not result.is_equal
    assert result.difference is not None and result.difference.seq == place + 1
    assert "not so" in result.difference.journalled and "not so" not in result.difference.replayed


def test_a_core_that_changes_state_beside_its_events_is_found() -> None:
    world_of_notes = HandJournal()

    def sly(state, given, now_ms, seq):  # type: ignore[no-untyped-def]
        state.reasons.append("behind the journal's back")
        return SMALL_CORE.settle(state, given, now_ms, seq)

    given = reason("a")
    world_of_notes.records.append(Committed(1, 1, given, SMALL_CORE.settle(Notes(), given, 1, 1).events, None))
    assert verify(world_of_notes, SMALL_CORE).is_equal
    result = verify(world_of_notes, replace(SMALL_CORE, settle=sly))
    assert not result.is_equal and result.difference is None and not result.states_agree


def test_an_empty_journal_is_the_beginning() -> None:
    folded = fold(HandJournal(), CENTER)
    assert (folded.last_seq, folded.last_at_ms) == (0, 0)
    assert verify(HandJournal(), CENTER).is_equal
