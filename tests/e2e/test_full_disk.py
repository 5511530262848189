"""A full disk behind a real Asterisk: whoever calls or waits hears music, and is served once there is room."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cic.cti.asterisk.settings import CONNECTION_FILE, read_settings
from tests.harness.asterisk_lab import MORE_AGENTS, Hotline, lab, port_options
from tests.harness.centers import end, free_port
from tests.harness.desk import Phones, desk, hear_each_other, hears, phones
from tests.harness.running_center import PROJECT, RunningCenter
from tests.harness.small_disk import SmallDisk, small_disk
from tests.scenarios.test_stalled_storage import alarms_when

pytestmark = pytest.mark.e2e

__all__ = ["phones", "small_disk"]


@pytest.fixture
def hotline(real_asterisk_needed: None, small_disk: SmallDisk, tmp_path: Path) -> Iterator[Hotline]:
    """An Asterisk on the machine's disk, and a center in front of it on a small one."""
    config = tmp_path / "config"
    shutil.copytree(PROJECT / "config", config)
    with (config / "agents.yaml").open("a", encoding="utf-8") as agents:
        agents.write(MORE_AGENTS)
    beside = RunningCenter(tmp_path / "lab", free_port(), config)
    lab(beside, "up", "--config", str(config), *port_options())
    try:
        (small_disk.here / "asterisk").mkdir()
        connection = beside.data / "asterisk" / CONNECTION_FILE
        shutil.copy(connection, small_disk.here / "asterisk")
        center = small_disk.center(config)
        center.start()
        yield Hotline(center, read_settings(connection))
        end(center)
    finally:
        lab(beside, "down")


async def test_callers_hear_music_while_the_disk_is_full_and_are_served_in_order(
    hotline: Hotline, phones: Phones, small_disk: SmallDisk
) -> None:
    center = hotline.center
    async with desk(hotline, phones, "dave") as dave:
        callers = [await phones.caller() for _ in range(3)]
        calls = [await callers[0].dial("4001")]
        await hears(calls[0], "music/default")
        asked = await callers[1].dial("4000")
        calls.append(asked)
        await hears(asked, "en/main/choose_language")

        small_disk.fill()
        asked.audio.press("1")
        await alarms_when(center, "journal_disk_full")
        calls.append(await callers[2].dial("4001"))
        await alarms_when(center, "journal_disk_full", "callers_held")
        for call in calls:  # one waits already, one is in the middle of a flow, one is new
            await hears(call, "music/default")

        small_disk.make_room()
        await hears(asked, "en/main/main_menu")
        await hears(calls[2], "en/direct/welcome")
        await alarms_when(center)
        await hears(calls[2], "music/default")
        await dave.go_available()
        for caller, call in ((callers[0], calls[0]), (callers[2], calls[2])):
            agent, interaction_id = await dave.talk(caller.user)
            await hear_each_other(call, agent)
            await dave.command("hang_up", interaction_id=interaction_id)
            await dave.finish("solved")
        await asyncio.gather(*(asyncio.wait_for(calls[place].ended.wait(), 10.0) for place in (0, 2)))
        await asked.hang_up()
