"""Parts of the desktop that are loaded later, in a real browser: the center may be away by then, or just then."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.test_browser_call import sign_in
from tests.harness.accessibility import assert_accessible
from tests.harness.browsers import browser_without_microphone
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.e2e

SLOW_MS = 30_000
LATE_PARTS = ("customer_tab", "contacts_tab", "my_day", "waiting_list", "contact_timeline", "settings_dialog")
SETTINGS = re.compile(r"/assets/settings_dialog-.*\.js$")


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


async def is_connection(page: Page, state: str) -> None:
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", state, timeout=SLOW_MS)


async def signed_in(page: Page, center: RunningCenter) -> None:
    await sign_in(page, center, "carol")
    await is_connection(page, "online")


async def all_is_loaded_ahead(page: Page) -> None:
    """The browser has fetched every part, though none of them has been opened."""
    wanted = " && ".join(f"names.some((name) => name.includes('/{part}-'))" for part in LATE_PARTS)
    fetched = "performance.getEntriesByType('resource').filter((one) => one.responseEnd > 0).map((one) => one.name)"
    await page.wait_for_function(f"() => {{ const names = {fetched}; return {wanted}; }}", timeout=SLOW_MS)


async def settings_missing(page: Page, center: RunningCenter) -> Locator:
    """Opens the settings, which the browser cannot have; returns what says so."""
    await page.route(SETTINGS, lambda route: route.abort())
    await signed_in(page, center)
    await page.get_by_test_id("settings").click()
    missing = page.get_by_test_id("part-missing-dialog")
    await expect(missing).to_be_visible(timeout=SLOW_MS)
    return missing


async def test_every_part_opens_while_the_center_is_away(center: RunningCenter) -> None:
    async with browser_without_microphone() as browser:
        page = await browser.new_page()
        await signed_in(page, center)
        await all_is_loaded_ahead(page)
        center.kill()
        await is_connection(page, "reconnecting")
        await page.get_by_test_id("settings").click()
        await expect(page.get_by_test_id("settings-dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_test_id("tab-waiting").click()
        await expect(page.get_by_test_id("tab-panel-waiting")).to_be_visible()
        await expect(page.get_by_test_id("part-missing")).to_have_count(0)
        await is_connection(page, "reconnecting")


async def test_a_part_that_cannot_be_loaded_says_so_and_harms_nothing(center: RunningCenter) -> None:
    async with browser_without_microphone() as browser:
        page = await browser.new_page()
        missing = await settings_missing(page, center)
        await assert_accessible(page, "a part that cannot be loaded")
        await page.unroute(SETTINGS)
        await missing.get_by_test_id("part-again").click()
        await expect(page.get_by_test_id("settings-dialog")).to_be_visible(timeout=SLOW_MS)
        await expect(missing).to_have_count(0)


async def test_a_part_comes_by_itself_when_the_center_is_there_again(center: RunningCenter) -> None:
    async with browser_without_microphone() as browser:
        page = await browser.new_page()
        await settings_missing(page, center)
        center.kill()
        await is_connection(page, "reconnecting")
        await page.unroute(SETTINGS)
        center.start()
        await expect(page.get_by_test_id("settings-dialog")).to_be_visible(timeout=SLOW_MS)


async def test_a_fault_in_one_place_leaves_the_rest_of_the_desktop(center: RunningCenter) -> None:
    async with browser_without_microphone() as browser:
        page = await browser.new_page()
        await page.route("**/api/my-day*", lambda route: route.fulfill(json={"contacts": "not what was agreed"}))
        await signed_in(page, center)
        await page.get_by_test_id("tab-my_day").click()
        failed = page.get_by_test_id("tab-panel-my_day").get_by_test_id("part-failed")
        await expect(failed).to_be_visible(timeout=SLOW_MS)
        await assert_accessible(page, "a place that has failed")
        await is_connection(page, "online")
        await page.unroute("**/api/my-day*")
        await failed.get_by_role("button").first.click()
        await expect(page.get_by_test_id("day-contacts")).to_be_visible(timeout=SLOW_MS)
