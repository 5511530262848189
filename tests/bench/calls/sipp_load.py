"""Callers and agents' phones, made by SIPp. Owns its options and reads its counts."""

import contextlib
import csv
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.calls.plan import KEY_AFTER_MS, LOOPBACK, SIPP_FOLDER, TALK_MS, Load, Ports
from tests.bench.calls.processes import running

DRAIN_LIMIT_S = 45.0
NEWS_LIMIT_S = 5.0
REPLACED_FASTER = 3
"""Where each caller is replaced, SIPp may begin calls so many times as fast as agents take them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What SIPp says of all its calls."""

    created: int
    failed: int


@contextlib.contextmanager
def agents(ports: Ports, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """All agents' phones on one port."""
    options = [
        "-sf",
        str(SIPP_FOLDER / "agent.xml"),
        "-p",
        str(ports.agents_sip),
        "-d",
        str(TALK_MS),
        "-mp",
        str(ports.agents_rtp),
    ]
    with running(_command(ports, options, "agents"), folder, "agents") as process:
        yield process


@contextlib.contextmanager
def callers(load: Load, ports: Ports, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Callers who come until they are told that no more shall come."""
    options = [
        "-sf", str(SIPP_FOLDER / "caller.xml"), "-p", str(ports.callers_sip), "-s", load.dialled,
        "-d", str(KEY_AFTER_MS),
        "-mp", str(ports.callers_rtp),
    ]  # fmt: skip
    if load.callers_max is None:
        options += ["-r", str(load.rate_cps), "-l", "5000"]
    else:
        options += ["-r", str(REPLACED_FASTER * load.rate_cps), "-l", str(load.callers_max)]
    with running(_command(ports, options, "callers"), folder, "callers") as process:
        yield process


def drain(process: subprocess.Popen[str]) -> bool:
    """No more callers; wait until those who are there have been served. False when some never were."""
    process.send_signal(signal.SIGUSR1)
    until_s = time.monotonic() + DRAIN_LIMIT_S
    while process.poll() is None and time.monotonic() < until_s:
        time.sleep(0.05)
    return process.poll() is not None


def wait_for_news(folder: Path, name: str) -> None:
    """Wait until SIPp has written its counts twice more, as it does once a second: all that was is in the last."""
    file = folder / f"{name}.csv"
    wanted = len(file.read_bytes().splitlines()) + 2
    until_s = time.monotonic() + NEWS_LIMIT_S
    while len(file.read_bytes().splitlines()) < wanted and time.monotonic() < until_s:
        time.sleep(0.05)


def counts(folder: Path, name: str) -> Counts:
    """The last line of what SIPp wrote about itself."""
    with (folder / f"{name}.csv").open(encoding="utf-8") as file:
        last = list(csv.DictReader(file, delimiter=";"))[-1]
    return Counts(int(last["TotalCallCreated"]), int(last["FailedCall(C)"]))


def _command(ports: Ports, options: list[str], name: str) -> list[str]:
    return [
        "sipp", f"{LOOPBACK}:{ports.sip}",
        # The watchdogs would end a load in the middle when the machine is slow; what is slow shows in the figures.
        "-watchdog_minor_maxtriggers", "1000000", "-watchdog_major_maxtriggers", "1000000",
        *options, "-i", LOOPBACK, "-mi", LOOPBACK, "-nostdin",
        "-trace_stat", "-stf", f"{name}.csv", "-fd", "1", "-trace_err", "-error_file", f"{name}.errors",
    ]  # fmt: skip
