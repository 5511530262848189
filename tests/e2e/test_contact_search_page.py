"""A supervisor in a real browser finds who called by the last digits, reads the time line and takes an export."""

import csv
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tests.harness.accessibility import assert_accessible
from tests.harness.browsers import browser_without_microphone
from tests.harness.centers import end, free_port
from tests.harness.phones import Ended, Music, caller_phone, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.e2e


@pytest.fixture
def center(tmp_path: Path) -> Iterator[RunningCenter]:
    running = RunningCenter(tmp_path / "data", free_port())
    running.start()
    yield running
    end(running)


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


@pytest.fixture
async def browser() -> AsyncIterator[BrowserContext]:
    async with browser_without_microphone() as context:
        yield context


async def test_who_called_is_found_read_and_exported(
    center: RunningCenter, browser: BrowserContext, tmp_path: Path
) -> None:
    for number in ("+15550101", "+15550102"):
        async with caller_phone(center) as caller:
            await caller.dial("4001", number, "")
            await sees(caller, Music)
            await caller.hang_up()
            await sees(caller, Ended)
    page = await browser.new_page()
    await page.goto(f"{center.url}/supervisor/contacts?outcome=abandoned")
    await page.get_by_test_id("sign-in-user").fill("operator")
    await page.get_by_test_id("sign-in-password").fill(center.password("operator"))
    await page.get_by_test_id("sign-in-button").click()

    await expect(page.get_by_test_id("contacts-count")).to_have_text("2 contacts")
    await expect(page.get_by_test_id("contacts-outcome")).to_have_value("abandoned")
    await page.get_by_test_id("contacts-number").fill("0102")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("contacts-count")).to_have_text("1 contacts")
    await expect(page.get_by_test_id("contacts-table")).to_contain_text("+15550102")
    assert "0102" not in page.url and "outcome=abandoned" in page.url
    await assert_accessible(page, "contact search")

    await page.get_by_test_id("contact-open").click()
    await expect(page.get_by_test_id("timeline-caller")).to_contain_text("+15550102")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("timeline-dialog")).not_to_be_visible()

    await page.get_by_test_id("contacts-export").click()
    await page.get_by_test_id("export-begin").click()
    await expect(page.get_by_test_id("export-dialog")).to_contain_text("Say why.")
    await page.get_by_test_id("export-persons").select_option("yes")
    await page.get_by_test_id("export-reason").fill("The caller has asked for it")
    await assert_accessible(page, "export dialog")
    await page.get_by_test_id("export-begin").click()
    await expect(page.get_by_test_id("export")).to_contain_text("An export of 1 contacts is ready")
    async with page.expect_download() as taking:
        await page.get_by_test_id("export-take").click()
    file = tmp_path / "taken.csv"
    await (await taking.value).save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as text:
        (row,) = csv.DictReader(text)
    assert (row["caller_number"], row["outcome"]) == ("+15550102", "abandoned")
    await assert_accessible(page, "exports")
    await page.get_by_test_id("export-end").click()
    await expect(page.get_by_test_id("exports")).not_to_be_visible()
