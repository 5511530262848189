"""Threads that are kept for the next conversation."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest

from cic.cti.asterisk.agi_threads import _IDLE_MAX, AgiThreads
from tests.unit.asterisk.far_end import eventually

pytestmark = pytest.mark.unit


@pytest.fixture
def threads() -> Iterator[AgiThreads]:
    threads = AgiThreads()
    yield threads
    threads.stop(5.0)


def test_one_thread_serves_conversation_after_conversation(threads: AgiThreads) -> None:
    served: list[threading.Thread] = []
    for count in range(1, 4):
        threads.run(lambda: served.append(threading.current_thread()))
        assert eventually(lambda count=count: len(served) == count and threads.idle == 1)  # type: ignore[misc]
    assert len(set(served)) == 1


def test_conversations_at_the_same_time_wait_for_no_other_and_few_threads_are_kept(threads: AgiThreads) -> None:
    count = _IDLE_MAX + 5
    together = threading.Barrier(count + 1)
    for _ in range(count):
        threads.run(partial(together.wait, 5.0))
    together.wait(5.0)
    assert eventually(lambda: threads.idle == len(threads._all) == _IDLE_MAX)


def test_stopping_ends_idle_threads_and_those_at_work(threads: AgiThreads) -> None:
    at_work, may_end = threading.Event(), threading.Event()
    threads.run(lambda: None)
    assert eventually(lambda: threads.idle == 1)
    threads.run(lambda: None)
    threads.run(lambda: (at_work.set(), may_end.wait(5.0)))
    assert at_work.wait(5.0)
    may_end.set()
    threads.stop(5.0)
    assert not threads._all
    with pytest.raises(RuntimeError):
        threads.run(lambda: None)


def test_a_thread_that_cannot_be_had_is_refused_and_nothing_is_kept(
    threads: AgiThreads, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(threading.Thread, "start", refuse)
        threads.run(lambda: None)
    assert not threads._all
    done = threading.Event()
    threads.run(done.set)
    assert done.wait(5.0)
