"""Bad peers on every listener at once, while an agent and a caller work: these notice nothing, and nothing is left."""

import asyncio
import itertools
import os
import time
from pathlib import Path

import pytest

from tests.fuzz.attacks import ATTACKS, Target, attack
from tests.fuzz.conftest import Hotline
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Bridge, Ended, agent_phone, caller_phone, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.scenario

IS_LONG = bool(os.environ.get("CIC_PROVE"))
FUZZ_S = 240.0 if IS_LONG else 15.0
SEED = int(os.environ.get("CIC_FUZZ_SEED", "1"))
ATTACKERS = 6
CALL_S_MAX = 8.0
"""From dialling to the end of the talk, on a busy machine; without attackers it is under one."""


THREADS_SPARE = 10
"""For threads that asyncio makes as look-ups need them; no caller has one."""


def standing(center: RunningCenter) -> dict[str, int]:
    """What the process holds."""
    assert center.process is not None
    status = Path(f"/proc/{center.process.pid}/status").read_text()
    figures = dict(line.split(":", 1) for line in status.splitlines())
    descriptors = len(list(Path(f"/proc/{center.process.pid}/fd").iterdir()))
    return {"threads": int(figures["Threads"]), "memory_kb": int(figures["VmRSS"].split()[0]), "fds": descriptors}


async def until_standing(center: RunningCenter, before: dict[str, int], memory_kb: int, limit_s: float = 30.0) -> None:
    """Wait until threads and descriptors are back, with memory within a bound."""
    deadline = time.monotonic() + limit_s
    while True:
        now = standing(center)
        if now["threads"] <= before["threads"] + THREADS_SPARE and now["fds"] <= before["fds"] + 10:
            break
        assert time.monotonic() < deadline, (before, now)
        await asyncio.to_thread(center._pause)
    assert now["memory_kb"] <= before["memory_kb"] + memory_kb, (before, now)


async def one_call(center: RunningCenter, carol: DesktopClient) -> float:
    """A caller is asked, waits, talks and is wrapped up; how long from dialling to the end of the talk."""
    async with caller_phone(center) as phone:
        begun = time.monotonic()
        await phone.dial("4001", "+15550100", "Ann Example")
        view = await carol.when(lambda seen: interaction(seen, "offered"))
        offered = interaction(view, "offered")
        assert offered is not None and offered["caller"]["name"] == "Ann Example"
        assert (await carol.command("accept_offer", offer_id=offered["offer"]["offer_id"]))["ok"]
        await sees(phone, Bridge)
        await carol.when(lambda seen: interaction(seen, "connected"))
        assert (await carol.command("hang_up", interaction_id=offered["interaction_id"]))["ok"]
        await sees(phone, Ended)
        took_s = time.monotonic() - begun
    await carol.when(lambda seen: interaction(seen, "wrap_up"))
    done = await carol.command(
        "finish_wrap_up", interaction_id=offered["interaction_id"], disposition="solved", note=""
    )
    assert done["ok"], done
    await carol.when(lambda seen: seen["agent"]["is_free"])
    return took_s


async def test_bad_peers_harm_nobody(hotline: Hotline) -> None:
    center = hotline.center
    took_s: list[float] = []
    async with DesktopClient(center, "carol") as carol, agent_phone(center, carol):
        assert (await carol.command("set_activity", activity="available", reason=""))["ok"]
        await one_call(center, carol)
        async with DesktopClient(center, "alice") as alice:
            target = Target(center, hotline.asterisk, alice.token)
        before = standing(center)
        numbers = itertools.count()
        until = time.monotonic() + FUZZ_S

        async def attacker() -> None:
            while time.monotonic() < until:
                await attack(target, SEED, next(numbers))

        attackers = [asyncio.create_task(attacker()) for _ in range(ATTACKERS)]
        while time.monotonic() < until:
            took_s.append(await one_call(center, carol))
        await asyncio.gather(*attackers)
        assert set(target.done) == {chosen.__name__ for chosen in ATTACKS}
        await until_standing(center, before, memory_kb=80_000 + (120_000 if IS_LONG else 0))
        took_s.append(await one_call(center, carol))
    assert max(took_s) < CALL_S_MAX, took_s
    health = center.get("/api/health")
    assert isinstance(health, dict) and health["faults"] == 0, health
    assert set(health["peer_faults"]) >= {"agi", "http", "phone", "desktop"}, health
    lines = [line for line in center.output().splitlines() if "peers of" in line]
    kinds = sum(len(kinds) for kinds in health["peer_faults"].values())
    assert 0 < len(lines) <= kinds * (1 + FUZZ_S // 60 + 1)
