"""Keys pressed before they were asked for: which are kept, who takes them, and what means nothing."""

import pytest

from cic.cti.port import CollectEnd, MenuAnswered, PlayPrompts, PromptCollect, PromptFinished, PromptMenu
from cic.cti.port.collection import DigitCollector, Gathered
from cic.cti.port.type_ahead import KEYS_KEPT_MAX, TypeAhead
from routing.vocabulary import EffectId, LegId, Prompt

pytestmark = pytest.mark.unit

PROMPTS = (Prompt("main/menu", "en"),)
LEG, EFFECT = LegId("leg"), EffectId("effect")


def menu() -> DigitCollector:
    return DigitCollector(PromptMenu(LegId("leg"), PROMPTS, "12", 5_000), 0)


def collect(digits_max: int = 4, now_ms: int = 0) -> DigitCollector:
    return DigitCollector(PromptCollect(LegId("leg"), PROMPTS, 1, digits_max, "#", 5_000, 3_000), now_ms)


def kept(keys: str) -> TypeAhead:
    typed = TypeAhead()
    for key in keys:
        typed.keep(key, 0)
    return typed


def test_a_menu_takes_the_first_key_and_leaves_the_rest() -> None:
    typed = kept("123")
    assert typed.feed(menu(), 0) == Gathered("1", CollectEnd.MAXIMUM)
    assert len(typed) == 2


def test_without_kept_keys_a_gathering_begins_with_its_prompts() -> None:
    collector = menu()
    assert kept("").feed(collector, 0) is None
    assert collector.is_prompting


def test_a_collection_takes_what_there_is_and_waits_for_the_next_digit() -> None:
    typed, collector = kept("12"), collect()
    assert typed.feed(collector, 100) is None
    assert not collector.is_prompting
    assert collector.next_deadline_ms == 3_100
    assert typed.press(collector, "#", 200) == Gathered("12", CollectEnd.TERMINATOR)


def test_a_key_too_late_for_a_gathering_is_for_the_next() -> None:
    typed, collector = TypeAhead(), menu()
    collector.prompts_ended(0)
    assert typed.press(collector, "2", 5_000) == Gathered("", CollectEnd.TIMEOUT)
    assert typed.press(collector, "3", 5_001) is None
    assert [typed.feed(menu(), 6_000) for _ in range(2)] == [Gathered(key, CollectEnd.MAXIMUM) for key in "23"]


def test_a_terminator_typed_after_the_maximum_is_not_kept() -> None:
    typed = kept("1234#2")
    assert typed.feed(collect(), 0) == Gathered("1234", CollectEnd.MAXIMUM)
    assert typed.feed(menu(), 0) == Gathered("2", CollectEnd.MAXIMUM)


@pytest.mark.parametrize(("before", "pressed_ms", "counts"), [("", 3_099, False), ("", 3_100, True), ("7", 200, True)])
def test_a_late_terminator_means_nothing_only_at_once(before: str, pressed_ms: int, counts: bool) -> None:
    typed, collector = TypeAhead(), collect(digits_max=1)
    assert typed.press(collector, "1", 100) == Gathered("1", CollectEnd.MAXIMUM)
    for key in before:
        typed.keep(key, 150)
    assert typed.keep("#", pressed_ms) is counts


def test_a_late_terminator_does_not_stop_the_next_prompts() -> None:
    typed, following = TypeAhead(), menu()
    typed.press(collect(digits_max=1), "1", 100)
    assert typed.feed(following, 120) is None
    assert typed.press(following, "#", 300) is None
    assert following.is_prompting
    assert typed.press(following, "#", 400) == Gathered("#", CollectEnd.MAXIMUM)


def test_a_terminator_after_a_terminator_is_a_key() -> None:
    typed = kept("1##")
    assert typed.feed(collect(), 0) == Gathered("1", CollectEnd.TERMINATOR)
    assert typed.feed(menu(), 0) == Gathered("#", CollectEnd.MAXIMUM)


def test_what_is_beyond_the_maximum_is_lost_and_dropping_forgets_all() -> None:
    typed = kept("1" * (KEYS_KEPT_MAX + 5))
    assert len(typed) == KEYS_KEPT_MAX
    typed.drop()
    assert len(typed) == 0


def test_a_key_that_a_prompt_offers_answers_it_and_is_not_kept() -> None:
    typed, prompt = TypeAhead(), PlayPrompts(LEG, PROMPTS, keys="1")
    assert typed.press_in_prompts(prompt, EFFECT, "1", 0) == MenuAnswered(EFFECT, LEG, "1")
    assert not typed
    assert typed.press_in_prompts(prompt, EFFECT, "2", 0) == PromptFinished(EFFECT, LEG)
    assert typed.feed(menu(), 0) == Gathered("2", CollectEnd.MAXIMUM)


def test_what_must_be_heard_keeps_every_key_and_goes_on() -> None:
    typed, prompt = kept("7"), PlayPrompts(LEG, PROMPTS, keys="1", must_be_heard=True)
    assert not typed.makes_needless(prompt)
    assert [typed.press_in_prompts(prompt, EFFECT, key, 0) for key in "12"] == [None, None]
    assert len(typed) == 3
    assert typed.makes_needless(PlayPrompts(LEG, PROMPTS, keys="1"))
    assert not TypeAhead().makes_needless(PlayPrompts(LEG, PROMPTS))


@pytest.mark.parametrize("keys", ["", "#"])
def test_a_late_terminator_neither_ends_nor_answers_a_prompt(keys: str) -> None:
    typed, prompt = TypeAhead(), PlayPrompts(LEG, PROMPTS, keys=keys)
    typed.press(collect(digits_max=1), "1", 100)
    assert typed.press_in_prompts(prompt, EFFECT, "#", 200) is None
    assert not typed
    assert typed.press_in_prompts(prompt, EFFECT, "#", 300) is not None


def test_keys_stay_out_of_the_repr() -> None:
    assert repr(kept("4711")) == "TypeAhead(4 keys)"
