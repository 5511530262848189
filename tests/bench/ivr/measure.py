"""One load by one way: the engine in a process of its own, the callers, the writer asked meanwhile. Owns the order."""

import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cic.cti.asterisk.settings import CONNECTION_FILE
from tests.bench.calls.engine import STOP_LIMIT_S, Engine, wait_until_it_answers
from tests.bench.calls.figures import spread
from tests.bench.calls.plan import LOOPBACK
from tests.bench.calls.processes import cpu_ms, end, machine_ms, running, wait_for
from tests.bench.calls.sipp_load import counts, wait_for_news
from tests.bench.ivr import crowd
from tests.bench.ivr.asterisk import CALLERS, asterisk, callers
from tests.bench.ivr.hotline import write_config, write_flows
from tests.bench.ivr.journal import Walked, walked
from tests.bench.ivr.plan import Load, Ports, Side
from tests.bench.ivr.probe import Probe
from tests.harness.centers import free_port
from tests.harness.running_center import CIC, PROJECT

CROWD_SPARE_S = 60.0
LEAVING_S = 30.0
SETTLING_S = 1.0
DRAIN_S_MAX = 120.0
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Used:
    """What was used within the window, and when that was."""

    from_s: float
    until_s: float
    engine_ms: float
    asterisk_ms: float
    machine_busy: float
    engine_mib: float


@dataclass(frozen=True, slots=True)
class Rest:
    """The engine before anybody calls, asked as often as later."""

    from_s: float
    until_s: float
    engine_ms_per_s: float
    engine_mib: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What callers and engine tell once all have gone."""

    used: Used
    odd: dict[str, int]
    heard_after_ms: list[float]


def measure(load: Load, folder: Path) -> Result:
    """The figures of one load."""
    folder.mkdir()
    flows, config = write_flows(folder), write_config(folder)
    data = folder / "data"
    (data / "asterisk").mkdir(mode=0o700, parents=True)
    data.chmod(0o700)
    _import_customers(config, flows, data)
    ports = _free_ports()
    with contextlib.ExitStack() as stack:
        asterisk_id: int | None = None
        if load.side is Side.ASTERISK:
            asterisk_id = stack.enter_context(asterisk(ports, flows / "prompts", folder / "asterisk"))
            shutil.copy2(folder / "asterisk" / CONNECTION_FILE, data / "asterisk" / CONNECTION_FILE)
        port = free_port()
        options = ["--config", str(config), "--flows", str(flows), "--port", str(port)]
        center = stack.enter_context(_engine(load, data, options, folder))
        token = (data / "operator.token").read_text("utf-8").strip()
        probe = stack.enter_context(Probe(port, token))
        rest = _rest(center, load.plan.rest_s)
        if load.plan.is_profiled:
            center.process.send_signal(signal.SIGUSR2)
        if asterisk_id is None:
            seen = _simulated(load, center, flows, folder)
        else:
            seen = _through_asterisk(load, center, asterisk_id, ports, folder)
        health = center.health()
    steps = walked(data, seen.used.from_s, seen.used.until_s)
    return _result(load, seen, rest, steps, _odd(seen, steps, health, probe.refused)) | {
        "input_delay_at_rest_ms": spread(probe.between(rest.from_s, rest.until_s)),
        "input_delay_ms": spread(probe.between(seen.used.from_s, seen.used.until_s)),
    }


def _simulated(load: Load, center: Engine, flows: Path, folder: Path) -> Seen:
    words = [center.url, str(center.data / "test-phone.key"), str(flows / "prompts"), str(folder)]
    words += [str(load.callers), str(load.begun_per_s), str(load.plan.pace)]
    with running([sys.executable, "-m", crowd.__name__, *words], folder, "crowd") as process:
        wait_for(process, folder / crowd.READY_FILE, load.ramp_s + CROWD_SPARE_S, "the crowd")
        _wait(load.plan.warm_up_s, process)
        used = _window(load, center, None, process)
        end(process, limit_s=LEAVING_S)
    if process.returncode != 0:
        raise SystemExit(f"the crowd ended with code {process.returncode}; see crowd.log")
    found = json.loads((folder / crowd.CROWD_FILE).read_text("utf-8"))
    delays = [delay_ms for at_s, delay_ms in found["delays_ms"] if used.from_s <= at_s < used.until_s]
    return Seen(used, found["odd"], delays)


def _through_asterisk(load: Load, center: Engine, asterisk_id: int, ports: Ports, folder: Path) -> Seen:
    with callers(load, ports, folder) as process:
        _wait(load.ramp_s + load.plan.warm_up_s, process)
        used = _window(load, center, asterisk_id, process)
        process.send_signal(signal.SIGUSR1)  # no more callers; those who are there go on to their flow's end
        all_left = _has_ended(process, DRAIN_S_MAX)
        if not all_left:
            wait_for_news(folder, CALLERS)
    odd = {"failed for SIPp": counts(folder, CALLERS).failed, "never let go": int(not all_left)}
    return Seen(used, odd, [])


def _window(load: Load, center: Engine, asterisk_id: int | None, process: subprocess.Popen[str]) -> Used:
    def now() -> tuple[float, ...]:
        of_asterisk = 0.0 if asterisk_id is None else cpu_ms(asterisk_id)
        return (time.time(), cpu_ms(center.process.pid), of_asterisk, *machine_ms())

    before = now()
    _wait(load.plan.seconds, process)
    after = now()
    _, engine_ms, asterisk_ms, busy_ms, all_ms = (new - old for new, old in zip(after, before, strict=True))
    return Used(
        before[0], after[0], engine_ms, asterisk_ms, busy_ms / all_ms, _resident_mib(center.process.pid)
    )  # fmt: skip


def _result(load: Load, seen: Seen, rest: Rest, steps: Walked, odd: dict[str, int]) -> Result:
    used = seen.used
    took_s = used.until_s - used.from_s
    for_callers_ms = used.engine_ms - rest.engine_ms_per_s * took_s
    return {
        "side": load.side.value,
        "callers": load.callers,
        "seconds": round(took_s, 1),
        "contacts": steps.contacts,
        "steps": steps.steps,
        "steps_per_s": round(steps.steps / took_s, 1),
        "nodes_per_s": round(steps.nodes / took_s, 1),
        "inputs_per_s": round(steps.inputs / took_s, 1),
        "engine_cpu_ms_per_step": _per(for_callers_ms, steps.steps),
        "engine_cpu_ms_per_s_at_rest": round(rest.engine_ms_per_s, 1),
        "engine_cpu_share": round(used.engine_ms / took_s / 1000, 3),
        "asterisk_cpu_ms_per_step": _per(used.asterisk_ms, steps.steps),
        "asterisk_cpu_ms_per_s_and_caller": _per(used.asterisk_ms / took_s, load.callers),
        "machine_busy": round(used.machine_busy, 2),
        "engine_mib": round(used.engine_mib, 1),
        "engine_mib_at_rest": round(rest.engine_mib, 1),
        "bytes_journalled_per_step": round(steps.step_bytes / max(1, steps.steps)),
        "heard_after_ms": spread(seen.heard_after_ms) if seen.heard_after_ms else None,
        "failed": sum(odd.values()),
        "odd": odd,
    }


def _odd(seen: Seen, steps: Walked, health: dict[str, Any], refused: int) -> dict[str, int]:
    """Whatever went otherwise than it should, as the callers, the journal and the engine tell it."""
    told = seen.odd | steps.odd | {"engine faults": health["faults"], "commands refused": refused}
    told |= {f"{peer} {kind}": count for peer, kinds in health["peer_faults"].items() for kind, count in kinds.items()}
    told |= {f"alarm {alarm['code']}": 1 for alarm in health["alarms"]}
    return {kind: count for kind, count in told.items() if count}


@contextlib.contextmanager
def _engine(load: Load, data: Path, options: list[str], folder: Path) -> Iterator[Engine]:
    program = [str(CIC)]
    if load.plan.is_profiled:
        program = [sys.executable, "-m", "tests.bench.calls.profiled", str(folder)]
    with running([*program, "up", "--data", str(data), *options], folder, "engine") as process:
        started = Engine(process, data, f"http://{LOOPBACK}:{options[-1]}")
        wait_until_it_answers(started, folder)
        yield started
        end(process, signal.SIGINT, STOP_LIMIT_S)


def _import_customers(config: Path, flows: Path, data: Path) -> None:
    words = ["customers", "import", str(config / "customers.csv")]
    words += ["--data", str(data), "--config", str(config), "--flows", str(flows)]
    done = subprocess.run([str(CIC), *words], cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the customers were not taken:\n{done.stdout}{done.stderr}")


def _rest(center: Engine, rest_s: float) -> Rest:
    _wait(SETTLING_S, center.process)
    from_s, before_ms = time.time(), cpu_ms(center.process.pid)
    _wait(rest_s, center.process)
    until_s, after_ms = time.time(), cpu_ms(center.process.pid)
    per_s = (after_ms - before_ms) / (until_s - from_s)
    return Rest(from_s, until_s, per_s, _resident_mib(center.process.pid))


def _wait(seconds: float, process: subprocess.Popen[str]) -> None:
    if _has_ended(process, seconds):
        raise SystemExit(f"a process ended in the middle of the load, with code {process.returncode}; see the logs")


def _has_ended(process: subprocess.Popen[str], limit_s: float) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(limit_s)
    return process.poll() is not None


def _resident_mib(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("a running process has resident memory")


def _free_ports() -> Ports:
    return Ports(
        sip=free_port(socket.SOCK_DGRAM),
        websocket=free_port(),
        ami=free_port(),
        agi=free_port(),
        callers_sip=free_port(socket.SOCK_DGRAM),
    )


def _per(used_ms: float, count: int) -> float | None:
    return round(used_ms / count, 3) if count else None
