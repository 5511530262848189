"""Our engine in a process of its own, as an operator runs it. Owns its data folder and what it journalled."""

import contextlib
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from cic.cti.asterisk.settings import CONNECTION_FILE
from tests.bench.calls.hotline import SITE, TENANT, write_config
from tests.bench.calls.plan import LOOPBACK, Load, Ports, agent_name
from tests.bench.calls.processes import end, running
from tests.harness.quick_sign_ins import make_quick_sign_ins
from tests.harness.running_center import CIC

START_LIMIT_S = 40.0
STOP_LIMIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine."""

    process: subprocess.Popen[str]
    data: Path
    url: str

    def health(self) -> dict[str, object]:
        """What it says of itself."""
        answer: dict[str, object] = httpx.get(f"{self.url}/api/health", timeout=5.0).json()
        return answer


@contextlib.contextmanager
def engine(load: Load, ports: Ports, flows: Path, asterisk: Path, folder: Path) -> Iterator[Engine]:
    """Run it with a fresh data folder while the block lasts."""
    data = folder / "data"
    (data / "asterisk").mkdir(mode=0o700, parents=True)
    data.chmod(0o700)
    shutil.copy2(asterisk / CONNECTION_FILE, data / "asterisk" / CONNECTION_FILE)
    config = write_config(folder, load.agents)
    make_sign_ins(data, load.agents)
    program = [str(CIC)]
    if load.plan.is_profiled:
        program = [sys.executable, "-m", "tests.bench.calls.profiled", str(folder)]
    options = ["up", "--data", str(data), "--config", str(config), "--flows", str(flows), "--port", str(ports.center)]
    with running([*program, *options], folder, "engine") as process:
        started = Engine(process, data, f"http://{LOOPBACK}:{ports.center}")
        wait_until_it_answers(started, folder)
        yield started
        end(process, signal.SIGINT, STOP_LIMIT_S)


def queued_at_ms(data: Path) -> dict[str, int]:
    """When each interaction began to wait: the time of the journalled input that led to it."""
    with contextlib.closing(sqlite3.connect(f"file:{data / 'journal.db'}?mode=ro", uri=True)) as journal:
        rows = journal.execute(
            "select at_ms, body from journal_input where body like '%InteractionQueued%' order by seq"
        )
        return {
            event["interaction_id"]: at_ms
            for at_ms, body in rows
            for event in json.loads(body)["events"]
            if event["type"].partition(".v")[0] == "InteractionQueued"
        }


def inputs_journalled(data: Path) -> int:
    """How many inputs there are in the journal."""
    with contextlib.closing(sqlite3.connect(f"file:{data / 'journal.db'}?mode=ro", uri=True)) as journal:
        return int(journal.execute("select count(*) from journal_input").fetchone()[0])


def make_sign_ins(data: Path, agents: int) -> None:
    """Real sign-ins whose hashes are cheap: hashing 300 passwords would take longer than a short run."""
    make_quick_sign_ins(data, TENANT, SITE, {agent_name(number): "agent" for number in range(1, agents + 1)})


def wait_until_it_answers(started: Engine, folder: Path) -> None:
    """Return once callers are taken; ``folder`` has its log."""
    until_s = time.monotonic() + START_LIMIT_S
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{started.url}/api/health", timeout=1.0).json()["status"] == "ok":
                return
        if started.process.poll() is not None or time.monotonic() > until_s:
            raise SystemExit(f"the engine did not start:\n{(folder / 'engine.log').read_text()[-3000:]}")
        time.sleep(0.05)
