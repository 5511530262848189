"""A supervisor listens in at the whole center before a real Asterisk: from the request over HTTP to who hears whom."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.parties import hears
from tests.e2e.asterisk.sip_phone import Call
from tests.e2e.full_call_control.test_engine_killed import killed_and_started_again
from tests.e2e.full_call_control.together import BOB_HZ, customer_with, ended, log_of, party, talk_together
from tests.harness.asterisk_lab import Hotline
from tests.harness.desk import Desk, Phones, desk
from tests.harness.desktop_client import View, interaction

pytestmark = pytest.mark.e2e

MONITOR = "/api/agents/dave/monitor"


async def ask(who: Desk, method: str, path: str, **body: str) -> httpx.Response:
    """A request of somebody signed in."""
    headers = {"Authorization": f"Bearer {who.desktop.token}"}
    async with httpx.AsyncClient(base_url=who.center.url, headers=headers, timeout=10.0) as http:
        return await http.request(method, path, json=body or None)


async def done(who: Desk, method: str, path: str, **body: str) -> None:
    answer = await ask(who, method, path, **body)
    assert answer.status_code == 200, answer.text


@pytest.fixture
async def boss(hotline: Hotline, phones: Phones) -> AsyncIterator[Desk]:
    """Bob, who is a supervisor with a phone."""
    body = {"role": "supervisor", "agent_id": "bob", "reason": "watches over the floor"}
    async with httpx.AsyncClient(base_url=hotline.center.url, headers=hotline.center.operator) as http:
        (await http.post("/api/users/bob/role", json=body)).raise_for_status()
    async with desk(hotline, phones, "bob", BOB_HZ) as made:
        yield made


async def listens(boss: Desk, mode: str) -> Call:
    """Bob listens in on Dave in this mode; his phone's call."""
    await boss.go_available()
    await done(boss, "POST", MONITOR, mode=mode, reason="new on the hotline")
    call = await boss.phone.ring()
    await monitoring_is(boss, "ringing", mode)
    assert call.header["x-interaction-id"] == boss.view["agent"]["monitoring"]["monitoring_id"]
    await call.answer()
    await monitoring_is(boss, "listening", mode)
    return call


async def monitoring_is(boss: Desk, stage: str, mode: str) -> None:
    def shows(view: View) -> bool:
        shown = view["agent"]["monitoring"]
        return shown is not None and (shown["stage"], shown["mode"]) == (stage, mode)

    await boss.desktop.when(shows)


async def supervised_is(agent: Desk, mode: str | None) -> None:
    """What the watched agent sees of it."""

    def shows(view: View) -> bool:
        shown = interaction(view, "connected")
        return shown is not None and (shown["supervised"] or {}).get("mode") == mode

    await agent.desktop.when(shows)


async def test_from_a_call_for_help_to_taking_the_customer_over(
    hotline: Hotline, phones: Phones, dave: Desk, boss: Desk
) -> None:
    customer, agent, given = await customer_with(dave, phones)
    await dave.command("ask_for_help", interaction_id=given, is_wanted=True)
    call = await listens(boss, "listen")
    await dave.desktop.when(lambda view: interaction(view, "connected")["help_since_ms"] is None)  # type: ignore[index]
    await hears(party(call), party(customer), party(agent))
    await hears(party(agent), party(customer))
    await hears(party(customer), party(agent))
    await supervised_is(dave, None)

    await done(boss, "PUT", MONITOR, mode="whisper")
    await supervised_is(dave, "whisper")
    await hears(party(agent), party(customer), party(call))
    await hears(party(customer), party(agent))

    await done(boss, "PUT", MONITOR, mode="barge")
    await talk_together(customer, agent, call)
    assert boss.phone.arrived.empty(), "it was one call throughout"

    await done(boss, "POST", f"{MONITOR}/take-over", reason="it escalates")
    await ended(agent)
    await talk_together(customer, call)
    assert (await boss.connected())["interaction_id"] == given
    assert boss.view["agent"]["monitoring"] is None
    await dave.finish()
    await customer.hang_up()
    await boss.finish()
    await told_by_log_and_audit(hotline, boss)


async def told_by_log_and_audit(hotline: Hotline, boss: Desk) -> None:
    contact = await log_of(hotline, boss)
    (noted,) = contact["monitorings"]
    assert (noted["supervisor_id"], noted["agent_id"], noted["outcome"]) == ("bob", "dave", "taken_over")
    assert [one["mode"] for one in noted["modes"]] == ["listen", "whisper", "barge"]
    talks = [segment["agent_id"] for segment in contact["segments"] if segment["kind"] == "talk"]
    assert talks == ["dave", "bob"]
    audit: Any = hotline.center.get("/api/audit?user=bob")
    codes = [entry["code"] for entry in audit["entries"] if entry["code"].startswith("call.")]
    assert codes == ["call.take_over", "call.switch_monitoring", "call.switch_monitoring", "call.monitor"]


async def test_the_engine_is_killed_while_somebody_listens(
    hotline: Hotline, phones: Phones, dave: Desk, boss: Desk
) -> None:
    customer, agent, _ = await customer_with(dave, phones)
    call = await listens(boss, "listen")
    await killed_and_started_again(hotline, dave, boss)
    await monitoring_is(boss, "listening", "listen")
    await hears(party(call), party(customer), party(agent))
    await hears(party(customer), party(agent))
    await done(boss, "PUT", MONITOR, mode="barge")
    await talk_together(customer, agent, call)
    await done(boss, "DELETE", MONITOR)
    await ended(call)
    await talk_together(customer, agent)
    await until(lambda: boss.view["agent"]["monitoring"] is None)


async def test_agents_do_not_listen_to_each_other(phones: Phones, dave: Desk, erin: Desk) -> None:
    await customer_with(dave, phones)
    answer = await ask(erin, "POST", MONITOR, mode="listen", reason="curious")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_permitted")
