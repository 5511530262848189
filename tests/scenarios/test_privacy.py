"""What a caller said, entered and is called stands nowhere in the open: not in the journal, not in a log."""

import re
from pathlib import Path

import pytest

from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Ended, agent_phone, caller_phone, hears, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.scenario

NUMBER, NAME, DIGITS, NOTE = "+15558675309", "Zebulon Quagmire", "7391846", "asks about the purple walrus"


async def test_personal_values_are_sealed_wherever_they_rest(center: RunningCenter) -> None:
    async with DesktopClient(center, "carol") as desktop, agent_phone(center, desktop):
        await desktop.command("set_activity", activity="available", reason="")
        async with caller_phone(center) as phone:
            await phone.dial("4000", NUMBER, NAME)
            await hears(phone, "main/choose_language")
            await phone.press("1")
            await hears(phone, "main/main_menu")
            await phone.press("2")
            await hears(phone, "main/customer_number")
            await phone.press(f"{DIGITS}#")
            view = await desktop.when(lambda seen: interaction(seen, "offered"))
            offered = interaction(view, "offered")
            assert offered["caller"]["number"] == NUMBER and offered["caller"]["name"] == NAME
            assert [entry["value"] for entry in offered["collected"]] == [DIGITS]
            await desktop.command("accept_offer", offer_id=offered["offer"]["offer_id"])
            await desktop.when(lambda seen: interaction(seen, "connected"))
            await phone.hang_up()
            await sees(phone, Ended)
        view = await desktop.when(lambda seen: interaction(seen, "wrap_up"))
        await desktop.command(
            "finish_wrap_up", interaction_id=offered["interaction_id"], disposition="solved", note=NOTE
        )
        await desktop.when(lambda seen: not seen["interactions"])
    (contact,) = await center.contacts_when(1)
    assert contact["caller"]["number"] == NUMBER
    center.stop()
    said = re.compile("|".join(map(re.escape, (NUMBER.lstrip("+"), NAME, NAME.split()[1], DIGITS, NOTE))))
    found = [file.name for file in center.data.rglob("*") if file.is_file() and said.search(_text(file))]
    assert found == [], "in the open"
    assert not said.search(center.output()), center.output()
    center.start()


def _text(file: Path) -> str:
    return file.read_bytes().decode("latin-1")
