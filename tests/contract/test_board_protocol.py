"""What the boards' protocol promises: generated types, and that figures are counted as reports count."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desktop.boards.types import FILE, definitions, typescript
from cic.reporting.figures import is_in_target, is_short_abandon
from routing.measures import Counts, QueueMeasures, counts_since, note_abandoned, note_answered, note_entered

pytestmark = pytest.mark.contract

HOUR_MS = timedelta(hours=1) // timedelta(milliseconds=1)
WAITS = st.integers(0, 40_000) | st.sampled_from([4_999, 5_000, 5_001, 20_000, 20_001])


def test_the_browsers_types_are_those_of_the_shapes() -> None:
    newly_written = "write it anew: python -m agent_desktop.boards.types"
    assert FILE.read_text("utf-8") == typescript(definitions()), newly_written


@given(WAITS)
def test_boards_and_reports_draw_the_same_lines(wait_ms: int) -> None:
    answered, abandoned = QueueMeasures(), QueueMeasures()
    for measures in (answered, abandoned):
        note_entered(measures, HOUR_MS)
    note_answered(answered, HOUR_MS, HOUR_MS + wait_ms, 20_000)
    in_target = int(is_in_target(wait_ms, 20_000))
    assert counts_since(answered, 0) == Counts(1, 1, in_target, 0, 0, 0, wait_ms)
    note_abandoned(abandoned, HOUR_MS, HOUR_MS + wait_ms, 5_000)
    short = int(is_short_abandon(wait_ms, 5_000))
    assert counts_since(abandoned, 0) == Counts(1, 0, 0, 1 - short, short, 0, 0)
