"""The lab's Asterisk for this bench, and SIPp's callers in front of it. Owns both processes; reads SIPp's counts."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from cic.cti.asterisk.lab.install import asterisk_folder, install
from cic.cti.asterisk.lab.settings import LabPorts, LabSettings
from cic.cti.asterisk.lab.start import start, status, stop
from tests.bench.calls.asterisk import FILES_OPEN_MAX
from tests.bench.calls.plan import LOOPBACK
from tests.bench.calls.processes import running
from tests.bench.ivr.keys import write_keys
from tests.bench.ivr.plan import HOTLINE, SIPP_FOLDER, Load, Ports

CALLERS = "callers"


@contextlib.contextmanager
def asterisk(ports: Ports, prompts: Path, folder: Path) -> Iterator[int]:
    """Run it while the block lasts, in the place that a center's data folder has for it; its process id."""
    install(asterisk_folder(), print)
    lab_ports = LabPorts(ports.sip, ports.websocket, ports.ami, ports.agi, ports.rtp_first, ports.rtp_last)
    settings = LabSettings(ports=lab_ports, hotline_numbers=(HOTLINE,))
    try:
        start(folder, asterisk_folder(), settings, prompts, lambda _: None, amend=_amend)
        process_id = status(folder).process_id
        assert process_id is not None, "it has just answered"
        yield process_id
    finally:
        stop(folder)


@contextlib.contextmanager
def callers(load: Load, ports: Ports, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """So many callers at once, each replaced as it ends, until SIPp is told that no more shall come."""
    write_keys(folder)
    command = [
        "sipp", f"{LOOPBACK}:{ports.sip}", "-sf", str(SIPP_FOLDER / "caller.xml"), "-s", HOTLINE,
        "-p", str(ports.callers_sip), "-mp", str(ports.callers_rtp), "-i", LOOPBACK, "-mi", LOOPBACK, "-nostdin",
        "-r", str(load.begun_per_s), "-l", str(load.callers),
        # The watchdogs would end a load in the middle when the machine is slow; what is slow shows in the figures.
        "-watchdog_minor_maxtriggers", "1000000", "-watchdog_major_maxtriggers", "1000000",
        "-trace_stat", "-stf", f"{CALLERS}.csv", "-fd", "1", "-trace_err", "-error_file", f"{CALLERS}.errors",
    ]  # fmt: skip
    with running(command, folder, CALLERS) as process:
        yield process


def _amend(files: dict[str, str]) -> dict[str, str]:
    limit = f"[options]\nmaxfiles = {FILES_OPEN_MAX}\n"
    return files | {"asterisk.conf": files["asterisk.conf"].replace("[options]\n", limit, 1)}
