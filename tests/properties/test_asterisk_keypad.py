"""Whatever commands read and however late either word comes: every key counts once, and mostly in its order."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cic.cti.asterisk.keypad import SETTLE_MS, Keypad

pytestmark = pytest.mark.property

# Of each key: which, whether a command reads it, how long its event and the command's result are under way (ms).
presses = st.lists(
    st.tuples(st.sampled_from("12#"), st.booleans(), st.integers(0, 100), st.integers(0, 100)), max_size=15
)


def arrivals(pressed: list[tuple[str, bool, int, int]], gap_ms: int) -> list[tuple[int, int, str, bool]]:
    """The words in the order they come: when, which key in line, what, and whether from a command.

    Each connection keeps its own order.
    """
    found = []
    event_ms = result_ms = 0
    for number, (key, is_read, event_late_ms, result_late_ms) in enumerate(pressed):
        event_ms = max(event_ms, number * gap_ms + event_late_ms)
        found.append((event_ms, number, key, False))
        if is_read:
            result_ms = max(result_ms, number * gap_ms + result_late_ms)
            found.append((result_ms, number, key, True))
    return sorted(found)


def heard(pressed: list[tuple[str, bool, int, int]], gap_ms: int, looks: bool) -> str:
    keypad, keys, now_ms = Keypad(), "", 0
    for now_ms, _, key, is_from_command in arrivals(pressed, gap_ms):
        if is_from_command:
            keys += keypad.taken(key, now_ms)
        else:
            keypad.overhear(key, 100, now_ms)
        if looks:
            keys += keypad.untaken(now_ms)
    return keys + keypad.untaken(now_ms + SETTLE_MS)


@settings(deadline=None)
@given(pressed=presses, gap_ms=st.integers(0, 200), looks=st.booleans())
def test_every_key_counts_once(pressed: list[tuple[str, bool, int, int]], gap_ms: int, looks: bool) -> None:
    assert Counter(heard(pressed, gap_ms, looks)) == Counter(key for key, *_ in pressed)


@settings(deadline=None)
@given(pressed=presses, looks=st.booleans())
def test_keys_pressed_one_after_the_other_keep_their_order(
    pressed: list[tuple[str, bool, int, int]], looks: bool
) -> None:
    """A word is under way for 100 ms at most here, a person needs more from one key to the next."""
    assert heard(pressed, 101, looks) == "".join(key for key, *_ in pressed)
