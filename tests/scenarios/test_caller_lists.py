"""What a running center knows of a number: its area, how often it tried today, and the lists of the text that holds."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cic.center.events import ContactOpened
from cic.journal.sql_journal import open_for_reading
from routing.vocabulary import CallerFacts, SiteId, TenantId
from tests.harness.centers import end, free_port
from tests.harness.phones import Ended, caller_phone, hears, sees
from tests.harness.running_center import PROJECT, RunningCenter
from tests.scenarios.test_contact_log import logged

pytestmark = pytest.mark.scenario

NUMBER, SAME_NUMBER = "010 6552 9988", "+861065529988"


@pytest.fixture
def chinese(tmp_path: Path) -> Iterator[RunningCenter]:
    """The demo center from a folder of its own, in which national numbers are those of China."""
    folder = Path(shutil.copytree(PROJECT / "config", tmp_path / "config"))
    text = (folder / "center.yaml").read_text()
    (folder / "center.yaml").write_text(text.replace("site: main\n", "site: main\ncountry: CN\n"))
    center = RunningCenter(tmp_path / "data", free_port(), folder)
    center.start()
    yield center
    end(center)


def facts_of_callers(center: RunningCenter) -> list[CallerFacts]:
    journal = open_for_reading(center.data / "journal.db", TenantId("demo"), SiteId("main"))
    events = (event for record in journal.read() for event in record.events)
    return [event.caller for event in events if isinstance(event, ContactOpened)]


async def calls_in_vain(
    center: RunningCenter, number: str, count: int, until_heard: str = "main/choose_language"
) -> None:
    """Somebody calls, hears the beginning and hangs up; returns when the log has this many contacts."""
    async with caller_phone(center) as phone:
        await phone.dial("4000", number)
        await hears(phone, until_heard)
        await phone.hang_up()
        await sees(phone, Ended)
    await logged(center, count)


async def test_lists_that_are_applied_hold_for_the_next_call_and_tries_are_counted(chinese: RunningCenter) -> None:
    await calls_in_vain(chinese, NUMBER, 1)
    await calls_in_vain(chinese, NUMBER, 2)
    (chinese.config / "callers.yaml").write_text(f"blocked: ['{SAME_NUMBER}']\nvip: ['+8610*']\n")
    applied = await asyncio.to_thread(chinese.cic, "apply", "--config", str(chinese.config), "--url", chinese.url)
    assert applied.returncode == 0, applied.stderr
    await calls_in_vain(chinese, NUMBER, 3, "reception/blocked")
    await calls_in_vain(chinese, "+442079460000", 4)
    chinese.stop()
    facts = facts_of_callers(chinese)
    assert [(caller.is_blocked, caller.is_vip) for caller in facts] == [
        (False, False), (False, False), (True, True), (False, False)
    ]  # fmt: skip
    assert [caller.tries_today for caller in facts] == [0, 1, 2, 0]
    assert [caller.area for caller in facts] == ["beijing", "beijing", "beijing", "united_kingdom"]
    kept = [file for file in chinese.data.rglob("*") if file.is_file() and b"65529988" in file.read_bytes()]
    assert {file.name for file in kept} == {"callers.yaml"}, "the text alone has the number"
    assert "65529988" not in chinese.output() and "65529988" not in applied.stdout + applied.stderr
