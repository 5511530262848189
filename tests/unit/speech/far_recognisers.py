"""Recognisers as somebody else might install them, by module and attribute. Own one way each to behave.

``Listener`` knows an utterance by its length alone; the others go wrong.
"""

import threading

from cic.speech.port import Hypothesis, Phrase


class Listener:
    """Short utterances are the first phrase, long ones none. Unsure when it was told so."""

    def __init__(self, confidence: str = "90", short_ms: str = "60000") -> None:
        self._confidence, self._short_ms = int(confidence), int(short_ms)
        self._phrases: tuple[Phrase, ...] = ()
        self._bytes = 0

    def start(self, phrases: tuple[Phrase, ...], language: str, rate_hz: int) -> None:
        """An utterance begins."""
        self._phrases, self._bytes = phrases, 0

    def feed(self, pcm: bytes) -> None:
        """More of it."""
        self._bytes += len(pcm)

    def end(self) -> tuple[Hypothesis, ...]:
        """By its length."""
        if self._bytes > 16 * self._short_ms:
            return ()
        return (Hypothesis(self._phrases[0].label, self._confidence),)

    def knows(self, word: str) -> bool:
        """Every word."""
        return True


class Failing(Listener):
    """Never has an answer."""

    def end(self) -> tuple[Hypothesis, ...]:
        """The caller's words would be in this text."""
        raise RuntimeError("could not decode: transfer all my money")


class Transcribing(Listener):
    """Says what it heard where a label is expected, or how sure it is in its own way."""

    def end(self) -> tuple[Hypothesis, ...]:
        """A transcript, and a confidence as a share."""
        if self._bytes:
            return (Hypothesis("transfer all my money", 90),)
        return (Hypothesis(self._phrases[0].label, 0.9),)  # type: ignore[arg-type]


class Hanging(Listener):
    """Does not come back before it is let."""

    is_let = threading.Event()

    def end(self) -> tuple[Hypothesis, ...]:
        """Wait."""
        self.is_let.wait()
        return super().end()


class CannotBeMade:
    """Misses its model."""

    def __init__(self, model: str) -> None:
        raise FileNotFoundError(f"no model in {model}")
