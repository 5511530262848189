"""One load: the node, the desktops and the boards in processes of their own. Owns the order and the figures."""

import json
import signal
import sys
from pathlib import Path
from typing import Any

from cic.access.access import OPERATOR_TOKEN_FILE, SIGN_INS_FILE
from tests.bench.boards import boards
from tests.bench.calls.engine import make_sign_ins
from tests.bench.calls.figures import spread
from tests.bench.calls.processes import end, running, wait_for
from tests.bench.desktops import clients
from tests.bench.desktops.measure import (
    OPENING_S,
    OPENING_S_PER_DESKTOP,
    Used,
    journal_of,
    node_of,
    stretch,
    wait_beside,
)
from tests.bench.desktops.plan import Plan

REST_S = 5
Result = dict[str, Any]


def measure(plan: Plan, boards_open: int, folder: Path) -> Result:
    """The figures of the load, first without boards and then with them."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    make_sign_ins(data, plan.desktops)
    with node_of(plan, data, folder) as center:
        words = [center.url, str(data / SIGN_INS_FILE), str(folder)]
        with running([sys.executable, "-m", clients.__name__, *words], folder, "clients") as desktops:
            limit_s = OPENING_S + OPENING_S_PER_DESKTOP * plan.desktops
            wait_for(desktops, folder / clients.READY_FILE, limit_s, "the desktops")
            center.process.send_signal(signal.SIGUSR1)
            wait_beside(desktops, plan.warm_up_s)
            without = stretch(center, desktops, plan.seconds / 2)
            words = [center.url, str(data / OPERATOR_TOKEN_FILE), str(folder), str(boards_open)]
            with running([sys.executable, "-m", boards.__name__, *words], folder, "boards") as looking:
                wait_for(looking, folder / boards.READY_FILE, OPENING_S, "the boards")
                wait_beside(desktops, REST_S)
                used = stretch(center, desktops, plan.seconds)
                end(looking)
            end(desktops)
        health = center.health()
    seen = json.loads((folder / boards.BOARDS_FILE).read_text("utf-8"))
    _, served = journal_of(data, used)
    return _result(plan, boards_open, seen, (without, used)) | {
        "contacts_per_s": round(served / used.took_s, 1),
        "faults": health["faults"],
    }


def _result(plan: Plan, boards_open: int, seen: Result, stretches: tuple[Used, Used]) -> Result:
    without, used = stretches
    within = [
        age_ms
        for at_ms, age_ms in zip(seen["at_ms"], seen["age_ms"], strict=True)
        if used.from_s * 1_000 <= at_ms < used.until_s * 1_000
    ]
    return {
        "desktops": plan.desktops,
        "boards": boards_open,
        "seconds": round(used.took_s, 1),
        "states_seen": len(within),
        "age_ms": spread(within),
        "beat_age_ms": spread(seen["beat_age_ms"]),
        "frames_per_s_a_board": round(seen["frames"] / boards_open / (used.took_s + REST_S), 1),
        "kib_per_s_a_board": round(seen["characters"] / 1024 / boards_open / (used.took_s + REST_S), 1),
        "node_cpu": round(used.node_ms / used.took_s / 1_000, 3),
        "node_cpu_without": round(without.node_ms / without.took_s / 1_000, 3),
        "node_mib": round(used.node_mib, 1),
        "node_mib_without": round(without.node_mib, 1),
        "machine_busy": round(used.machine_busy, 3),
        "machine_busy_without": round(without.machine_busy, 3),
        "lost": seen["lost"],
        "ended": seen["ended"],
    }
