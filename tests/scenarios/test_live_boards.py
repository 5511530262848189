"""Boards and walls of a started center: they follow callers and agents, look at a desktop, and end when they must."""

import asyncio
import json
from typing import Any

import pytest

from tests.harness.board_client import BoardClient
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Ended, Music, agent_phone, caller_phone, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.scenario

CALLER = "+15550101"


def waiting(board: BoardClient, count: int) -> bool:
    return bool(board.items("queues").get("support", {}).get("waiting", {}).get("count") == count)


def given_up(counts: dict[str, int]) -> dict[str, int] | None:
    """The counts once somebody has given up, at once or, on a crowded machine, not at once."""
    return counts if counts["abandoned"] + counts["short_abandoned"] else None


def cic(center: RunningCenter, *words: str) -> str:
    done = center.cic(*words, "--url", center.url)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_a_board_follows_a_caller_from_the_line_to_the_talk(center: RunningCenter) -> None:
    async with BoardClient(center) as board, DesktopClient(center, "carol") as carol, caller_phone(center) as phone:
        for channel, of in (("queues", None), ("agents", None), ("waiting", "support"), ("alarms", None)):
            await board.subscribe(channel, of)
        await board.when(lambda seen: {"support", "*"} <= seen.items("queues").keys() and seen.items("agents"))
        await phone.dial("4001", CALLER, "")
        await sees(phone, Music)
        await board.when(lambda seen: waiting(seen, 1) and seen.items("waiting", "support"))
        (row,) = board.items("waiting", "support").values()
        assert row["caller"]["number"] == CALLER and board.orders["support"] == [row["interaction_id"]]
        async with agent_phone(center, carol):
            assert (await carol.command("set_activity", activity="available", reason=""))["ok"]
            found = interaction(await carol.when(lambda view: interaction(view, "offered")), "offered")
            assert found is not None
            await board.when(lambda seen: seen.items("agents")["carol"]["in_hand"])
            await board.subscribe("mirror", "carol", "she asked for help")
            assert (await carol.command("accept_offer", offer_id=found["offer"]["offer_id"]))["ok"]
            await board.when(lambda seen: seen.items("queues")["support"]["periods"]["today"]["answered"] == 1)
            await board.when(lambda seen: any("connected" in str(frame["frame"]) for frame in seen.mirrored))
            await phone.hang_up()
            await sees(phone, Ended)
    noted: Any = await asyncio.to_thread(center.get, "/api/audit?code=desktop.mirror")
    assert [(row["target"], row["reason"]) for row in noted["entries"]] == [("carol", "she asked for help")]


async def test_the_counts_of_the_day_outlive_a_restart(center: RunningCenter) -> None:
    async with BoardClient(center) as board, caller_phone(center) as phone:
        await board.subscribe("queues")
        await phone.dial("4001", CALLER, "")
        await sees(phone, Music)
        await board.when(lambda seen: waiting(seen, 1))
        seen_in_a_terminal = await asyncio.to_thread(cic, center, "board", "--once")
        assert "support" in seen_in_a_terminal and "80 % in 0:30" in seen_in_a_terminal
        await phone.hang_up()
        await sees(phone, Ended)
        gone = await board.when(lambda seen: given_up(seen.items("queues")["support"]["periods"]["today"]))
    await asyncio.to_thread(center.stop)
    await asyncio.to_thread(center.start)
    async with BoardClient(center) as board:
        await board.subscribe("queues")
        again = await board.when(lambda seen: seen.items("queues").get("support"))
        assert again["periods"]["today"] == gone


async def test_a_wall_shows_its_queues_and_ends_when_it_is_removed(center: RunningCenter) -> None:
    added = await asyncio.to_thread(cic, center, "wall", "add", "lobby", "--queues", "support", "--json")
    async with BoardClient(center, wall_token=json.loads(added)["token"]) as wall:
        assert wall.hello["wall"] == {"name": "lobby", "queues": ["support"]}
        for channel, of in (("queues", None), ("agents", None), ("waiting", "support")):
            await wall.subscribe(channel, of)
        await wall.when(lambda seen: seen.items("queues").keys() == {"support", "*"} and seen.beats)
        await wall.when(lambda seen: len(seen.ended) == 2)
        assert {frame["code"] for frame in wall.ended} == {"not_permitted"}
        await asyncio.to_thread(cic, center, "wall", "remove", "lobby")
        await wall.when(lambda seen: seen.close_code == 4501)
