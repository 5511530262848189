"""kill -9 of the engine under load on a real Asterisk: nobody is cut off, overtaken, rung twice or served twice.

Callers and agents keep calling while the engine dies and comes back at moments that a seed chooses. CIC_PROVE makes it
a long proof with more kills and another seed.
"""

import asyncio
import os
import random
from collections.abc import Iterator

import pytest

from tests.e2e.asterisk.center import until
from tests.harness.asterisk_lab import Hotline, agent_text, running_hotline
from tests.harness.asterisk_truth import becomes_empty
from tests.harness.crowd import Crowd, Moment, hears, within
from tests.harness.reckoning import (
    all_contacts,
    first_queued,
    out_of_turn,
    wrong_callers,
    wrong_rings,
    wrong_segments,
)

pytestmark = pytest.mark.e2e

IS_PROVING = bool(os.environ.get("CIC_PROVE"))
SEEDS, KILLS = ((20, 21, 22), 12) if IS_PROVING else ((7,), 3)
CALLER_EVERY_S = 0.25
AGENTS = {f"kay{number}": 700.0 + 90.0 * number for number in range(8)}


@pytest.fixture(scope="module")
def busy_hotline(real_asterisk_needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """A hotline with agents who take whatever comes and wrap up in a second."""
    text = "".join(agent_text(name, 300 + n, accepts_automatically=True) for n, name in enumerate(AGENTS))
    with running_hotline(tmp_path_factory.mktemp("kills"), more_agents=text, wrap_up_s="1") as opened:
        yield opened


@pytest.mark.parametrize("seed", SEEDS)
async def test_killed_at_any_moment_under_load_the_engine_loses_nobody(busy_hotline: Hotline, seed: int) -> None:
    crowd = Crowd(busy_hotline, random.Random(seed), first_number=15_560_000_000 + 10_000 * seed)
    places: dict[str, int] = {}
    try:
        for address, tone_hz in AGENTS.items():
            await crowd.add_agent(address, tone_hz)
        crowd.open_the_line(CALLER_EVERY_S)
        await until(lambda: len(crowd.rings) >= len(AGENTS), 30.0)
        for _ in range(KILLS):
            await within(asyncio.Event(), crowd.chance.uniform(1.0, 2.0))
            await keep_places(crowd, places)
            await a_moment(crowd)
            await kill_and_start(crowd)
            await keep_places(crowd, places)
        crowd.close_the_line()
        await crowd.all_gone(120.0)
        await becomes_empty(busy_hotline.asterisk, 20.0)
        contacts = await asyncio.to_thread(all_contacts, busy_hotline.center)
        assert wrong_callers(crowd.callers, contacts) == []
        assert wrong_segments(contacts) == []
        assert out_of_turn(contacts) == []
        assert wrong_rings(crowd.rings) == []
        await until(lambda: are_all_free(busy_hotline))
    finally:
        await crowd.close()


async def a_moment(crowd: Crowd) -> None:
    """Wait for the next thing of a kind, and then for a blink."""
    await crowd.next_of(crowd.chance.choice(list(Moment)), 30.0)
    await within(asyncio.Event(), crowd.chance.uniform(0.0, 0.03))


async def kill_and_start(crowd: Crowd) -> None:
    """Kill the engine, see that talks go on without it, and start it."""
    talking = crowd.talking()
    crowd.hotline.center.kill()
    for _, caller in talking:
        assert caller.call is not None
        caller.call.audio.forget()
    await until(lambda: all(ring.ended_s or caller.has_left or hears(caller, ring) for ring, caller in talking))
    await asyncio.to_thread(crowd.hotline.center.start)


async def keep_places(crowd: Crowd, places: dict[str, int]) -> None:
    """Note since when each caller is in line; it must be what was noted before."""
    for contact in await asyncio.to_thread(all_contacts, crowd.hotline.center, only_open=True):
        since_ms = first_queued(contact)
        if since_ms is not None:
            assert places.setdefault(contact["contact_id"], since_ms) == since_ms


def are_all_free(hotline: Hotline) -> bool:
    """Whether every agent of the test could take the next contact."""
    found = hotline.center.get("/api/agents")
    assert isinstance(found, dict)
    return all(agent["is_free"] for agent in found["agents"] if agent["agent_id"] in AGENTS)
