"""A customer's card on a running center: made at the pop, known at the next call, merged and parted, traced, sealed,
asked of a CRM, and part of the agent's day."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness.centers import end, free_port
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Ended, agent_phone, caller_phone, sees
from tests.harness.running_center import PROJECT, RunningCenter

pytestmark = pytest.mark.scenario

NUMBER, OTHER_NUMBER = "+15558675309", "+15558675310"
NOTE, STREET, MAIL = "fond of purple walruses", "4 Quagmire Lane", "zebulon@example.com"
DESKTOP = """
desktop:
  crm_hosts: [crm.example.com]
  crm_pages:
    - {code: person, label: {en: Person, zh: 客户}, url: "https://crm.example.com/?phone={number}", opens: accepted}
  crm_lookup:
    source: crm
    arguments: {phone: number}
    shown: [{result: level, label: {en: Level, zh: 等级}}]
  embedded_in: ["https://crm.example.com"]
"""
CRM = """
  crm:
    type: csv
    file: crm.csv
    match: {phone: phone}
    results:
      level: {kind: text}
"""


@pytest.fixture
def with_crm(tmp_path: Path) -> Iterator[RunningCenter]:
    """The demo center from a folder of its own, with a CRM in the form of a spreadsheet."""
    folder = Path(shutil.copytree(PROJECT / "config", tmp_path / "config"))
    with (folder / "center.yaml").open("a") as text:
        text.write(DESKTOP)
    lookups = (folder / "lookups.yaml").read_text()
    (folder / "lookups.yaml").write_text(lookups.replace("lookups:\n", f"lookups:{CRM}", 1))
    (folder / "crm.csv").write_text(f"phone,level\n{NUMBER},Level of the walrus\n")
    center = RunningCenter(tmp_path / "data", free_port(), folder)
    center.start()
    yield center
    end(center)


class Http:
    """One agent's requests; use it as an async context manager."""

    def __init__(self, center: RunningCenter, desktop: DesktopClient) -> None:
        headers = {"Authorization": f"Bearer {desktop.token}"}
        self.client = httpx.AsyncClient(base_url=center.url, headers=headers, timeout=10)

    async def __aenter__(self) -> "Http":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def ask(self, method: str, path: str, body: Any = None, code: int = 200) -> Any:
        """The answer to a request; it has this status."""
        answer = await self.client.request(method, f"/api/{path}", json=body)
        assert answer.status_code == code, f"{answer.status_code}: {answer.text}"
        return answer.json()


async def offered(phone: Any, desktop: DesktopClient, number: str) -> Any:
    """A caller has come to the agent's queue and stands offered."""
    await phone.dial("4001", number)
    return interaction(await desktop.when(lambda seen: interaction(seen, "offered")), "offered")


async def served(center: RunningCenter, desktop: DesktopClient, number: str, then: Any) -> None:
    """A whole call: offered, taken, what an agent does meanwhile, wrapped up."""
    async with caller_phone(center) as phone:
        shown = await offered(phone, desktop, number)
        await desktop.command("accept_offer", offer_id=shown["offer"]["offer_id"])
        await desktop.when(lambda seen: interaction(seen, "connected"))
        await then(shown)
        await phone.hang_up()
        await sees(phone, Ended)
    await desktop.when(lambda seen: interaction(seen, "wrap_up"))
    await desktop.command("finish_wrap_up", interaction_id=shown["interaction_id"], disposition="solved", note=NOTE)
    await desktop.when(lambda seen: not seen["interactions"])


async def test_a_card_lives_from_the_first_call_on(with_crm: RunningCenter) -> None:
    center = with_crm
    parties: list[str] = []
    async with (
        DesktopClient(center, "carol") as desktop,
        agent_phone(center, desktop),
        Http(center, desktop) as http,
    ):
        await desktop.command("set_activity", activity="available", reason="")

        async def makes_the_card(shown: Any) -> None:
            path = f"interactions/{shown['interaction_id']}/customer"
            before = await http.ask("GET", path)
            card = before["card"]
            assert (card["version"], card["numbers"], before["last_contacts"]) == (0, [NUMBER], [])
            wish = {"version": 0, "given_name": "Zebulon", "family_name": "Quagmire", "numbers": [NUMBER], "note": NOTE}
            wish |= {"addresses": [{"kind": "mail", "text": MAIL}, {"kind": "postal", "text": STREET}], "grade": "gold"}
            made = await http.ask("PUT", path, wish)
            assert (made["party_id"], made["version"], made["name"]) == (card["party_id"], 1, "Zebulon Quagmire")
            await http.ask("PUT", path, wish, code=409)
            crm = await http.ask("GET", f"customers/{made['party_id']}/crm")
            assert [(field["name"], field["value"]) for field in crm["fields"]] == [("level", "Level of the walrus")]
            parties.append(made["party_id"])

        await served(center, desktop, NUMBER, makes_the_card)

        async def merges_the_double(shown: Any) -> None:
            path = f"interactions/{shown['interaction_id']}/customer"
            (found,) = (await http.ask("GET", "customers?query=quag"))["customers"]
            assert found["party_id"] == parties[0]
            visitor = (await http.ask("GET", path))["card"]["party_id"]
            merged = await http.ask("POST", "customers/merge", {"keep": parties[0], "merge": visitor})
            assert merged["card"]["numbers"] == [NUMBER, OTHER_NUMBER]
            pop = await http.ask("GET", path)
            assert pop["card"]["party_id"] == parties[0]
            assert [line["last_agent"] for line in pop["last_contacts"]] == ["carol"]
            assert pop["last_contacts"][0]["note"] == NOTE
            parties.append(merged["merge_id"])

        await served(center, desktop, OTHER_NUMBER, merges_the_double)
        await center.contacts_when(2)
        await the_day_is_told(http)
        async with caller_phone(center) as phone:  # the number of the double leads to the card by now
            shown = await offered(phone, desktop, OTHER_NUMBER)
            assert (shown["caller"]["party_id"], shown["caller"]["name"]) == (parties[0], "Zebulon Quagmire")
            assert shown["caller"]["grade"] == "gold" and shown["caller"]["is_known"]
            undone = await http.ask("POST", f"customers/merges/{parties[1]}/undo", {})
            assert undone["card"]["numbers"] == [NUMBER]
            assert [change["what"] for change in undone["card"]["changes"]] == ["undone", "merged", "made"]
            await phone.hang_up()
            await sees(phone, Ended)
    await nothing_personal_lies_open(center)


async def the_day_is_told(http: Http) -> None:
    day = await http.ask("GET", "my-day")
    assert (day["figures"]["handled"], day["time_zone"]) == (2, "Asia/Shanghai")
    assert day["figures"]["handling_ms"] == sum(day["figures"][f"{kind}_ms"] for kind in ("talk", "wrap_up"))
    assert [line["my_disposition"] for line in day["contacts"]] == ["solved", "solved"]
    line = await http.ask("GET", f"contacts/{day['contacts'][0]['contact_id']}/timeline")
    kinds = [segment["kind"] for segment in line["segments"]]
    assert kinds[0] == "ivr" and "talk" in kinds and kinds[-1] == "wrap_up"
    assert line["segments"][-1]["agent_name"] == "王丽" and line["segments"][-1]["note"] == NOTE
    assert line["steps"][0]["node"] and line["steps"][0]["flow"] == "direct"
    settings = await http.ask("GET", "desk-settings")
    assert settings["crm"]["has_lookup"] and settings["crm"]["pages"][0]["opens"] == "accepted"
    wish = {"favourites": [{"kind": "number", "target": OTHER_NUMBER, "label": "Walrus line"}]}
    assert await http.ask("PUT", "favourites", wish) == wish
    policy = (await http.client.get("/api/health")).headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://crm.example.com")


async def nothing_personal_lies_open(center: RunningCenter) -> None:
    center.stop()
    words = (NUMBER, OTHER_NUMBER, "Zebulon", "Quagmire", NOTE, STREET, MAIL, "Walrus line")
    said = re.compile("|".join(re.escape(word.lstrip("+")) for word in words))
    files = [file for file in center.data.rglob("*") if file.is_file() and "configurations" not in file.parts]
    assert [file.name for file in files if said.search(file.read_bytes().decode("latin-1"))] == [], "in the open"
    assert not said.search(center.output()), center.output()
    center.start()
    found = center.cic("customers", "find", NUMBER, "--config", str(center.config), "--json")
    assert found.returncode == 0 and '"name": "Zebulon Quagmire"' in found.stdout
    center.verify()
