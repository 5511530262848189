"""Recognisers at work in their threads: by turns, caught up with, failing, hanging."""

from collections.abc import Callable, Iterator
from queue import Queue
from threading import Condition

import pytest

from cic.speech.audio import SILENCE
from cic.speech.choosing import RecogniserChoice
from cic.speech.port import Hypothesis, Phrase
from cic.speech.recognising import Answer, RecognitionDesk
from tests.unit.speech.far_recognisers import Hanging

pytestmark = pytest.mark.unit

OURS = "tests.unit.speech.far_recognisers"
SALES, BILLING = (Phrase("sales", ("sales",)),), (Phrase("billing", ("billing",)),)
LIMIT_S = 10.0
RECOGNISERS = {
    "en": RecogniserChoice(f"{OURS}:Listener", {"short_ms": "200"}),
    "failing": RecogniserChoice(f"{OURS}:Failing"),
    "transcribing": RecogniserChoice(f"{OURS}:Transcribing"),
    "hanging": RecogniserChoice(f"{OURS}:Hanging"),
    "missing": RecogniserChoice(f"{OURS}:CannotBeMade", {"model": "/nowhere"}),
}


@pytest.fixture
def desk() -> Iterator[RecognitionDesk]:
    made = RecognitionDesk(RECOGNISERS, threads=1)
    assert list(made.open()) == ["missing"]
    Hanging.is_let.clear()
    yield made
    Hanging.is_let.set()


def until(is_true: Callable[[], bool]) -> None:
    condition = Condition()
    with condition:
        for _ in range(int(LIMIT_S / 0.01)):
            if condition.wait_for(is_true, timeout=0.01):
                return
    pytest.fail("not within the limit")


def test_utterances_that_are_said_at_once_are_answered_by_turns(desk: RecognitionDesk) -> None:
    answers: Queue[tuple[str, Answer]] = Queue()
    first = desk.begin(SALES, "en", lambda answer: answers.put(("first", answer)))
    second = desk.begin(BILLING, "en", lambda answer: answers.put(("second", answer)))
    for _ in range(5):
        first.feed(SILENCE)
        second.feed(SILENCE)
    second.end()
    assert answers.empty(), "the one recogniser is still with the first"
    first.end()
    assert answers.get(timeout=LIMIT_S) == ("first", (Hypothesis("sales", 90),))
    assert answers.get(timeout=LIMIT_S) == ("second", (Hypothesis("billing", 90),))


def test_a_dropped_utterance_has_no_answer_and_frees_the_recogniser(desk: RecognitionDesk) -> None:
    answers: Queue[Answer] = Queue()
    desk.begin(SALES, "en", answers.put).drop()
    kept = desk.begin(BILLING, "en", answers.put)
    kept.feed(SILENCE * 20)
    kept.end()
    assert answers.get(timeout=LIMIT_S) == (), "too long for a phrase"
    assert answers.empty()


def test_a_failing_recogniser_is_told_without_what_was_said(
    desk: RecognitionDesk, caplog: pytest.LogCaptureFixture
) -> None:
    answers: Queue[Answer] = Queue()
    desk.begin(SALES, "failing", answers.put).end()
    assert answers.get(timeout=LIMIT_S) is None
    assert "RuntimeError" in caplog.text and "money" not in caplog.text
    desk.begin(SALES, "en", answers.put).end()
    assert answers.get(timeout=LIMIT_S) == (Hypothesis("sales", 90),)


def test_a_recogniser_that_hangs_can_be_told_from_a_caller_who_is_slow(desk: RecognitionDesk) -> None:
    answers: Queue[Answer] = Queue()
    slow = desk.begin(SALES, "en", answers.put)
    slow.feed(SILENCE)
    until(lambda: slow.stretches.empty() and desk.longest_busy_s() == 0)
    slow.end()
    answers.get(timeout=LIMIT_S)
    desk.begin(SALES, "hanging", answers.put).end()
    until(lambda: desk.longest_busy_s() > 0.05)
    Hanging.is_let.set()
    assert answers.get(timeout=LIMIT_S) == (Hypothesis("sales", 90),)
    until(lambda: desk.longest_busy_s() == 0)


def test_only_languages_with_a_recogniser_are_served(desk: RecognitionDesk) -> None:
    assert [desk.serves(language) for language in ("en", "en-GB", "missing", "fr")] == [True, True, False, False]


@pytest.mark.parametrize("said", [b"", SILENCE], ids=["no whole confidence", "no label of the menu"])
def test_what_is_no_hypothesis_of_the_menu_is_a_failure_and_goes_nowhere(
    desk: RecognitionDesk, caplog: pytest.LogCaptureFixture, said: bytes
) -> None:
    answers: Queue[Answer] = Queue()
    utterance = desk.begin(SALES, "transcribing", answers.put)
    if said:
        utterance.feed(said)
    utterance.end()
    assert answers.get(timeout=LIMIT_S) is None
    assert "transcribing" in caplog.text and "money" not in caplog.text
