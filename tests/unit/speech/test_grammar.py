"""Phrases as a grammar: words, unknown ones, clashes, JSGF."""

import pytest

from cic.speech.choosing import RecogniserChoice, language_served, make_recogniser, unknown_words
from cic.speech.grammar import Clash, Grammar, UnknownWord, clashes, words_of
from cic.speech.port import CannotRecognise, Phrase

pytestmark = pytest.mark.unit

SALES = Phrase("sales", ("Sales", "buy something"))
AGENT = Phrase("agent", ("speak to an agent", "I don't know"))
OURS = "tests.unit.speech.far_recognisers"


@pytest.mark.parametrize(
    ("wording", "words"),
    [
        ("Technical support!", ("technical", "support")),
        ("check-in", ("check", "in")),
        ("I don’t know", ("i", "don't", "know")),
        ("  ", ()),
        ("“yes”, please…", ("yes", "please")),
    ],
)
def test_a_wording_is_looked_up_word_by_word(wording: str, words: tuple[str, ...]) -> None:
    assert words_of(wording) == words


def test_the_dictionary_knows_english_and_reports_the_rest() -> None:
    odd = Phrase("odd", ("billing for Zyxoqua", "option 1"))
    found = unknown_words((SALES, odd, AGENT), "en-GB")
    assert found == (
        UnknownWord("odd", "billing for Zyxoqua", "zyxoqua"),
        UnknownWord("odd", "option 1", "1"),
    )


def test_a_language_without_a_recogniser_is_told_from_one_without_unknown_words() -> None:
    with pytest.raises(CannotRecognise, match=r"language 'zh' has no recogniser \(configured: en\)"):
        unknown_words((SALES,), "zh")
    assert unknown_words((SALES,), "zh", {"zh": RecogniserChoice(f"{OURS}:Listener")}) == ()


def test_one_wording_of_two_phrases_clashes() -> None:
    other = Phrase("shop", ("BUY something.",))
    assert clashes((SALES, AGENT)) == ()
    assert clashes((SALES, AGENT, other)) == (Clash("buy something", ("sales", "shop")),)


def test_a_grammar_has_every_wording_that_can_be_heard() -> None:
    grammar = Grammar.of((SALES, AGENT), lambda word: word != "something")
    assert grammar.labels == {"sales": "sales", "speak to an agent": "agent", "i don't know": "agent"}
    assert grammar.plain().startswith("#JSGF V1.0; grammar menu; public <said> = sales | speak to an agent")
    assert "<sound>+" in grammar.with_garbage() and "xxaa" in grammar.with_garbage()


def test_a_narrower_language_is_served_by_its_wider_one() -> None:
    recognisers = {"en": RecogniserChoice("pocketsphinx"), "zh-TW": RecogniserChoice("a:b")}
    assert language_served(recognisers, "en-GB") == "en"
    assert language_served(recognisers, "zh-TW") == "zh-TW"
    assert language_served(recognisers, "zh") is None


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("vosk", {}, "expected pocketsphinx, or module:attribute"),
        ("no_such_module_here:Listener", {}, "install it beside cic"),
        (f"{OURS}:Nobody", {}, "has no Nobody"),
        (f"{OURS}:CannotBeMade", {"model": "/nowhere"}, "no model in /nowhere"),
        (f"{OURS}:Listener", {"colour": "red"}, "unexpected keyword argument 'colour'"),
    ],
)
def test_a_recogniser_that_cannot_be_had_says_why(name: str, options: dict[str, str], message: str) -> None:
    with pytest.raises(CannotRecognise, match=message):
        make_recogniser(RecogniserChoice(name, options))
