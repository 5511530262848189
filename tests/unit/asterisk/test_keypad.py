"""Keys out of two mouths: commands and the manager connection."""

import pytest

from cic.cti.asterisk.keypad import SETTLE_MS, Keypad

pytestmark = pytest.mark.unit


def test_a_key_that_both_tell_of_counts_once_whoever_is_first() -> None:
    keypad = Keypad()
    keypad.overhear("1", 0)
    assert keypad.taken("1", 1) == "1"
    assert keypad.taken("2", 100) == "2"
    keypad.overhear("2", 101)
    assert keypad.untaken(10_000) == ""
    assert not keypad.is_unsettled


def test_a_key_that_no_command_gave_counts_once_it_is_sure() -> None:
    keypad = Keypad()
    keypad.overhear("1", 0)
    assert keypad.untaken(SETTLE_MS - 1) == ""
    assert keypad.is_unsettled
    assert keypad.untaken(SETTLE_MS) == "1"
    assert not keypad.is_unsettled
    assert keypad.untaken(10_000) == ""


def test_a_key_that_a_command_gives_after_its_event_counts_once() -> None:
    keypad = Keypad()
    keypad.overhear("1", 0)
    assert keypad.untaken(10) == ""
    assert keypad.taken("1", 90) == "1"
    assert keypad.untaken(10_000) == ""


def test_a_key_between_two_commands_comes_before_the_next() -> None:
    keypad = Keypad()
    assert keypad.taken("1", 0) == "1"
    for key, at_ms in (("1", 1), ("2", 160), ("3", 320)):
        keypad.overhear(key, at_ms)
    assert keypad.taken("3", 321) == "23"
    assert keypad.untaken(10_000) == ""


def test_an_event_that_never_comes_does_not_swallow_a_later_key() -> None:
    keypad = Keypad()
    assert keypad.taken("1", 0) == "1"
    keypad.overhear("1", 5_000)
    assert keypad.untaken(5_000 + SETTLE_MS) == "1"


def test_what_is_forgotten_does_not_count() -> None:
    keypad = Keypad()
    keypad.overhear("1", 0)
    assert keypad.taken("2", 1) == "12"
    keypad.overhear("3", 2)
    keypad.forget()
    assert not keypad.is_unsettled
    assert keypad.untaken(10_000) == ""
