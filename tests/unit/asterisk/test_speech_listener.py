"""The speech workers as Asterisk's listener: the job they get, and what their outcomes mean."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from cic.cti.port.listening import (
    KeyPressed,
    ListeningEnd,
    ListeningJob,
    NobodyListened,
    NothingSaid,
    NothingUnderstood,
    PhraseUnderstood,
)
from cic.main.listening import SpeechListener
from cic.speech import jobs as speech
from cic.speech.port import Phrase
from cic.speech.workers import Listening
from routing.vocabulary import Grammar, Prompt, SpokenPhrase

pytestmark = pytest.mark.unit

NAME = UUID("6ccbb4a4-0000-4000-8000-000000000001")
GRAMMAR = Grammar("en", (SpokenPhrase("help", ("technical support", "help me")),), 60)
JOB = ListeningJob((Prompt("main/welcome", "en"),), GRAMMAR, 5_000)


@dataclass(slots=True)
class Workers:
    """In the place of the pool: takes one job, and ends as told."""

    is_ready: bool = True
    jobs: list[speech.ListenJob] = field(default_factory=list)
    outcomes: list[Callable[[speech.Outcome], None]] = field(default_factory=list)
    cancelled: list[UUID] = field(default_factory=list)

    def listen(self, job: speech.ListenJob, on_outcome: Callable[[speech.Outcome], None]) -> Listening | None:
        self.jobs.append(job)
        self.outcomes.append(on_outcome)
        return Listening(NAME, "0.0.0.0", 4574) if self.is_ready else None

    def cancel(self, uuid: UUID) -> None:
        self.cancelled.append(uuid)


def listener_of(workers: Workers) -> SpeechListener:
    return SpeechListener(workers, "192.0.2.20", Path("/prompts"))  # type: ignore[arg-type]


def test_a_job_goes_to_a_worker_whom_asterisk_finds_at_the_engines_address() -> None:
    workers = Workers()
    listening = listener_of(workers).start(JOB, lambda _: None)
    assert listening is not None
    assert (listening.ticket, listening.address) == (str(NAME), ("192.0.2.20", 4574))
    phrases = (Phrase("help", ("technical support", "help me")),)
    assert workers.jobs == [speech.ListenJob((Path("/prompts/en/main/welcome.wav"),), phrases, "en", 60, 5_000)]
    listening.cancel()
    assert workers.cancelled == [NAME]


@pytest.mark.parametrize(
    ("outcome", "end"),
    [
        (speech.Heard("help", 80, True), PhraseUnderstood("help", True)),
        (speech.Heard("help", 40, False), PhraseUnderstood("help", False)),
        (speech.NotUnderstood(), NothingUnderstood()),
        (speech.Silence(), NothingSaid()),
        (speech.KeyPressed("2"), KeyPressed("2")),
        (speech.Failed("worker_died"), NobodyListened()),
        (speech.Failed("caller_gone"), NobodyListened()),
    ],
)
def test_an_outcome_is_translated(outcome: speech.Outcome, end: ListeningEnd) -> None:
    workers, ends = Workers(), list[ListeningEnd]()
    listener_of(workers).start(JOB, ends.append)
    workers.outcomes[0](outcome)
    assert ends == [end]


def test_where_no_worker_can_nobody_listens() -> None:
    assert listener_of(Workers(is_ready=False)).start(JOB, lambda _: None) is None
    out_of_bounds = ListeningJob((), Grammar("en", (), 60), 5_000)
    workers = Workers()
    assert listener_of(workers).start(out_of_bounds, lambda _: None) is None
    assert workers.jobs == []
