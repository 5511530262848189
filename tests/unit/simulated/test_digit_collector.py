"""Taking keys: what ends a menu and a collection, and when."""

import pytest

from cic.cti.port import (
    CollectEnd,
    DigitsCollectedOpen,
    Grammar,
    MenuAnswered,
    PromptCollect,
    PromptMenu,
    SpokenPhrase,
)
from cic.cti.port.collection import DigitCollector, Gathered
from routing.vocabulary import EffectId, LegId, Prompt

pytestmark = pytest.mark.unit

LEG = LegId("leg")
EFFECT = EffectId("effect")
PROMPTS = (Prompt("main/menu", "en"),)
GRAMMAR = Grammar("en", (SpokenPhrase("sales", ("sales",)),), 60)
LISTENING = (
    PromptMenu(LEG, PROMPTS, "12", 5_000, listen=GRAMMAR),
    PromptCollect(LEG, PROMPTS, 2, 4, "#", 5_000, 3_000, listen=GRAMMAR),
)


def menu(prompts: tuple[Prompt, ...] = PROMPTS) -> PromptMenu:
    return PromptMenu(LEG, prompts, "12", 5_000)


def collect(prompts: tuple[Prompt, ...] = PROMPTS, terminator: str = "#") -> PromptCollect:
    return PromptCollect(LEG, prompts, 2, 4, terminator, 5_000, 3_000)


def test_a_menu_ends_with_its_first_key_even_one_it_does_not_offer() -> None:
    collector = DigitCollector(menu(), 0)
    gathered = collector.feed("9", 100)
    assert gathered == Gathered("9", CollectEnd.MAXIMUM)
    assert collector.outcome(EFFECT, gathered) == MenuAnswered(EFFECT, LEG, "9")


def test_a_key_interrupts_the_prompts() -> None:
    collector = DigitCollector(collect(), 0)
    assert collector.is_prompting
    assert collector.feed("1", 100) is None
    assert not collector.is_prompting


def test_the_time_for_the_first_key_runs_from_the_end_of_the_prompts() -> None:
    collector = DigitCollector(menu(), 0)
    assert collector.next_deadline_ms is None
    assert collector.expire(60_000) is None
    collector.prompts_ended(60_000)
    collector.prompts_ended(62_000)  # told twice, it counts once
    assert collector.next_deadline_ms == 65_000
    assert collector.expire(64_999) is None
    gathered = collector.expire(65_000)
    assert gathered is not None
    assert collector.outcome(EFFECT, gathered) == MenuAnswered(EFFECT, LEG, None)


def test_without_prompts_the_time_runs_at_once() -> None:
    assert DigitCollector(menu(prompts=()), 1_000).next_deadline_ms == 6_000


def test_a_terminator_ends_a_collection_and_is_not_part_of_it() -> None:
    collector = DigitCollector(collect(), 0)
    assert collector.feed("1", 0) is None
    gathered = collector.feed("#", 1_000)
    assert gathered is not None
    assert collector.outcome(EFFECT, gathered) == DigitsCollectedOpen(EFFECT, LEG, "1", CollectEnd.TERMINATOR)


def test_without_a_terminator_every_key_is_a_digit() -> None:
    collector = DigitCollector(collect(terminator=""), 0)
    results = [collector.feed(key, 0) for key in "1#*2"]
    assert results == [None, None, None, Gathered("1#*2", CollectEnd.MAXIMUM)]


def test_the_time_for_the_next_digit_runs_from_the_last() -> None:
    collector = DigitCollector(collect(), 0)
    collector.feed("1", 1_000)
    collector.feed("2", 3_500)
    assert collector.next_deadline_ms == 6_500
    assert collector.expire(6_500) == Gathered("12", CollectEnd.TIMEOUT)


def test_a_key_after_the_deadline_does_not_count() -> None:
    collector = DigitCollector(collect(prompts=()), 0)
    assert collector.feed("7", 5_000) == Gathered("", CollectEnd.TIMEOUT)


def test_after_the_end_nothing_counts_any_more() -> None:
    collector = DigitCollector(menu(), 0)
    collector.feed("1", 0)
    assert collector.is_finished
    assert collector.feed("2", 0) is None
    collector.prompts_ended(0)
    assert collector.expire(1_000_000) is None
    assert collector.next_deadline_ms is None


@pytest.mark.parametrize("keys", ["*", "1*", "123*"])
def test_an_escape_key_ends_a_collection_at_any_time_without_digits(keys: str) -> None:
    collector = DigitCollector(PromptCollect(LEG, PROMPTS, 2, 4, "#", 5_000, 3_000, escape_keys="*"), 0)
    *before, gathered = [collector.feed(key, number) for number, key in enumerate(keys)]
    assert before == [None] * (len(keys) - 1)
    assert gathered == Gathered("", CollectEnd.ESCAPED)
    assert collector.outcome(EFFECT, gathered) == DigitsCollectedOpen(EFFECT, LEG, "", CollectEnd.ESCAPED)
    assert not collector.ends_late("#", len(keys))


@pytest.mark.parametrize("command", LISTENING, ids=["menu", "collect"])
def test_speech_stops_the_prompts_and_has_the_time_of_a_first_key(command: PromptMenu | PromptCollect) -> None:
    collector = DigitCollector(command, 0)
    collector.speech_began(1_000)
    assert not collector.is_prompting
    assert collector.next_deadline_ms == 6_000
    collector.speech_began(4_000)
    assert collector.next_deadline_ms == 9_000
    assert collector.speech_ended()
    assert collector.is_finished and collector.next_deadline_ms is None
    assert collector.feed("1", 5_000) is None
    assert not collector.ends_late("#", 5_000)


@pytest.mark.parametrize("command", LISTENING, ids=["menu", "collect"])
def test_a_key_wins_over_speech(command: PromptMenu | PromptCollect) -> None:
    collector = DigitCollector(command, 0)
    assert collector.is_listening
    collector.speech_began(1_000)
    collector.feed("1", 2_000)
    assert not collector.is_listening
    assert not collector.speech_ended()
    deadline_ms = collector.next_deadline_ms
    collector.speech_began(2_500)
    assert collector.next_deadline_ms == deadline_ms


def test_speech_too_late_is_not_waited_for() -> None:
    collector = DigitCollector(LISTENING[0], 0)
    collector.prompts_ended(0)
    collector.speech_began(5_000)
    assert collector.expire(5_000) == Gathered("", CollectEnd.TIMEOUT)
    assert not collector.speech_ended()


def test_without_listening_speech_means_nothing() -> None:
    collector = DigitCollector(menu(), 0)
    collector.speech_began(1_000)
    assert collector.is_prompting and not collector.is_listening and not collector.speech_ended()


def test_digits_stay_out_of_the_repr() -> None:
    assert "1234" not in repr(Gathered("1234", CollectEnd.MAXIMUM))
