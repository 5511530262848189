"""The hotline's flow, walked input by input: what it asks for, and what late and broken inputs do.

Its ways are tested as text in ``ivr_flows/flows/tests``; here is what a caller cannot show.
"""

from collections.abc import Callable
from typing import Any

import pytest

from ivr_flows.inputs import (
    ActionFailed,
    AgentLeft,
    DigitsGiven,
    KeyPressed,
    LookupEnded,
    LookupResult,
    MessageTaken,
    PromptsPlayed,
    QueuedAgain,
    QueueRefused,
    SessionStarted,
    WakeUp,
)
from ivr_flows.session import SessionStatus
from routing.vocabulary import CallerFacts, PartyId, PersonalRef, RecordingId

pytestmark = pytest.mark.unit

Walk = Callable[..., Any]

MAIN_MENU = "menu 123450*# 6000 en/main/main_menu"
GOLD = CallerFacts(PartyId("party-9"), None, None, True, "gold", "en", "unknown", is_vip=True)


def test_first_thing_is_to_answer_and_then_to_welcome_in_both_languages(walk: Walk) -> None:
    caller = walk("main")
    assert caller.give(SessionStarted()) == ["answer"]
    assert caller.answered() == ["say en/main/welcome zh/main/welcome"]


def test_an_unknown_caller_chooses_a_language_and_buys_something(walk: Walk) -> None:
    caller = walk("main")
    caller.answered()
    assert caller.give(PromptsPlayed()) == ["menu 120*# 5000 en/main/choose_language zh/main/choose_language"]
    assert caller.give(KeyPressed("1")) == [MAIN_MENU]
    assert caller.give(KeyPressed("1")) == ["queue sales", "say en/main/to_sales"]
    assert caller.give(PromptsPlayed()) == ["music default"]
    assert caller.path == [
        "reception=set",
        "reception.blocked_numbers=otherwise",
        "reception.notice=set",
        "reception.notice.service=open",
        "reception.notice.normal=set",
        "reception.welcome=said",
        "reception.known_language=otherwise",
        "reception.choose_language=english",
        "reception.english=en",
        "reception.received=set",
        "office=open",
        "recognise=otherwise",
        "main_menu=sales",
        "sales=otherwise",
        "to_sales=",
    ]


def test_a_chinese_caller_is_served_in_chinese(walk: Walk) -> None:
    caller = walk("main")
    caller.answered()
    caller.play_out()
    assert caller.give(KeyPressed("2")) == ["menu 123450*# 6000 zh/main/main_menu"]
    assert caller.give(KeyPressed("2")) == ["digits 4-10# zh/main/customer_number"]


def test_a_known_caller_is_asked_neither_for_language_nor_number(walk: Walk) -> None:
    caller = walk("main", is_known=True, language="zh", grade="gold")
    caller.answered()
    assert caller.give(PromptsPlayed()) == ["menu 123450*# 6000 zh/main/main_menu"]
    assert caller.give(KeyPressed("2")) == ["say zh/main/gold"]
    assert caller.give(PromptsPlayed()) == ["queue support", "say zh/main/to_support"]


def test_a_customer_number_finds_a_gold_customer(walk: Walk) -> None:
    caller = _at_customer_number(walk)
    assert caller.give(DigitsGiven(PersonalRef("ref-1"), 6, timed_out=False)) == ["look up ref-1"]
    assert caller.give(LookupEnded(LookupResult.FOUND, GOLD)) == ["say en/main/gold"]
    assert caller.session.caller == GOLD
    assert caller.give(PromptsPlayed()) == ["queue support", "say en/main/to_support"]
    assert caller.path[-5:] == [
        "customer_number=given",
        "find_customer=found",
        "grade=gold",
        "gold=said",
        "to_support_first=",
    ]
    assert caller.session.collected == {"customer_number": "ref-1"}


@pytest.mark.parametrize(
    ("result", "heard"),
    [
        (LookupResult.NOT_FOUND, ["say en/main/not_found"]),
        (LookupResult.FAILED, ["queue support", "say en/main/to_support"]),
    ],
)
def test_a_number_that_finds_nobody_leads_to_a_person(walk: Walk, result: LookupResult, heard: list[str]) -> None:
    caller = _at_customer_number(walk)
    caller.give(DigitsGiven(PersonalRef("ref-1"), 6, timed_out=True))
    assert caller.give(LookupEnded(result, None)) == heard


def test_a_wrong_customer_number_is_asked_for_once_more_in_other_words(walk: Walk) -> None:
    caller = _at_customer_number(walk)
    again = "digits 4-10# en/main/wrong_length en/main/customer_number_again"
    assert caller.give(DigitsGiven(PersonalRef("ref-1"), 2, timed_out=False)) == [again]
    assert caller.session.collected == {}
    assert caller.give(DigitsGiven(None, 0, timed_out=True)) == ["queue support", "say en/main/to_support"]
    assert caller.path[-4:] == [
        "customer_number=wrong_length",
        "customer_number=timeout",
        "to_the_right_line=otherwise",
        "to_support=",
    ]


def test_hash_alone_skips_the_customer_number(walk: Walk) -> None:
    caller = _at_customer_number(walk)
    assert caller.give(DigitsGiven(None, 0, timed_out=False)) == ["queue support", "say en/main/to_support"]
    assert "customer_number=skipped" in caller.path


def test_a_silent_caller_is_asked_in_other_words_and_then_gets_a_person(walk: Walk) -> None:
    caller = _at_main_menu(walk)
    assert caller.give(KeyPressed(None)) == ["menu 123450*# 6000 en/main/nothing_heard en/main/main_menu_again"]
    assert caller.give(KeyPressed("9")) == ["menu 123450*# 6000 en/main/wrong_key en/main/main_menu_last"]
    assert caller.give(KeyPressed(None)) == ["queue support", "say en/main/to_support"]
    assert caller.path[-6:] == [
        "main_menu=timeout",
        "main_menu=wrong_key",
        "main_menu=timeout",
        "a_person=open",
        "to_the_right_line=otherwise",
        "to_support=",
    ]


def test_keys_of_every_menu_person_back_and_repeat(walk: Walk) -> None:
    caller = _at_main_menu(walk)
    assert caller.give(KeyPressed("#")) == [MAIN_MENU]
    assert caller.give(KeyPressed("*")) == ["menu 120*# 5000 en/main/choose_language zh/main/choose_language"]
    assert caller.give(KeyPressed("*")) == ["menu 120*# 5000 en/main/choose_language zh/main/choose_language"]
    assert caller.give(KeyPressed("0")) == ["queue support", "say en/main/to_support"]
    assert caller.path[-7:] == [
        "main_menu=repeat",
        "main_menu=back",
        "reception.choose_language=repeat",
        "reception.choose_language=person",
        "a_person=open",
        "to_the_right_line=otherwise",
        "to_support=",
    ]


def test_when_closed_the_caller_is_told_and_the_call_ends(walk: Walk) -> None:
    caller = walk("main", is_open=False, is_known=True, language="zh")
    caller.answered()
    assert caller.give(PromptsPlayed()) == ["say zh/after_hours/closed zh/after_hours/hours"]
    assert caller.give(PromptsPlayed()) == ["menu 120*# 6000 zh/after_hours/choose"]
    caller.give(KeyPressed(None))
    assert caller.give(KeyPressed(None)) == ["say zh/main/goodbye"]
    assert caller.give(PromptsPlayed()) == ["end"]
    assert caller.session.status is SessionStatus.ENDED


def test_waiting_is_music_broken_by_announcements_in_turn_but_for_what_is_not_known(walk: Walk) -> None:
    caller = _in_queue(walk)
    for recording in ("comfort_choice", "comfort_thanks", "comfort_choice"):
        assert caller.session.wake_at_ms == caller.now_ms + 25_000
        assert caller.give(WakeUp(), after_ms=24_000) == []
        assert caller.give(WakeUp(), after_ms=1_000) == [f"say en/main/{recording}"]
        assert caller.give(PromptsPlayed()) == ["music default"]


def test_when_the_agent_has_left_the_caller_is_asked_how_it_was(walk: Walk) -> None:
    caller = _in_queue(walk)
    caller.connect()
    assert caller.session.wake_at_ms is None
    assert caller.give(WakeUp()) == []
    assert caller.give(PromptsPlayed()) == []
    assert caller.give(AgentLeft()) == ["menu 123450*# 5000 en/rating/rate"]
    assert caller.give(KeyPressed("4")) == ["rated agent 4", "say en/rating/thanks"]
    assert caller.give(PromptsPlayed()) == ["say en/main/goodbye"]
    assert caller.give(PromptsPlayed()) == ["end"]
    assert caller.path[-7:] == [
        "to_sales=connected",
        "rate=set",
        "rate.rate=rated_4",
        "rate.thanks=said",
        "rate.done=set",
        "goodbye=said",
        "hang_up=ended",
    ]


def test_a_caller_who_comes_back_into_a_queue_hears_music_again(walk: Walk) -> None:
    caller = _in_queue(walk)
    caller.connect()
    assert caller.give(QueuedAgain()) == ["music default"]
    assert caller.session.status is SessionStatus.RUNNING
    assert caller.give(WakeUp(), after_ms=25_000) == ["say en/main/comfort_choice"]
    assert caller.path[-2:] == ["to_sales=connected", "to_sales="]


@pytest.mark.parametrize("code", ["queue_full", "queue_empty", "waited_too_long", "unknown_queue"])
def test_a_caller_whom_a_queue_refuses_may_leave_a_message(walk: Walk, code: str) -> None:
    caller = _at_main_menu(walk)
    caller.give(KeyPressed("1"))
    assert caller.give(QueueRefused(code)) == ["say en/main/busy"]
    assert caller.give(PromptsPlayed()) == ["message 120000 en/main/message"]
    assert caller.give(MessageTaken(RecordingId("m"), 9_000, hung_up=False)) == ["voicemail for messages"]
    assert caller.give(QueueRefused("unknown_queue")) == ["say en/main/apology"]
    assert caller.give(PromptsPlayed()) == ["end"]


def test_a_welcome_that_cannot_be_played_does_not_stop_the_caller(walk: Walk) -> None:
    caller = walk("main")
    caller.answered()
    assert caller.give(ActionFailed("no_file"))[0].startswith("menu")
    assert "reception.welcome=failed" in caller.path


def test_a_menu_that_cannot_be_played_leads_to_a_person(walk: Walk) -> None:
    caller = _at_main_menu(walk)
    assert caller.give(ActionFailed("no_file")) == ["queue support", "say en/main/to_support"]


def test_broken_recordings_and_music_do_not_cost_the_place_in_the_queue(walk: Walk) -> None:
    caller = _at_main_menu(walk)
    caller.give(KeyPressed("1"))
    assert caller.give(ActionFailed("no_file")) == ["music default"]
    assert caller.give(ActionFailed("no_file")) == []
    assert caller.session.status is SessionStatus.RUNNING
    assert caller.give(WakeUp(), after_ms=25_000) == ["say en/main/comfort_choice"]


def test_an_unanswerable_call_is_given_up(walk: Walk) -> None:
    caller = walk("main")
    caller.give(SessionStarted())
    assert caller.give(ActionFailed("gone")) == ["end"]


def test_an_outcome_that_never_comes_is_gone_on_without(walk: Walk) -> None:
    caller = _at_customer_number(walk)
    caller.give(DigitsGiven(PersonalRef("ref-1"), 6, timed_out=False))
    assert caller.give(WakeUp(), after_ms=30_000) == ["queue support", "say en/main/to_support"]
    assert "find_customer=late" in caller.path


def test_late_inputs_change_nothing(walk: Walk) -> None:
    caller = _at_main_menu(walk)
    before = caller.session
    for late in (PromptsPlayed(), SessionStarted(), AgentLeft(), LookupEnded(LookupResult.FOUND, GOLD), WakeUp()):
        assert caller.give(late) == []
    assert caller.session is before


def test_a_stuck_repeat_key_does_not_hold_the_line_for_ever(walk: Walk) -> None:
    caller = _at_main_menu(walk)
    presses = 0
    while caller.give(KeyPressed("#")) == [MAIN_MENU]:
        presses += 1
        assert presses < 200
    assert caller.said == ["say en/main/apology"]
    assert caller.give(PromptsPlayed()) == ["end"]


def _at_main_menu(walk: Walk) -> Any:
    caller = walk("main")
    caller.answered()
    caller.play_out()
    assert caller.give(KeyPressed("1")) == [MAIN_MENU]
    return caller


def _at_customer_number(walk: Walk) -> Any:
    caller = _at_main_menu(walk)
    assert caller.give(KeyPressed("2")) == ["digits 4-10# en/main/customer_number"]
    return caller


def _in_queue(walk: Walk) -> Any:
    caller = _at_main_menu(walk)
    caller.give(KeyPressed("1"))
    assert caller.give(PromptsPlayed()) == ["music default"]
    return caller
