"""A long day replayed fast through the gateway's logs and a desktop's reducer: how fast, and what stays in memory.

The day is a world of callers in virtual time. Its inputs are settled first; then every agent's desktop is told of them,
as the gateway would, and applies them, as a browser does. Owns the replay; decides nothing.
"""

import gc
import json
import time
import tracemalloc
from typing import Any

from agent_desktop.gateway.agent_log import AgentLog
from agent_desktop.gateway.shapes.view import View
from agent_desktop.gateway.view_delta import apply_all
from agent_desktop.gateway.views import ViewWriter
from cic.center.views import AgentView, agent_view, touched_agents
from cic.configuration.labels import AgentLabel, Label, Labels, QueueLabel
from routing.vocabulary import AgentId, QueueId
from tests.harness.shipped_flows import shipped_flow
from tests.simulation.world import Faults, World

HOUR_MS = 3_600_000
DAY_MS = 9 * HOUR_MS
QUEUES = ("sales", "support")
Touch = tuple[int, int, AgentId, AgentView]
"""The number and time of an input, and the view after it of an agent whom it concerned."""


def replay(callers: int) -> dict[str, Any]:
    """The figures of a day with so many callers."""
    world, touches = _day(callers)
    writer = ViewWriter(_labels(world), lambda reference: f"opened {reference}")
    logs: dict[AgentId, AgentLog] = {}
    shown: dict[AgentId, View] = {}
    kept_kib, frames, heard = [], 0, 0
    gc.collect()
    tracemalloc.start()
    quarter = max(1, len(touches) // 4)
    began_s = time.perf_counter()
    for number, (seq, at_ms, agent_id, view) in enumerate(touches, start=1):
        log = logs.setdefault(agent_id, AgentLog())
        if agent_id not in shown:
            shown[agent_id] = json.loads(log.snapshot(seq, at_ms, view, writer))["view"]
        elif (text := log.advance(seq, at_ms, view, writer)) is not None:
            frames, heard = frames + 1, heard + len(text)
            shown[agent_id] = apply_all(shown[agent_id], json.loads(text)["events"])
        if number % quarter == 0:
            kept_kib.append(_kept_kib())
    took_s = time.perf_counter() - began_s
    tracemalloc.stop()
    assert all(shown[agent_id] == logs[agent_id].view for agent_id in shown), "every desktop shows what is so"
    return {
        "callers": callers,
        "desktops": len(logs),
        "hours": round((world.now_ms - 1_000_000) / HOUR_MS, 1),
        "views": len(touches),
        "frames": frames,
        "bytes_per_frame": round(heard / max(1, frames)),
        "took_s": round(took_s, 2),
        "kept_kib_by_quarter": kept_kib,
        "frames_kept": sum(log.size[0] for log in logs.values()),
    }


def _day(callers: int) -> tuple[World, list[Touch]]:
    flows = (shipped_flow("main"), shipped_flow("direct"))
    world = World(7, flows, QUEUES, agents=8, faults=Faults())
    for number in range(callers):
        world.arrive(number, world.chance.randrange(DAY_MS), patience_ms=world.chance.randrange(1_000, 400_000))
    touches: list[Touch] = []
    done = len(world.records)
    while not world.is_over:
        world.step()
        for record in world.records[done:]:
            for agent_id in sorted(touched_agents(world.state, record.events)):
                view = agent_view(world.state, agent_id)
                if view is not None:
                    touches.append((record.seq, record.at_ms, agent_id, view))
        done = len(world.records)
    return world, touches


def _labels(world: World) -> Labels:
    queues = tuple(QueueId(name) for name in QUEUES)
    return Labels(
        agents={agent_id: AgentLabel(agent_id, "", queues, ()) for agent_id in world.agent_ids},
        queues={name: QueueLabel(Label(name, name), Label("Good day", "您好"), 20_000) for name in queues},
        dispositions={code: Label(code, code) for code in ("solved", "other")},
        break_reasons={"lunch": Label("Lunch", "午餐")},
    )


def _kept_kib() -> float:
    """What the gateway's code and the desktops hold in memory: allocated there, or while reading a frame."""
    gc.collect()
    ours = [tracemalloc.Filter(True, "*/agent_desktop/*"), tracemalloc.Filter(True, "*/json/*")]
    kept = tracemalloc.take_snapshot().filter_traces(ours).statistics("filename")
    return round(sum(found.size for found in kept) / 1024, 1)
