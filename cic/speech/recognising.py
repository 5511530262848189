"""Recognisers at work: threads that take utterances in turn while they are still being said. Owns queue and threads.

A recogniser holds the interpreter only for the stretch of audio it was just fed, so that prompts keep their pace. When
all are busy an utterance is kept and caught up with: recognition is ten times as fast as speech.
"""

import logging
import time
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

from cic.speech.audio import TELEPHONE_HZ
from cic.speech.choosing import Recognisers, language_served, make_recogniser
from cic.speech.port import SURE, CannotRecognise, Hypothesis, Phrase, Recogniser

_log = logging.getLogger(__name__)

Answer = tuple[Hypothesis, ...] | None
"""What an utterance was, or None: the recogniser failed."""


class Utterance:
    """Something being said. Its audio comes bit by bit; the answer goes to who began it, in a thread of ours."""

    def __init__(self, phrases: tuple[Phrase, ...], language: str, answer: Callable[[Answer], None]) -> None:
        self.phrases = phrases
        self.language = language
        self.answer = answer
        self.stretches: SimpleQueue[bytes | None] = SimpleQueue()
        self.is_dropped = False

    def feed(self, pcm: bytes) -> None:
        """More of it."""
        self.stretches.put(pcm)

    def end(self) -> None:
        """That was all."""
        self.stretches.put(None)

    def drop(self) -> None:
        """Nobody wants the answer any more."""
        self.is_dropped = True
        self.stretches.put(None)


class RecognitionDesk:
    """So many threads, each with recognisers of its own; they are made before the first caller speaks."""

    def __init__(self, recognisers: Recognisers, threads: int) -> None:
        self._recognisers = recognisers
        self._waiting: SimpleQueue[Utterance] = SimpleQueue()
        self._threads = [_RecognitionThread(recognisers, self._waiting) for _ in range(threads)]

    def open(self) -> dict[str, str]:
        """Make the recognisers, which takes a while; the languages that have to do without, and why."""
        faults: dict[str, str] = {}
        for thread in self._threads:
            faults |= thread.make_all()
        for thread in self._threads:
            thread.start()
        return faults

    def serves(self, language: str) -> bool:
        """Whether there is a recogniser for the language, made and ready."""
        served = language_served(self._recognisers, language)
        return served is not None and all(served in thread.made for thread in self._threads)

    def begin(self, phrases: tuple[Phrase, ...], language: str, answer: Callable[[Answer], None]) -> Utterance:
        """Somebody begins to speak. ``answer`` is called in a thread, once, unless the utterance is dropped."""
        served = language_served(self._recognisers, language)
        assert served is not None, "asked before"
        utterance = Utterance(phrases, served, answer)
        self._waiting.put(utterance)
        return utterance

    def longest_busy_s(self) -> float:
        """How long a recogniser has been at one call: a sign that it hangs."""
        return max(thread.busy_s() for thread in self._threads)


class _RecognitionThread(Thread):
    def __init__(self, recognisers: Recognisers, waiting: SimpleQueue[Utterance]) -> None:
        super().__init__(name="recogniser", daemon=True)
        self._recognisers = recognisers
        self._waiting = waiting
        self._since_s: float | None = None
        self.made: dict[str, Recogniser] = {}

    def make_all(self) -> dict[str, str]:
        faults = {}
        for language, choice in self._recognisers.items():
            try:
                self.made[language] = make_recogniser(choice)
            except CannotRecognise as error:
                faults[language] = str(error)
        return faults

    def busy_s(self) -> float:
        since_s = self._since_s
        return 0.0 if since_s is None else time.monotonic() - since_s

    def run(self) -> None:
        while True:
            utterance = self._waiting.get()
            try:
                answer: Answer = self._recognise(utterance)
            # The edge of a plug-in of somebody else. Its message may hold what was said, so its type is all we tell.
            except Exception as error:  # noqa: BLE001
                _log.warning("recogniser of %s failed: %s", utterance.language, type(error).__name__)
                answer = None
            self._since_s = None
            if not utterance.is_dropped:
                utterance.answer(answer)

    def _recognise(self, utterance: Utterance) -> tuple[Hypothesis, ...]:
        recogniser = self.made[utterance.language]
        if utterance.is_dropped:
            return ()
        self._at_work()
        recogniser.start(utterance.phrases, utterance.language, TELEPHONE_HZ)
        while True:
            self._since_s = None
            stretch = utterance.stretches.get()
            if stretch is None or utterance.is_dropped:
                break
            self._at_work()
            recogniser.feed(stretch)
        self._at_work()
        return () if utterance.is_dropped else _checked(recogniser.end(), utterance.phrases)

    def _at_work(self) -> None:
        self._since_s = time.monotonic()


def _checked(found: tuple[Hypothesis, ...], phrases: tuple[Phrase, ...]) -> tuple[Hypothesis, ...]:
    """Only labels of the menu go further: another might be what the caller said. ValueError for one that is none."""
    labels = {phrase.label for phrase in phrases}
    for hypothesis in found:
        if hypothesis.label not in labels:
            raise ValueError("a hypothesis that is no phrase of the menu")
        if type(hypothesis.confidence) is not int or not 0 <= hypothesis.confidence <= SURE:
            raise ValueError(f"a confidence that is no whole number from 0 to {SURE}")
    return tuple(found)
