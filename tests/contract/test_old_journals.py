"""Journals that older programs wrote: replayed they lead to the decisions of then, and a new engine goes on from them.

``before_desktops.jsonl`` is a day of three agents under a misbehaving provider, a restart of the engine in it, as the
program wrote it before it was told of desktops. It ends while an offer stands.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cic.center.inputs import EngineStarted
from cic.center.invariants import broken
from cic.center.settle import settle
from cic.center.state import CenterState
from cic.journal.port import Committed
from cic.journal.records import RecordCodec
from cic.runtime.recovery import fold, verify
from routing.commands import SetDesktopState
from routing.events import DesktopStateSet, OfferExpired, OfferWithdrawn
from routing.vocabulary import EndCause
from tests.unit.runtime.test_recovery import CENTER

pytestmark = pytest.mark.contract

FOLDER = Path(__file__).parent / "journals"


@dataclass(frozen=True)
class OldJournal:
    """A journal as text, a record a line."""

    path: Path

    def read(self, from_seq: int = 1) -> Iterator[Committed]:
        codec = RecordCodec()
        for line in self.path.read_text(encoding="utf-8").splitlines()[from_seq - 1 :]:
            row = json.loads(line)
            yield codec.read(row["seq"], row["at_ms"], json.dumps(row["body"]))

    def last(self) -> tuple[int, int]:
        records = list(self.read())
        return records[-1].seq, records[-1].at_ms


JOURNALS = [OldJournal(path) for path in sorted(FOLDER.glob("*.jsonl"))]
BEFORE_DESKTOPS = OldJournal(FOLDER / "before_desktops.jsonl")


@pytest.mark.parametrize("journal", JOURNALS, ids=lambda journal: journal.path.stem)
def test_an_old_journal_replays_to_the_decisions_of_then(journal: OldJournal) -> None:
    result = verify(journal, CENTER)
    assert result.is_equal, result
    assert result.records > 100


@pytest.mark.parametrize("journal", JOURNALS, ids=lambda journal: journal.path.stem)
def test_no_rule_is_broken_at_any_record_of_an_old_journal(journal: OldJournal) -> None:
    state = CenterState()
    for record in journal.read():
        settle(state, record.given, record.at_ms, record.seq)
        assert broken(state) == [], record.seq


def test_before_desktops_were_told_of_an_offer_stood_for_its_whole_time() -> None:
    events = [event for record in BEFORE_DESKTOPS.read() for event in record.events]
    assert any(isinstance(event, OfferExpired) for event in events)
    assert not any(isinstance(event, DesktopStateSet) for event in events)


def test_a_new_engine_goes_on_from_a_journal_of_before_desktops() -> None:
    folded = fold(BEFORE_DESKTOPS, CENTER)
    state: CenterState = folded.state
    (standing,) = state.routing.offers.values()
    now_ms, seq = folded.last_at_ms + 1_000, folded.last_seq + 1
    settled = settle(state, EngineStarted(), now_ms, seq)
    assert [event.cause for event in settled.events if isinstance(event, OfferWithdrawn)] == [EndCause.UNREACHABLE]
    assert not state.routing.offers and broken(state) == []
    waiting = state.routing.interactions[standing.interaction_id]
    assert not any(agent.is_desktop_open for agent in state.routing.agents.values()), "each is to be heard of first"
    settle(state, SetDesktopState(standing.agent_id, True), now_ms + 1_000, seq + 1)
    assert waiting.offer_id is None and broken(state) == [], "the phone is not back yet"
