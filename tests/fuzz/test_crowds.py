"""Thousands who come and say nothing, or half of it: callers and agents are served meanwhile, and nothing is left."""

import asyncio
import resource
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.fuzz.conftest import Hotline
from tests.fuzz.test_fuzz import CALL_S_MAX, one_call, standing, until_standing
from tests.harness.desktop_client import DesktopClient
from tests.harness.phones import agent_phone
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.scenario

CROWD = 2_500
SAYING = (b"", b"GET / HTTP/1.1\r\nHost: ", b"agi_network: yes\n")
AGI_CALL_S_MAX = 3.0
"""An idle stranger used to have five seconds, and all of them together every place."""


def allow_descriptors(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard == resource.RLIM_INFINITY or hard >= count, f"this test needs {count} open files (ulimit -Hn)"
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count), hard))


@asynccontextmanager
async def crowd(port: int, size: int) -> AsyncIterator[None]:
    """This many connections that begin at most; whoever is sent away comes again until the end."""
    loop = asyncio.get_running_loop()
    sockets: list[socket.socket] = []
    stop = asyncio.Event()

    async def come(number: int) -> None:
        connection = socket.socket()
        connection.setblocking(False)
        sockets.append(connection)
        try:
            await loop.sock_connect(connection, ("127.0.0.1", port))
            await loop.sock_sendall(connection, SAYING[number % len(SAYING)])
        except OSError:
            pass  # turned away in this moment

    async def keep_coming() -> None:
        number = 0
        while not stop.is_set():
            await asyncio.gather(*(come(number + extra) for extra in range(50)))
            number += 50
            while len(sockets) > size:
                sockets.pop(0).close()

    await asyncio.gather(*(come(number) for number in range(size)))
    coming = asyncio.create_task(keep_coming())
    try:
        yield
    finally:
        stop.set()
        await coming
        for connection in sockets:
            connection.close()


async def signed_in_s(center: RunningCenter) -> float:
    """How long an agent takes to sign in and see the desktop."""
    begun = time.monotonic()
    async with DesktopClient(center, "bob"):
        return time.monotonic() - begun


async def test_a_crowd_keeps_nobody_from_service(hotline: Hotline) -> None:
    allow_descriptors(2 * CROWD + 1_000)
    center = hotline.center
    async with DesktopClient(center, "carol") as carol, agent_phone(center, carol):
        assert (await carol.command("set_activity", activity="available", reason=""))["ok"]
        await one_call(center, carol)
        before = standing(center)
        async with crowd(hotline.asterisk.agi_port, CROWD), crowd(center.port, CROWD):
            for number in range(3):
                begun = time.monotonic()
                async with hotline.asterisk.caller(b"+1555020%d" % number, b"Ann", b"4000"):
                    assert time.monotonic() - begun < AGI_CALL_S_MAX
            assert await one_call(center, carol) < CALL_S_MAX
            assert await signed_in_s(center) < CALL_S_MAX
            during = standing(center)
            assert during["threads"] < before["threads"] + 10, "no thread for a stranger"
            assert during["fds"] < before["fds"] + 2_500, "strangers have a budget"
        await until_standing(center, before, memory_kb=80_000)
        await one_call(center, carol)
    health = center.get("/api/health")
    assert isinstance(health, dict) and health["faults"] == 0
    assert health["peer_faults"]["agi"]["crowded_out"] > CROWD / 2
    assert health["peer_faults"]["http"]["crowded_out"] > CROWD / 3
    assert center.output().count("crowded_out") <= 4, "a flood of peers is no flood of lines"
