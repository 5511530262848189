"""What engine and worker say to each other arrives as it was, and nonsense is refused."""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cic.speech.choosing import RecogniserChoice
from cic.speech.jobs import Failed, Heard, KeyPressed, ListenJob, NotUnderstood, Silence
from cic.speech.messages import Alive, BadMessage, Cancel, Done, Listen, Ready, Setup, from_worker, to_line, to_worker
from cic.speech.port import Phrase

pytestmark = pytest.mark.property

TEXT = st.text(min_size=1, max_size=30)
COUNTS = st.integers(0, 100)
OUTCOMES = st.one_of(
    st.builds(Heard, TEXT, COUNTS, st.booleans()),
    st.just(NotUnderstood()),
    st.just(Silence()),
    st.builds(KeyPressed, st.sampled_from("0123456789*#")),
    st.builds(Failed, TEXT),
)
JOBS = st.builds(
    ListenJob,
    prompts=st.lists(TEXT.map(Path), max_size=3).map(tuple),
    phrases=st.lists(
        st.builds(Phrase, TEXT, st.lists(TEXT, min_size=1, max_size=3).map(tuple)), min_size=1, max_size=4
    ).map(tuple),
    language=TEXT,
    confidence=COUNTS,
    timeout_ms=st.integers(0, 60_000),
    may_barge_in=st.booleans(),
)
CHOICES = st.builds(RecogniserChoice, TEXT, st.dictionaries(TEXT, TEXT, max_size=2))
TO_WORKER = st.one_of(
    st.builds(Setup, st.dictionaries(TEXT, CHOICES, max_size=3), TEXT, COUNTS, COUNTS, COUNTS),
    st.builds(Listen, st.uuids(), JOBS),
    st.builds(Cancel, st.uuids()),
)
FROM_WORKER = st.one_of(
    st.builds(Ready, COUNTS, st.dictionaries(TEXT, TEXT, max_size=3)),
    st.builds(Done, st.uuids(), OUTCOMES),
    st.builds(Alive, st.dictionaries(TEXT, COUNTS, max_size=3)),
)


@given(TO_WORKER)
def test_a_worker_gets_what_the_engine_said(message: Setup | Listen | Cancel) -> None:
    line = to_line(message)
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    assert to_worker(line) == message


@given(FROM_WORKER)
def test_the_engine_gets_what_a_worker_said(message: Ready | Done | Alive) -> None:
    assert from_worker(to_line(message)) == message


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\n", b"\xff\xfe", b"[]", b"7", b"{}", b'{"kind": "dance"}', b'{"kind": "done"}',
        b'{"kind": "ready", "port": "80", "faults": {}}',
        b'{"kind": "alive", "faults": {"x": -1}}',
        b'{"kind": "alive", "faults": {"x": "1"}}',
        b'{"kind": "done", "uuid": "1", "outcome": "silence", "parts": {}}',
        b'{"kind": "done", "uuid": "00000000-0000-4000-8000-000000000000", "outcome": "heard", "parts": {"label": 1}}',
        b'{"kind": "done", "uuid": "00000000-0000-4000-8000-000000000000", "outcome": "key", "parts": {"key": 5}}',
        b'{"kind": "listen", "uuid": "00000000-0000-4000-8000-000000000000", "job": {"prompts": []}}',
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_both(line: bytes) -> None:
    with pytest.raises(BadMessage):
        from_worker(line)
    with pytest.raises(BadMessage):
        to_worker(line)


def test_a_menu_that_would_fill_the_pipe_is_refused() -> None:
    wordings = tuple("wording " * 20 for _ in range(50))
    phrases = tuple(Phrase(f"phrase {number}", wordings) for number in range(100))
    job = ListenJob((), phrases, "en", confidence=60, timeout_ms=1000)
    with pytest.raises(BadMessage, match="expected at most 262144 bytes"):
        to_line(Listen(UUID(int=1), job))
