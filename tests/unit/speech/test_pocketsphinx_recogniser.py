"""English, as three recordings have it: what was said is sure, what is no phrase is none, whoever spoke before."""

import pytest

from cic.speech.audio import FRAME_BYTES, SILENCE, TELEPHONE_HZ, Doubler
from cic.speech.pocketsphinx_recogniser import PocketsphinxRecogniser, dictionary_has
from cic.speech.port import CannotRecognise, Hypothesis, Phrase
from tests.unit.speech.asterisk_side import recorded

pytestmark = pytest.mark.unit

MENU = (
    Phrase("support", ("technical support", "something is broken")),
    Phrase("balance", ("account balance",)),
    Phrase("sales", ("sales", "buy something")),
    Phrase("agent", ("speak to an agent",)),
)


@pytest.fixture(scope="module")
def recogniser() -> PocketsphinxRecogniser:
    return PocketsphinxRecogniser()


def hear(recogniser: PocketsphinxRecogniser, name: str, menu: tuple[Phrase, ...] = MENU) -> tuple[Hypothesis, ...]:
    recogniser.start(menu, "en", TELEPHONE_HZ)
    line = SILENCE * 20 + recorded(name) + SILENCE * 25
    for at in range(0, len(line), FRAME_BYTES):
        recogniser.feed(line[at : at + FRAME_BYTES])
    return recogniser.end()


def test_a_phrase_is_heard_and_sure_when_the_garbage_loop_agrees(recogniser: PocketsphinxRecogniser) -> None:
    (found,) = hear(recogniser, "technical_support")
    assert found.label == "support" and found.confidence >= 60


def test_a_phrase_that_fits_and_loses_to_garbage_is_asked_about(recogniser: PocketsphinxRecogniser) -> None:
    (found,) = hear(recogniser, "account_balance")
    assert found.label == "balance" and 30 <= found.confidence < 60


def test_what_is_none_of_the_phrases_is_not_guessed(recogniser: PocketsphinxRecogniser) -> None:
    assert hear(recogniser, "none_of_them") == ()
    without = tuple(phrase for phrase in MENU if phrase.label != "support")
    assert all(found.confidence < 60 for found in hear(recogniser, "technical_support", without))


def test_who_spoke_before_changes_nothing(recogniser: PocketsphinxRecogniser) -> None:
    first = hear(recogniser, "technical_support")
    hear(recogniser, "none_of_them")
    recogniser.start(MENU, "en", TELEPHONE_HZ)  # begun and never ended: the caller pressed a key
    recogniser.feed(recorded("account_balance"))
    assert hear(recogniser, "technical_support") == first


def test_an_utterance_without_audio_is_nothing(recogniser: PocketsphinxRecogniser) -> None:
    recogniser.start(MENU, "en", TELEPHONE_HZ)
    assert recogniser.end() == ()


def test_more_menus_than_are_kept_are_all_heard(recogniser: PocketsphinxRecogniser) -> None:
    expected = hear(recogniser, "account_balance", MENU[1:])
    for number in range(70):
        recogniser.start((Phrase(f"menu {number}", ("main menu",)),), "en", TELEPHONE_HZ)
    assert hear(recogniser, "account_balance", MENU[1:]) == expected


def test_phrases_that_cannot_be_heard_are_refused(recogniser: PocketsphinxRecogniser) -> None:
    with pytest.raises(CannotRecognise, match="not in the dictionary"):
        recogniser.start((Phrase("odd", ("zyxoqua",)),), "en", TELEPHONE_HZ)
    with pytest.raises(CannotRecognise, match="expected audio at 8000 Hz, found 16000 Hz"):
        recogniser.start(MENU, "en", 16_000)


def test_the_dictionary_is_asked_for_whole_words() -> None:
    assert [dictionary_has(word) for word in ("billing", "'bout", "zurich", "billin", "xxaa")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_doubled_audio_does_not_depend_on_how_it_is_cut() -> None:
    pcm, whole, cut = recorded("technical_support"), Doubler(), Doubler()
    parts = [cut.double(pcm[at : at + FRAME_BYTES]) for at in range(0, len(pcm), FRAME_BYTES)]
    assert whole.double(pcm) == b"".join(parts)
    assert len(b"".join(parts)) == 2 * len(pcm)
