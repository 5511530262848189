"""Lets Asterisk's callers be listened to by the speech workers. Owns the translation between the two; hears nothing."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import assert_never

from cic.cti.port.listening import (
    KeyPressed,
    Listening,
    ListeningEnd,
    ListeningJob,
    NobodyListened,
    NothingSaid,
    NothingUnderstood,
    PhraseUnderstood,
)
from cic.speech import jobs as speech
from cic.speech.port import Phrase
from cic.speech.workers import SpeechWorkers
from routing.vocabulary import Prompt

_log = logging.getLogger(__name__)


class SpeechListener:
    """The speech workers as a provider's listener."""

    def __init__(self, workers: SpeechWorkers, host: str, prompts_folder: Path) -> None:
        """``host`` is how Asterisk reaches this machine; ``prompts_folder`` has ``<language>/<recording>.wav``."""
        self._workers = workers
        self._host = host
        self._prompts_folder = prompts_folder

    def start(self, job: ListeningJob, on_end: Callable[[ListeningEnd], None]) -> Listening | None:
        """Have a worker wait for a caller; None when none can."""
        grammar = job.grammar
        try:
            wanted = speech.ListenJob(
                prompts=tuple(map(self._file, job.prompts)),
                phrases=tuple(Phrase(phrase.label, phrase.wordings) for phrase in grammar.phrases),
                language=grammar.language,
                confidence=grammar.confidence,
                timeout_ms=job.timeout_ms,
            )
        except ValueError as fault:
            _log.error("nobody can listen for this: %s", fault)
            return None
        started = self._workers.listen(wanted, lambda outcome: on_end(_end_of(outcome)))
        if started is None:
            return None
        return _AtWorker(str(started.uuid), (self._host, started.port), partial(self._workers.cancel, started.uuid))

    def _file(self, prompt: Prompt) -> Path:
        return self._prompts_folder / prompt.language / f"{prompt.recording}.wav"


@dataclass(frozen=True, slots=True)
class _AtWorker:
    """A listening that a worker waits for."""

    ticket: str
    address: tuple[str, int]
    cancel: Callable[[], None]


def _end_of(outcome: speech.Outcome) -> ListeningEnd:
    match outcome:
        case speech.Heard(label=label, is_sure=is_sure):
            return PhraseUnderstood(label, is_sure)
        case speech.NotUnderstood():
            return NothingUnderstood()
        case speech.Silence():
            return NothingSaid()
        case speech.KeyPressed(key=key):
            return KeyPressed(key)
        case speech.Failed(reason=reason):
            if reason != "caller_gone":
                _log.warning("a caller is asked for keys, for listening failed: %s", reason)
            return NobodyListened()
        case _:
            assert_never(outcome)
