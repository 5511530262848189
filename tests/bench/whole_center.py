"""Figures of a whole center in a process of its own: how fast it starts, how fast an offer reaches a desktop."""

import asyncio
import socket
import tempfile
import time
from pathlib import Path

from cic.cti.simulated.frames import Ended
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import agent_phone, caller_phone, sees
from tests.harness.running_center import RunningCenter


def _center(folder: str) -> RunningCenter:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    return RunningCenter(Path(folder) / "data", port)


def start_times_s(runs: int) -> list[float]:
    """Seconds from the start of the process until it answers, with a data folder that is there already."""
    with tempfile.TemporaryDirectory() as folder:
        center = _center(folder)
        center.start()
        center.stop()
        times = []
        for _ in range(runs):
            started = time.perf_counter()
            center.start()
            times.append(time.perf_counter() - started)
            center.stop()
    return times


def offer_latencies_ms(calls: int) -> list[float]:
    """Milliseconds from dialling, through look-up, answer, one prompt and the queue, to the offer on a desktop."""
    with tempfile.TemporaryDirectory() as folder:
        center = _center(folder)
        center.start()
        try:
            return asyncio.run(_measure(center, calls))
        finally:
            center.stop()


async def _measure(center: RunningCenter, calls: int) -> list[float]:
    times = []
    async with DesktopClient(center, "carol") as desktop, agent_phone(center, desktop):
        await desktop.command("set_activity", activity="available", reason="")
        for number in range(calls):
            async with caller_phone(center) as phone:
                started = time.perf_counter()
                await phone.dial("4001", f"+1555{number:07}", "")
                await desktop.when(lambda view: interaction(view, "offered"))
                times.append((time.perf_counter() - started) * 1000)
                await phone.hang_up()
                await sees(phone, Ended)
            await desktop.when(lambda view: not view["interactions"])
    return times
