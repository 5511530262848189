"""Where a track has fallen behind time, from what was seen of its file: against a recorder that writes in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.cti.asterisk.growth import WRITTEN_AT_ONCE_MS, Gap, Growth

pytestmark = pytest.mark.unit

LOOK_MS = 250
FOUND_MS_MIN = 2 * LOOK_MS


def watched(silences: list[tuple[int, int]], duration_ms: int) -> Growth:
    """Growth of a file that gets nothing in these stretches: (when, how long)."""
    growth, seen_ms = Growth(), 0

    def recorded(until_ms: int) -> int:
        return until_ms - sum(max(0, min(long, until_ms - when)) for when, long in silences)

    for now_ms in range(LOOK_MS, duration_ms, LOOK_MS):
        written_ms = recorded(now_ms) // WRITTEN_AT_ONCE_MS * WRITTEN_AT_ONCE_MS
        if written_ms != seen_ms:
            growth.seen(now_ms, written_ms, LOOK_MS)
            seen_ms = written_ms
    growth.seen(duration_ms, recorded(duration_ms))
    return growth


def test_a_track_that_got_everything_has_no_gap() -> None:
    assert watched([], 60_000).gaps() == ()


def test_a_gap_is_found_in_the_piece_where_it_was() -> None:
    (gap,) = watched([(7_000, 3_000)], 60_000).gaps()
    assert gap.missing_ms == 3_000
    assert gap.file_ms - WRITTEN_AT_ONCE_MS <= 7_000 <= gap.file_ms


def test_gaps_are_told_in_their_order() -> None:
    first, second = watched([(5_000, 1_000), (30_000, 8_000)], 60_000).gaps()
    assert abs(first.missing_ms - 1_000) <= LOOK_MS and first.missing_ms + second.missing_ms == 9_000
    assert second.file_ms - WRITTEN_AT_ONCE_MS <= 29_000 <= second.file_ms


def test_a_phone_that_sends_no_silence_all_day_has_gap_after_gap() -> None:
    """Twelve hours of pieces, each later than the one before: every gap is looked at once."""
    growth, pieces = Growth(), 12 * 3_600_000 // WRITTEN_AT_ONCE_MS
    for piece in range(1, pieces + 1):
        growth.seen(piece * (WRITTEN_AT_ONCE_MS + 1_000), piece * WRITTEN_AT_ONCE_MS, LOOK_MS)
    assert growth.gaps() == tuple(Gap(piece * WRITTEN_AT_ONCE_MS, 1_000) for piece in range(1, pieces + 1))


def test_a_file_that_is_shown_late_makes_no_gap() -> None:
    """A network file system tells old lengths for some seconds."""
    growth = Growth()
    for now_ms, file_ms in ((5_000, 2_048), (9_000, 6_144), (13_000, 10_240)):
        growth.seen(now_ms, file_ms, LOOK_MS)
    growth.seen(15_000, 15_000)
    assert growth.gaps() == ()


def test_an_end_that_nobody_saw_is_no_gap() -> None:
    growth = Growth()
    growth.seen(2_100, 2_048, LOOK_MS)
    growth.ended_unseen(3_500)
    assert growth.gaps() == ()


def test_what_is_known_of_an_engine_before_is_how_far_it_is_behind_by_now() -> None:
    growth = Growth()
    growth.seen(60_000, 40_960, LOOK_MS)
    growth.ended_unseen(42_000)
    (gap,) = growth.gaps()
    assert gap.file_ms == 40_960 and 18_000 <= gap.missing_ms <= 19_040


@given(
    st.lists(st.tuples(st.integers(500, 8_000), st.integers(FOUND_MS_MIN, 6_000)), max_size=6),
    st.integers(0, 10_000),
)
def test_every_place_is_in_step_but_for_a_look_and_a_piece(pieces: list[tuple[int, int]], rest_ms: int) -> None:
    """Every (sound, silence) in turn: the file with its gaps filled is as long as time, and never ahead of it."""
    silences, now_ms = [], 0
    for sound_ms, silence_ms in pieces:
        silences.append((now_ms + sound_ms, silence_ms))
        now_ms += sound_ms + silence_ms
    gaps = watched(silences, now_ms + rest_ms).gaps()
    missing_ms = sum(silence_ms for _, silence_ms in silences)
    filled_ms = sum(gap.missing_ms for gap in gaps)
    assert 0 <= missing_ms - filled_ms < 2 * LOOK_MS
    assert [gap.file_ms for gap in gaps] == sorted(gap.file_ms for gap in gaps)
    assert all(isinstance(gap, Gap) and gap.missing_ms > 0 for gap in gaps)
