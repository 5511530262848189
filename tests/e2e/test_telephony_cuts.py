"""What callers, agents and the log notice when the center's manager connection is cut, or Asterisk itself ends.

One Asterisk and one center serve all tests of this module; its journal is proven at the end. A relay stands between.
"""

import asyncio
import dataclasses
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cic.cti.asterisk.lab.install import asterisk_folder
from cic.cti.asterisk.lab.settings import INSIDE
from cic.cti.asterisk.lab.start import status
from cic.cti.asterisk.settings import read_settings, write_settings
from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.proxy import Cut, Relay
from tests.e2e.asterisk.sip_phone import Call
from tests.harness.asterisk_lab import Hotline, running_hotline
from tests.harness.centers import free_port
from tests.harness.desk import Desk, Phones, desk, hear_each_other, hears, is_reachable, phones
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.e2e

__all__ = ["phones"]

UNREACHABLE = "asterisk_unreachable"
NOTICED_WITHIN_S = 15.0
READ_AGAIN_WITHIN_S = 30.0
LISTENED_PACKETS = 15
"""0.3 s of a recording: who calls when the one before has heard that much comes into the queue behind it."""


@pytest.fixture(scope="module")
def relay_port() -> int:
    """Where the center believes Asterisk's manager to be."""
    return free_port()


@pytest.fixture(scope="module")
def hotline(real_asterisk_needed: None, relay_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """A center that reaches its Asterisk's manager by a relay only."""

    def by_relay(connection: Path) -> None:
        write_settings(connection, dataclasses.replace(read_settings(connection), ami_port=relay_port))

    with running_hotline(tmp_path_factory.mktemp("hotline"), by_relay) as made:
        yield made


@pytest.fixture
async def relay(hotline: Hotline, relay_port: int) -> AsyncIterator[Relay]:
    """The relay, open; at the end the center has lost sight of Asterisk again."""
    made = await Relay(relay_port, hotline.asterisk.ami_port).open()
    await until(lambda: not alarms(hotline), READ_AGAIN_WITHIN_S)
    yield made
    await made.close()


@dataclasses.dataclass(slots=True)
class Load:
    """Contacts at every point of their way."""

    talking: Call
    talking_agent: Call
    ringing: Call
    ringing_agent: Call
    waiting: list[Call]

    @property
    def callers(self) -> list[Call]:
        return [self.talking, self.ringing, *self.waiting]


async def load(dave: Desk, erin: Desk, phones: Phones) -> Load:
    """One caller talks to dave, one is accepted by erin whose phone rings, three wait."""
    await dave.go_available()
    talking = await (await phones.caller(453.0)).dial("4001")
    talking_agent, _ = await dave.talk(talking.phone.user)
    await hear_each_other(talking, talking_agent)
    ringing = await (await phones.caller(1277.0)).dial("4001")
    await until(lambda: ringing.audio.packets_heard >= LISTENED_PACKETS)
    waiting: list[Call] = []
    for _ in range(3):
        waiting.append(await (await phones.caller()).dial("4001"))
        await until(lambda: waiting[-1].audio.packets_heard >= LISTENED_PACKETS)
    for call in (ringing, *waiting):
        await hears(call, "music/default")
    await erin.go_available()  # who has waited longest is offered, and need not be until all are there
    await erin.accept(await erin.offered(ringing.phone.user))
    return Load(talking, talking_agent, ringing, await erin.phone.ring(), waiting)


def alarms(hotline: Hotline) -> list[str]:
    """The alarms that stand."""
    health = httpx.get(f"{hotline.center.url}/api/health", timeout=5.0).json()
    return [alarm["code"] for alarm in health["alarms"]]


def rows(center: RunningCenter, *calls: Call) -> list[dict[str, Any]]:
    """The contacts of these callers, in this order."""
    listed = center.contacts()
    found: dict[str, dict[str, Any]] = {row["caller"]["number"]: row for row in listed}  # type: ignore[index]
    assert len(found) == len(listed), "a caller stands twice in the log"
    return [found[call.phone.user] for call in calls if call.phone.user in found]


def manager_sessions(hotline: Hotline) -> int:
    """How often we are logged in, by Asterisk's own word."""
    process_id = status(hotline.center.data / "asterisk").process_id
    command = ["nsenter", "-t", str(process_id), "-m", "chroot", str(asterisk_folder()), "asterisk"]
    command += ["-C", f"{INSIDE}/etc/asterisk.conf", "-rx", "manager show connected"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
    return sum(line.split()[:1] == [hotline.asterisk.ami_user] for line in shown.splitlines())


async def serve(agent: Desk, call: Call) -> None:
    """Take this caller, be heard, and finish."""
    agent_call, interaction_id = await agent.talk(call.phone.user)
    await hear_each_other(call, agent_call)
    await agent.command("hang_up", interaction_id=interaction_id)
    await agent.finish()


@pytest.mark.parametrize("cuts", [(Cut.CLEAN, Cut.ABRUPT), (Cut.HALF_OPEN,)])
async def test_a_cut_loses_no_caller_and_rings_nobody_twice(
    hotline: Hotline, phones: Phones, relay: Relay, cuts: tuple[Cut, ...]
) -> None:
    async with desk(hotline, phones, "dave") as dave, desk(hotline, phones, "erin", 1017.0) as erin:
        now = await load(dave, erin, phones)
        first, leaving, third = now.waiting
        before = relay.connections
        for how in cuts:
            await relay.cut(how)
        await leaving.hang_up()
        await now.ringing_agent.answer()
        late = await (await phones.caller()).dial("4001")
        await hears(late, "music/default")  # arrives and waits: conversations do not need the manager
        if Cut.HALF_OPEN in cuts:
            await until(lambda: relay.connections > before, NOTICED_WITHIN_S)
            await until(lambda: alarms(hotline) == [UNREACHABLE])
            await relay.mend()
        await erin.connected(READ_AGAIN_WITHIN_S)
        await hear_each_other(now.ringing, now.ringing_agent)
        await hear_each_other(now.talking, now.talking_agent)
        await until(lambda: bool(rows(hotline.center, leaving)[0]["ended_at_ms"]))
        assert relay.connections - before <= 6
        await until(lambda: manager_sessions(hotline) == 1)
        assert erin.phone.arrived.empty() and dave.phone.arrived.empty()

        for agent in (dave, erin):
            await agent.command("hang_up", interaction_id=(await agent.connected())["interaction_id"])
        await dave.finish()
        await serve(dave, first)
        await serve(dave, third)
        await serve(dave, late)
        await erin.finish()
        assert alarms(hotline) == []


@pytest.mark.parametrize("how", ["killed", "stopped"])
async def test_asterisk_itself_ends_and_comes_back(hotline: Hotline, phones: Phones, relay: Relay, how: str) -> None:
    async with desk(hotline, phones, "dave") as dave, desk(hotline, phones, "erin", 1017.0) as erin:
        now = await load(dave, erin, phones)
        if how == "killed":
            hotline.asterisk_killed()
            await relay.close()
        else:
            await asyncio.to_thread(hotline.asterisk_down)
        await until(lambda: all(row["ended_at_ms"] for row in rows(hotline.center, *now.callers)), READ_AGAIN_WITHIN_S)
        found = rows(hotline.center, *now.callers)
        assert [row["end_cause"] for row in found] == ["lost"] * len(now.callers)
        await dave.finish()
        await erin.desktop.when(lambda view: not view["interactions"])
        await until(lambda: alarms(hotline) == [UNREACHABLE])
        for agent in (dave, erin):
            await agent.desktop.when(lambda view: not is_reachable(view, "asterisk"))

        await asyncio.to_thread(hotline.asterisk_up)
        if how == "killed":
            await relay.open()
        for agent in (dave, erin):
            await agent.phone.register()  # as phones do by themselves
            await agent.desktop.when(lambda view: is_reachable(view, "asterisk"), READ_AGAIN_WITHIN_S)
            assert agent.view["agent"]["activity"] == "available"
        queues: Any = hotline.center.get("/api/queues")
        assert [queue["waiting"] + queue["in_progress"] for queue in queues["queues"]] == [0] * len(queues["queues"])
        for agent in (erin, dave):  # in the order in which they became free
            await serve(agent, await (await phones.caller()).dial("4001"))
        assert alarms(hotline) == []
        await until(lambda: manager_sessions(hotline) == 1)
