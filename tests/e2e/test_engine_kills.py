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
from tests.harness.asterisk_lab import Hotline, agent_text, open_hotline
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
SEED = int(os.environ.get("CIC_SEED", "20")) if IS_PROVING else 7
KILLS = int(os.environ.get("NK", "30")) if IS_PROVING else 3
CALLER_EVERY_S = 0.25
AGENTS = {f"kay{number}": 700.0 + 90.0 * number for number in range(8)}


@pytest.fixture(scope="module")
def busy_hotline(real_asterisk_needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    """A hotline with agents who take whatever comes and wrap up in a second."""
    text = "".join(agent_text(name, 300 + n, accepts_automatically=True) for n, name in enumerate(AGENTS))
    with open_hotline(tmp_path_factory.mktemp("kills"), text, wrap_up_s="1") as opened:
        yield opened


async def test_killed_at_any_moment_under_load_the_engine_loses_nobody(busy_hotline: Hotline) -> None:
    center, chance = busy_hotline.center, random.Random(SEED)
    crowd = Crowd(busy_hotline, chance)
    try:
        for address, tone_hz in AGENTS.items():
            await crowd.add_agent(address, tone_hz)
        arriving = asyncio.create_task(crowd.arrive(CALLER_EVERY_S))
        await until(lambda: len(crowd.rings) >= len(AGENTS))
        places: dict[str, int | None] = {}
        for _ in range(KILLS):
            await a_moment(crowd, chance)
            await kill_and_start(crowd, places)
        arriving.cancel()
        await crowd.all_gone(60.0)
        await becomes_empty(busy_hotline.asterisk, 10.0)
        contacts = await asyncio.to_thread(all_contacts, center)
        from collections import Counter

        print(
            Counter(" ".join(x["kind"] for x in c["segments"]) for c in contacts),
            Counter(x["cause"] for c in contacts for x in c["segments"] if x["kind"] == "ring"),
            len(crowd.rings),
        )
        print(Counter((x["kind"], x["cause"]) for c in contacts for x in c["segments"]))
        assert [contact["contact_id"] for contact in contacts if moved(contact, places)] == []
        assert wrong_callers(crowd.callers, contacts) == []
        assert wrong_segments(contacts) == []
        assert out_of_turn(contacts) == []
        assert wrong_rings(crowd.rings) == []
        await until(lambda: are_all_free(busy_hotline))
    finally:
        await crowd.close()
    center.stop()
    center.verify()


async def a_moment(crowd: Crowd, chance: random.Random) -> None:
    """Let the load go on for a while, then wait for the next thing of a kind, and then for a blink."""
    never = asyncio.Event()
    await within(never, chance.uniform(1.0, 2.0))
    await crowd.next_of(chance.choice(list(Moment)), 30.0)
    await within(never, chance.uniform(0.0, 0.03))


async def kill_and_start(crowd: Crowd, places: dict[str, int | None]) -> None:
    """Kill the engine; talks go on without it; start it; everybody in line is where they were."""
    center = crowd.hotline.center
    talking = crowd.talking()
    center.kill()
    for ring, caller in talking:
        assert caller.call is not None
        caller.call.audio.forget()
    await until(lambda: all(ring.ended_s or caller.has_left or hears(caller, ring) for ring, caller in talking))
    await asyncio.to_thread(center.start)
    for contact in await asyncio.to_thread(all_contacts, center):
        assert not moved(contact, places), contact
        places.setdefault(contact["contact_id"], first_queued(contact))


def moved(contact: dict[str, object], places: dict[str, int | None]) -> bool:
    """Whether a caller has another place in line than at an earlier start."""
    before = places.get(str(contact["contact_id"]))
    return before is not None and before != first_queued(contact)


def are_all_free(hotline: Hotline) -> bool:
    """Whether every agent of the test could take the next contact."""
    found = hotline.center.get("/api/agents")
    assert isinstance(found, dict)
    return all(agent["is_free"] for agent in found["agents"] if agent["agent_id"] in AGENTS)
