"""Clicks on what is no more as it was shown."""

import pytest

from agent_desktop.gateway.agent_log import AgentLog
from agent_desktop.gateway.revisions import CHANGE_THE_CALL, refusal_of_stale
from agent_desktop.gateway.shapes.commands import ACTIONS
from cic.configuration.compile import CompiledCenter
from routing.vocabulary import Activity
from tests.unit.gateway.house import ALICE, House

pytestmark = pytest.mark.unit


def code(op: str, rev: int | None, told: int | None = 7, **args: object) -> str | None:
    refused = refusal_of_stale(op, args or {"interaction_id": "i-1"}, rev, lambda _: told)
    return None if refused is None else refused.code


def test_only_an_older_revision_is_stale() -> None:
    assert [code("hang_up", rev) for rev in (6, 7, 8, None)] == ["stale", None, None, None]


def test_only_what_changes_the_call_is_held_against_a_revision() -> None:
    assert {code(op, 1) for op in CHANGE_THE_CALL} == {"stale"}
    assert {code(op, 1) for op in ("mute", "send_digits", "finish_wrap_up", "set_activity", "dance")} == {None}
    assert set(ACTIONS) > CHANGE_THE_CALL


def test_what_is_not_shown_is_for_the_center_to_refuse() -> None:
    assert code("hang_up", 1, told=None) is None
    assert code("hang_up", 1, interaction_id=7) is None
    assert code("hang_up", 1, offer_id="o-1") is None


async def test_a_stale_command_reaches_nobody(compiled: CompiledCenter, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(compiled)
    async with house.desktop() as wire:
        house.set_activity(Activity.AVAILABLE)
        await wire.told()
        seen = house.gateway._logs
        monkeypatch.setattr(type(next(iter(seen.values()))), "revision", lambda _log, _interaction_id: 9)
        wire.command("c-1", "hold", rev=8, interaction_id="i-1")
        wire.command("c-2", "hold", rev=9, interaction_id="i-1")
        await wire.until(lambda sent: sum(frame["t"] == "result" for frame in sent) == 2)
    stale, done = wire.frames("result")
    assert (stale["error"]["code"], done["ok"]) == ("stale", True)
    assert house.performed == ["hold"]


async def test_a_command_that_comes_beside_the_websocket_is_held_against_the_same_revision(
    compiled: CompiledCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(compiled)
    args = {"interaction_id": "i-1"}
    assert await house.gateway.perform(ALICE, "hold", args, 1) is None, "no desktop has been told anything"
    async with house.desktop() as wire:
        await wire.opened()
        monkeypatch.setattr(AgentLog, "revision", lambda _log, _interaction_id: 9)
        stale = await house.gateway.perform(ALICE, "hold", args, 8)
        assert stale is not None and stale.code == "stale"
        assert await house.gateway.perform(ALICE, "hold", args, 9) is None
        assert await house.gateway.perform(ALICE, "hold", args, None) is None
    assert house.performed == ["hold"] * 3
