"""One load: the node and the desktops in processes of their own, and what was used meanwhile. Owns the order."""

import contextlib
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cic.access.access import SIGN_INS_FILE
from tests.bench.calls.engine import STOP_LIMIT_S, Engine, make_sign_ins, wait_until_it_answers
from tests.bench.calls.figures import spread
from tests.bench.calls.plan import LOOPBACK
from tests.bench.calls.processes import cpu_ms, end, machine_ms, running, wait_for
from tests.bench.desktops import clients, node
from tests.bench.desktops.plan import Plan, write_texts
from tests.harness.centers import free_port

OPENING_S_PER_DESKTOP, OPENING_S = 0.2, 60.0
REST_S = 5
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Used:
    """What the node used within a stretch of time."""

    from_s: float
    until_s: float
    node_ms: float
    machine_busy: float
    node_mib: float

    @property
    def took_s(self) -> float:
        return self.until_s - self.from_s


def measure(plan: Plan, folder: Path) -> Result:
    """The figures of the load."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    make_sign_ins(data, plan.desktops)
    with node_of(plan, data, folder) as center:
        words = [center.url, str(data / SIGN_INS_FILE), str(folder)]
        with running([sys.executable, "-m", clients.__name__, *words], folder, "clients") as desktops:
            limit_s = OPENING_S + OPENING_S_PER_DESKTOP * plan.desktops
            wait_for(desktops, folder / clients.READY_FILE, limit_s, "the desktops")
            rest = stretch(center, desktops, REST_S)
            center.process.send_signal(signal.SIGUSR1)
            wait_beside(desktops, plan.warm_up_s)
            used = stretch(center, desktops, plan.seconds)
            end(desktops)
        health = center.health()
    frames = json.loads((folder / clients.FRAMES_FILE).read_text("utf-8"))
    return _result(plan, frames, rest, used, data) | {"faults": health["faults"], "peer_faults": health["peer_faults"]}


@contextlib.contextmanager
def node_of(plan: Plan, data: Path, folder: Path) -> Iterator[Engine]:
    """A center of the plan, running."""
    config, flows = write_texts(folder, plan)
    port = free_port()
    words = [str(plan.rate_per_s), str(data), str(config), str(flows), str(port)]
    with running([sys.executable, "-m", node.__name__, *words], folder, "engine") as process:
        center = Engine(process, data, f"http://{LOOPBACK}:{port}")
        wait_until_it_answers(center, folder)
        yield center
        end(process, signal.SIGINT, STOP_LIMIT_S)


def wait_beside(process: subprocess.Popen[str], seconds: float) -> None:
    """Let time pass, while a process must go on."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        raise SystemExit(f"the desktops ended in the middle of the load, with code {process.returncode}")


def stretch(center: Engine, desktops: subprocess.Popen[str], seconds: float) -> Used:
    """What the node used meanwhile."""

    def now() -> tuple[float, ...]:
        return (time.time(), cpu_ms(center.process.pid), *machine_ms())

    before = now()
    wait_beside(desktops, seconds)
    after = now()
    _, node_ms, busy_ms, all_ms = (new - old for new, old in zip(after, before, strict=True))
    return Used(before[0], after[0], node_ms, busy_ms / all_ms, _resident_mib(center.process.pid))


def _result(plan: Plan, frames: dict[str, Any], rest: Used, used: Used, data: Path) -> Result:
    came = list(zip(frames["seqs"], frames["at_us"], frames["lengths"], strict=True))
    within = [frame for frame in came if used.from_s <= frame[1] / 1e6 < used.until_s]
    at_ms, served = journal_of(data, used)
    delays_ms = [at_us / 1_000 - at_ms[seq] for seq, at_us, _ in within if seq in at_ms]
    return {
        "desktops": plan.desktops,
        "seconds": round(used.took_s, 1),
        "contacts_per_s": round(served / used.took_s, 1),
        "frames_per_s": round(len(delays_ms) / used.took_s, 1),
        "event_to_frame_ms": spread(delays_ms),
        "bytes_per_s_per_desktop": round(sum(length for *_, length in within) / used.took_s / plan.desktops, 1),
        "bytes_per_frame": round(sum(length for seq, _, length in within if seq >= 0) / max(1, len(delays_ms))),
        "node_cpu": round(used.node_ms / used.took_s / 1_000, 3),
        "node_cpu_at_rest": round(rest.node_ms / rest.took_s / 1_000, 3),
        "node_mib": round(used.node_mib, 1),
        "node_mib_at_rest": round(rest.node_mib, 1),
        "machine_busy": round(used.machine_busy, 3),
        "gaps": frames["gaps"],
        "lost": frames["lost"],
        "refused": frames["refused"],
    }


def journal_of(data: Path, used: Used) -> tuple[dict[int, int], int]:
    """When each input was journalled by its number, and how many contacts agents took in the stretch."""
    with contextlib.closing(sqlite3.connect(f"file:{data / 'journal.db'}?mode=ro", uri=True)) as journal:
        at_ms = {int(seq): int(at) for seq, at in journal.execute("select seq, at_ms from journal_input")}
        taken = journal.execute(
            "select count(*) from journal_input where body like '%InteractionConnected%' and at_ms between ? and ?",
            (used.from_s * 1_000, used.until_s * 1_000),
        )
        return at_ms, int(taken.fetchone()[0])


def _resident_mib(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("a running process has resident memory")
