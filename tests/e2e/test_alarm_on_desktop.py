"""An agent's browser while the center can store nothing: one line says so, aloud too, and goes with the cause."""

import contextlib
import sqlite3

import pytest
from playwright.async_api import expect

from tests.e2e.test_browser_call import sign_in
from tests.harness.browsers import browser_without_microphone
from tests.harness.phones import caller_phone
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.e2e

LIMIT_MS = 15_000
CANNOT_STORE = "The center cannot store anything at the moment."


async def test_a_desktop_says_that_the_center_cannot_store_and_when_it_can_again(
    real_browser_needed: None, center: RunningCenter
) -> None:
    async with browser_without_microphone() as browser, caller_phone(center) as phone:
        desktop, opened_later = await browser.new_page(), await browser.new_page()
        await sign_in(desktop, center, "alice")
        with contextlib.closing(sqlite3.connect(center.data / "journal.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await phone.dial("4001", "+15550101", "")
            await expect(desktop.get_by_test_id("alarms")).to_contain_text(CANNOT_STORE, timeout=LIMIT_MS)
            await expect(desktop.get_by_test_id("live-polite")).to_contain_text(CANNOT_STORE)
            await desktop.get_by_test_id("language-zh").click()
            await expect(desktop.get_by_test_id("alarms")).to_contain_text("客服中心暂时无法保存数据")
            await opened_later.goto(center.url)  # its view waits for the journal; what is wrong does not
            await expect(opened_later.get_by_test_id("alarms")).to_be_visible(timeout=LIMIT_MS)
            await expect(opened_later.get_by_test_id("agent-name")).not_to_be_visible()
        await expect(opened_later.get_by_test_id("agent-name")).to_be_visible(timeout=LIMIT_MS)
        await expect(opened_later.get_by_test_id("alarms")).not_to_be_visible()
        await expect(opened_later.get_by_test_id("live-polite")).to_contain_text("客服中心已恢复正常")
        await phone.hang_up()
