"""Keys out of two mouths: commands and the manager connection."""

import pytest

from cic.cti.asterisk.keypad import SETTLE_MS, Keypad

pytestmark = pytest.mark.unit


def test_a_key_that_both_tell_of_counts_once_whoever_is_first() -> None:
    keypad = Keypad()
    keypad.overhear("1", 100, 0)
    assert keypad.taken("1", 1) == "1"
    assert keypad.taken("2", 100) == "2"
    keypad.overhear("2", 100, 101)
    assert keypad.untaken(10_000) == ""
    assert not keypad.is_unsettled


def test_a_key_that_no_command_gave_counts_once_it_is_sure() -> None:
    keypad = Keypad()
    keypad.overhear("1", 100, 0)
    assert keypad.untaken(SETTLE_MS - 1) == ""
    assert keypad.is_unsettled
    assert keypad.untaken(SETTLE_MS) == "1"
    assert not keypad.is_unsettled
    assert keypad.untaken(10_000) == ""


def test_a_key_that_a_command_gives_after_its_event_counts_once() -> None:
    keypad = Keypad()
    keypad.overhear("1", 100, 0)
    assert keypad.untaken(10) == ""
    assert keypad.taken("1", 90) == "1"
    assert keypad.untaken(10_000) == ""


def test_a_key_between_two_commands_comes_before_the_next() -> None:
    keypad = Keypad()
    assert keypad.taken("1", 0) == "1"
    for key, at_ms in (("1", 1), ("2", 160), ("3", 320)):
        keypad.overhear(key, 100, at_ms)
    assert keypad.taken("3", 321) == "23"
    assert keypad.untaken(10_000) == ""


def test_an_event_that_never_comes_does_not_swallow_a_later_key() -> None:
    keypad = Keypad()
    assert keypad.taken("1", 0) == "1"
    keypad.overhear("1", 100, 5_000)
    assert keypad.untaken(5_000 + SETTLE_MS) == "1"


def test_what_is_forgotten_does_not_count() -> None:
    keypad = Keypad()
    keypad.overhear("1", 100, 0)
    assert keypad.taken("2", 1) == "12"
    keypad.overhear("3", 100, 2)
    keypad.forget()
    assert not keypad.is_unsettled
    assert keypad.untaken(10_000) == ""


def test_short_tones_in_a_fast_run_count_only_when_a_command_gives_them() -> None:
    keypad = Keypad()
    # As Asterisk tells of 1, 2, 3, of 40 ms each and 70 ms apart, while no command runs.
    for key, at_ms in (("1", 0), ("2", 74), ("2", 85), ("3", 142), ("3", 211)):
        keypad.overhear(key, 40, at_ms)
    assert keypad.untaken(1_000) == "1"
    keypad.overhear("4", 40, 1_300)
    assert keypad.untaken(2_000) == "4"
