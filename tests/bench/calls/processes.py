"""Processes of the bench: started in a group of their own, ended whatever happens. Owns ends and CPU times."""

import contextlib
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.harness.running_center import PROJECT

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
END_LIMIT_S = 20.0


@contextlib.contextmanager
def running(command: list[str], folder: Path, name: str) -> Iterator[subprocess.Popen[str]]:
    """A process whose output goes to ``folder/name.log``; asked to end, then killed, when the block is left.

    It finds our tests before those that an installed package brings along.
    """
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, text=True,
            start_new_session=True, env=os.environ | {"PYTHONPATH": str(PROJECT)},
        )  # fmt: skip
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM, limit_s: float = END_LIMIT_S) -> None:
    """Let a process end by a signal, or kill it when it does not."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(process: subprocess.Popen[str], path: Path, limit_s: float, what: str) -> None:
    """Wait until the process has made a file."""
    until_s = time.monotonic() + limit_s
    while not path.exists():
        if process.poll() is not None:
            raise SystemExit(f"{what}: it ended at its start; see the log beside {path}")
        if time.monotonic() > until_s:
            raise SystemExit(f"{what}: not there after {limit_s:.0f} s; see the log beside {path}")
        time.sleep(0.05)


def cpu_ms(process_id: int) -> float:
    """CPU that a process has used, all its threads included."""
    fields = Path(f"/proc/{process_id}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS


def machine_ms() -> tuple[float, float]:
    """CPU of the whole machine: used, and used or not."""
    fields = [int(field) for field in Path("/proc/stat").read_text("utf-8").splitlines()[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return (sum(fields) - idle) * TICK_MS, sum(fields) * TICK_MS


def raise_file_limit() -> None:
    """Every call takes several sockets in Asterisk, SIPp and the engine; they inherit the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
