"""One load through one side: start what it needs, warm up, measure a window, let everybody be served."""

import contextlib
import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.calls import desktops, figures
from tests.bench.calls.asterisk import BenchAsterisk
from tests.bench.calls.capture import agent_calls, capture, packets_lost
from tests.bench.calls.engine import Engine, engine, inputs_journalled, queued_at_ms
from tests.bench.calls.plan import Load, Ports, Side
from tests.bench.calls.processes import cpu_ms, end, machine_ms, running, wait_for
from tests.bench.calls.sipp_load import agents, callers, counts, drain, wait_for_news
from tests.bench.calls.watcher import QueueWatcher

DESKTOPS_LIMIT_S = 90.0

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """What all loads share."""

    asterisk: BenchAsterisk
    ports: Ports
    flows: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU used within the window."""

    window: figures.Window
    engine_ms: float
    asterisk_ms: float
    machine_busy: float


def measure(load: Load, room: Room) -> Result:
    """The figures of one side at one rate."""
    folder = room.folder / load.name
    folder.mkdir()
    with contextlib.ExitStack() as stack:
        tcpdump = stack.enter_context(capture(room.ports, folder))
        phones = stack.enter_context(agents(room.ports, folder))
        center: Engine | None = None
        watcher: QueueWatcher | None = None
        match load.side:
            case Side.OURS:
                center = stack.enter_context(engine(load, room.ports, room.flows, room.asterisk.folder, folder))
                desks = stack.enter_context(_desktops(center, folder))
            case Side.APP_QUEUE:
                watcher = stack.enter_context(QueueWatcher(room.asterisk))
        if load.plan.is_profiled and center is not None:
            center.process.send_signal(signal.SIGUSR2)
        arriving = stack.enter_context(callers(load, room.ports, folder))
        cost = _window(load, room, center, arriving)
        if phones.poll() is not None:
            raise SystemExit(f"SIPp's phones ended before the load, with code {phones.returncode}; see agents.log")
        all_served = drain(arriving)
        health = center.health() if center else {}
        wait_for_news(folder, "agents")
        if center is not None:
            end(desks)
        end(phones, signal.SIGUSR1, 5.0)
        end(tcpdump)
    joined = watcher.joined_at_ms if watcher else {key: float(at) for key, at in queued_at_ms(folder / "data").items()}
    result = _result(load, room, folder, cost, joined)
    result["failures"] |= {"not_drained": 0 if all_served else 1, "engine_faults": health.get("faults", 0)}
    return result


def _window(load: Load, room: Room, center: Engine | None, arriving: subprocess.Popen[str]) -> Cost:
    _wait(load.plan.warm_up_s, arriving)
    before, from_ms = _cpu(room, center), time.time_ns() / 1e6
    _wait(load.plan.seconds, arriving)
    after, until_ms = _cpu(room, center), time.time_ns() / 1e6
    engine_ms, asterisk_ms, busy_ms, all_ms = (new - old for new, old in zip(after, before, strict=True))
    return Cost(figures.Window(from_ms, until_ms), engine_ms, asterisk_ms, busy_ms / all_ms)


def _cpu(room: Room, center: Engine | None) -> tuple[float, float, float, float]:
    return (cpu_ms(center.process.pid) if center else 0.0, cpu_ms(room.asterisk.process_id), *machine_ms())


def _wait(seconds: float, arriving: subprocess.Popen[str]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        code = arriving.wait(seconds)
        raise SystemExit(f"SIPp's callers ended in the middle of the load, with code {code}")


@contextlib.contextmanager
def _desktops(center: Engine, folder: Path) -> Any:
    sign_ins = center.data / "sign-ins.json"
    command = [sys.executable, "-m", desktops.__name__, center.url, str(sign_ins), str(folder)]
    with running(command, folder, "desktops") as process:
        wait_for(process, folder / desktops.READY_FILE, DESKTOPS_LIMIT_S, "the desktops")
        yield process


def _result(load: Load, room: Room, folder: Path, cost: Cost, joined: dict[str, float]) -> Result:
    calls = agent_calls(folder, room.ports, load.side)
    ended = figures.talks_ended(calls, cost.window)
    made, phones = counts(folder, "callers"), counts(folder, "agents")
    gaps, left_out = figures.free_to_invite_ms(calls, joined, cost.window, load.agents)
    failures = {
        "callers": made.failed,
        "phones": phones.failed,
        "never_met_an_agent": max(0, made.created - figures.callers_served(calls)),
        "packets_not_captured": packets_lost(folder),
    }
    result: Result = {
        "calls": ended,
        "failed": max(made.failed, phones.failed, failures["never_met_an_agent"]),
        "engine_cpu_ms_per_call": _per_call(cost.engine_ms, ended),
        "asterisk_cpu_ms_per_call": _per_call(cost.asterisk_ms, ended),
        "queue_to_invite_ms": figures.spread(figures.queue_to_invite_ms(calls, joined, cost.window)),
        "free_to_invite_ms": figures.spread(gaps) | {"nobody_was_waiting": left_out},
    }
    if load.side is Side.OURS:
        seen = json.loads((folder / desktops.FRAMES_FILE).read_text("utf-8"))
        failures |= {"commands_refused": len(seen["refused"]), "desktops_lost": seen["lost"]}
        frames = {caller: at_ns / 1e6 for caller, at_ns in seen["offers"].items()}
        delays = [frames[key] - at for key, at in joined.items() if cost.window.holds(at) and key in frames]
        result["queue_to_frame_ms"] = figures.spread(delays)
        result["inputs_per_call"] = round(inputs_journalled(folder / "data") / max(1, made.created), 1)
    return result | {"machine_busy": round(cost.machine_busy, 2), "failures": failures}


def _per_call(used_ms: float, calls: int) -> float | None:
    return round(used_ms / calls, 2) if calls else None
