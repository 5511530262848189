"""Blocking work beside the event loop: its result, its fault, and that what hangs keeps nobody."""

import asyncio
import subprocess
import sys
import threading

import pytest

from cic.lookups.threads import OwnThreads

pytestmark = pytest.mark.unit

HANGS = """
import asyncio, os, sys, threading
from pathlib import Path
from cic.lookups.lookups import Lookups
from cic.lookups.sources import CsvSource

async def ask() -> None:
    folder = Path(sys.argv[1])
    os.mkfifo(folder / "customers.csv")  # like a file of a network drive that has gone: whoever opens it hangs
    match = (("number", "number"),)
    source = CsvSource("customers", (), timeout_ms=100, total_ms=100, file="customers.csv", match=match)
    lookups = Lookups([source], folder)
    print((await lookups.look_up("customers", {"number": "1"})).reason, flush=True)
    await lookups.aclose()

asyncio.run(ask())
"""


async def test_work_is_done_beside_the_loop_and_its_fault_is_told() -> None:
    threads = OwnThreads("here", 1)
    assert await threads.run(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 // 0)
    assert await threads.run(lambda: 2) == 2
    threads.close()


async def test_what_waits_when_it_is_closed_is_never_done() -> None:
    threads, begun, is_let = OwnThreads("here", 1), threading.Event(), threading.Event()

    def hang() -> bool:
        begun.set()
        return is_let.wait()

    first = asyncio.create_task(threads.run(hang))
    await asyncio.to_thread(begun.wait)
    second = threads.begin(lambda: pytest.fail("never begun"))
    threads.close()
    third = threads.begin(lambda: pytest.fail("never begun"))
    is_let.set()
    assert await first
    assert second.cancelled() and third.cancelled()


def test_a_source_that_hangs_for_good_does_not_keep_the_process_from_ending(tmp_path: object) -> None:
    command = [sys.executable, "-c", HANGS, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "timeout"), ended.stderr
