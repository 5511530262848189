"""kill -9 at every step between append and release: what was let go is in the journal, and the journal is a prefix."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cic.journal.keyring import Keyring
from cic.journal.personal import PersonalValues
from cic.journal.sql_journal import SqlJournal
from routing.commands import FinishWrapUp
from routing.vocabulary import SiteId, TenantId

pytestmark = pytest.mark.unit

RECORDS = 40

CHILD = r"""
import os, signal, sys
from pathlib import Path
from cic.journal.database import RowWriter
from cic.journal.keyring import Keyring
from cic.journal.personal import PersonalValues
from cic.journal.port import Committed
from cic.journal.sql_journal import SqlJournal
from routing.commands import FinishWrapUp
from routing.events import WrapUpEnded

folder, step, at, records = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
counts = {"in_transaction": 0, "before_commit": 0, "after_commit": 0, "after_append": 0}

def die(reached):
    counts[reached] += 1
    if reached == step and counts[reached] == at:
        os.kill(os.getpid(), signal.SIGKILL)

def deliver(call):
    die("after_commit")
    call()

journal = SqlJournal(folder / "journal.db", "demo", "main", deliver=deliver, on_failure=lambda error: os._exit(3))
insert, commit = RowWriter.insert, RowWriter.commit
RowWriter.insert = lambda *args: (insert(*args), die("in_transaction"))
RowWriter.commit = lambda *args: (die("before_commit"), commit(*args))
keys = Keyring(folder, "demo", "main")
keys.ensure(["party"])
values = PersonalValues(journal.database, journal.writer, keys, "demo", "main")
for seq in range(journal.last()[0] + 1, records + 1):
    note = values.seal("party", "note", f"note {seq}")
    given = FinishWrapUp("alice", "i1", str(seq), note)
    ended = WrapUpEnded("i1", "alice", str(seq), note)
    record = Committed(seq, seq, given, (ended,), None)
    released = lambda seq=seq: os.write(1, b"%d\n" % seq)
    journal.append(record, journal.prepare(given), released)
    die("after_append")
journal.close()
"""


def run_child(folder: Path, step: str, at: int) -> tuple[int, list[int]]:
    """Let a child write until it is killed at a step; return how it ended and the numbers it let go."""
    command = [sys.executable, "-c", CHILD, str(folder), step, str(at), str(RECORDS)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert not done.stderr, done.stderr.decode()
    return done.returncode, [int(line) for line in done.stdout.split()]


def check(folder: Path, released: list[int]) -> int:
    """The journal opens, holds a prefix with everything that was let go, and every note in it can be read."""
    journal = SqlJournal(folder / "journal.db", TenantId("demo"), SiteId("main"), deliver=print, on_failure=print)
    keys = Keyring(folder, TenantId("demo"), SiteId("main"))
    values = PersonalValues(journal.database, journal.writer, keys, TenantId("demo"), SiteId("main"))
    records = list(journal.read())
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    assert released == list(range(released[0], released[0] + len(released))) if released else True
    assert len(records) >= max(released, default=0)
    for record in records:
        assert isinstance(record.given, FinishWrapUp) and record.given.note is not None
        assert values.open(record.given.note) == f"note {record.seq}", "the seal is durable before its record"
    journal.close()
    return len(records)


@pytest.mark.parametrize("step", ["after_append", "in_transaction", "before_commit", "after_commit"])
def test_a_killed_writer_leaves_a_prefix_with_everything_it_let_go(tmp_path: Path, step: str) -> None:
    before = 0
    for at in (1, 3):
        code, released = run_child(tmp_path, step, at)
        assert code == -9 or (at > 1 and code == 0), "killed, unless fewer groups were enough"
        after = check(tmp_path, released)
        assert after >= before, "nothing that was durable is ever lost"
        before = after
    code, released = run_child(tmp_path, "never", 0)
    assert code == 0 and check(tmp_path, released) == RECORDS, "the next engine goes on where the journal ends"


def test_a_dead_writer_leaves_no_lock_behind(tmp_path: Path) -> None:
    code, _ = run_child(tmp_path, "after_append", 1)
    assert code == -9
    assert os.path.exists(tmp_path / "journal.db.lock")
    assert run_child(tmp_path, "never", 0)[0] == 0
