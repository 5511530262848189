"""The whole center before a real Asterisk: callers by SIP, agents on SIP phones and in the desktop.

One Asterisk and one center serve all tests of this module, one after the other; its journal is proven at the end.
"""

import asyncio
import itertools

import pytest

from tests.e2e.asterisk.center import until
from tests.harness.asterisk_lab import Hotline, hotline
from tests.harness.desk import Phones, desk, hear_each_other, hears, hears_nothing, phones

pytestmark = pytest.mark.e2e

__all__ = ["hotline", "phones"]


async def test_a_caller_is_asked_and_meets_the_agent_who_has_waited_longest(hotline: Hotline, phones: Phones) -> None:
    async with desk(hotline, phones, "dave") as dave, desk(hotline, phones, "erin", 1017.0) as erin:
        await dave.go_available()
        await erin.go_available()
        caller = await phones.caller()
        call = await caller.dial("4000")
        for recording, keys in (("choose_language", "1"), ("main_menu", "2"), ("customer_number", "123456#")):
            await hears(call, f"en/main/{recording}")
            call.audio.press(keys)
        offered = await dave.offered(caller.user, 20.0)
        assert erin.view["interactions"] == []
        assert (offered["caller"]["name"], offered["caller"]["grade"]) == ("Grace Example", "gold")
        assert [item["value"] for item in offered["collected"]] == ["123456"]
        await hears(call, "en/main/to_support")  # and is bridged in the middle of it
        agent, interaction_id = await dave.talk()
        await hear_each_other(call, agent)

        await dave.command("hold", interaction_id=interaction_id)
        await hears(call, "music/default")
        await hears_nothing(agent, meanwhile=call)
        await dave.command("resume", interaction_id=interaction_id)
        await hear_each_other(call, agent)
        await dave.command("mute", interaction_id=interaction_id)
        await hears_nothing(call, meanwhile=agent)
        assert agent.audio.share(call.audio.tone_hz) > 0.9
        await dave.command("unmute", interaction_id=interaction_id)
        await hear_each_other(call, agent)

        await dave.command("hang_up", interaction_id=interaction_id)
        await asyncio.wait_for(agent.ended.wait(), 1.0)
        await hears(call, "en/main/goodbye")
        await asyncio.wait_for(call.ended.wait(), 10.0)
        await dave.finish("solved", "all well")
        check_the_log(hotline, caller.user)

        await (await phones.caller()).dial("4001")
        await erin.offered()  # dave is free again, but for a shorter time
        assert dave.view["agent"]["is_free"] and dave.view["interactions"] == []


def check_the_log(hotline: Hotline, number: str) -> None:
    """One row, every segment, and times without a gap."""
    (row,) = [found for found in hotline.center.contacts() if found["caller"]["number"] == number]
    assert (row["disposition"], row["last_agent"], row["caller"]["grade"]) == ("solved", "dave", "gold")
    contact = hotline.center.get(f"/api/contacts/{row['contact_id']}")
    segments = contact["segments"]
    kinds = ["ivr", "queue", "ring", "talk", "hold", "talk", "ivr", "wrap_up"]
    assert [segment["kind"] for segment in segments] == kinds
    callers_side = segments[:-1]
    assert callers_side[0]["started_at_ms"] == row["arrived_at_ms"]
    assert callers_side[-1]["ended_at_ms"] == row["ended_at_ms"]
    for before, after in itertools.pairwise(callers_side):
        assert before["ended_at_ms"] == after["started_at_ms"]
    assert sum(row[f"{kind}_ms"] for kind in ("ivr", "queue", "ring", "talk", "hold")) == row["total_ms"]
    assert all(row[f"{kind}_ms"] > 0 for kind in ("ivr", "talk", "hold", "wrap_up"))
