"""A supervisor whose phone is in the browser listens in before a real Asterisk: from the board, then on the desktop."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.asterisk.center import until
from tests.e2e.asterisk.parties import hears
from tests.e2e.full_call_control.together import CUSTOMER_HZ, DAVE_HZ, customer_with, ended, party
from tests.e2e.test_browser_call import sign_in, tone
from tests.harness.asterisk_lab import Hotline
from tests.harness.browsers import browser_with_voice
from tests.harness.desk import Desk, Phones

pytestmark = pytest.mark.e2e

DANA_HZ = 1204
HEARD_BESIDE_ANOTHER = 0.3
"""Of the sound of two, each has about half."""


async def test_from_the_board_to_taking_over_on_the_desktop(
    hotline: Hotline, phones: Phones, dave: Desk, real_browser_needed: None, tmp_path: Path
) -> None:
    customer, agent, _ = await customer_with(dave, phones)
    async with browser_with_voice(tmp_path, DANA_HZ) as browser:
        own, board = await browser.new_page(), await browser.new_page()
        await sign_in(own, hotline.center, "dana")
        await expect(own.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        await _listen_from_the_board(board, hotline)
        await expect(own.get_by_test_id("monitoring")).to_have_attribute("data-stage", "listening")
        await tone(own, int(CUSTOMER_HZ), "above")
        await tone(own, int(DAVE_HZ), "above")
        await hears(party(agent), party(customer))
        await hears(party(customer), party(agent))

        await board.get_by_test_id("switch-whisper").click()
        agent.audio.forget()
        await until(lambda: agent.audio.share(DANA_HZ) > HEARD_BESIDE_ANOTHER)
        await hears(party(customer), party(agent))

        await own.get_by_test_id("monitoring-barge").click()
        customer.audio.forget()
        await until(lambda: customer.audio.share(DANA_HZ) > HEARD_BESIDE_ANOTHER)
        await expect(board.get_by_test_id("switch-barge")).to_have_attribute("aria-pressed", "true")
        await board.screenshot(path=tmp_path / "board.png")
        await own.screenshot(path=tmp_path / "desktop.png")

        await own.get_by_test_id("take-over").click()
        await own.get_by_test_id("take-over-reason").fill("it escalates")
        await own.get_by_test_id("take-over-now").click()
        await ended(agent)
        customer.audio.forget()
        await until(lambda: customer.audio.share(DANA_HZ) > 0.9)
        await tone(own, int(DAVE_HZ), "below")
        await tone(own, int(CUSTOMER_HZ), "above")
        await dave.finish()
        await own.get_by_test_id("action-hang_up").click()
        await ended(customer)
        await own.get_by_test_id("disposition-solved").click()
        await own.get_by_test_id("finish-wrap-up").click()
        await expect(own.get_by_test_id("interaction")).to_have_count(0)


async def _listen_from_the_board(board: Page, hotline: Hotline) -> None:
    """The session is the desktop's: nobody signs in twice."""
    await board.goto(f"{hotline.center.url}/supervisor/live")
    await board.locator('[data-testid=agents] tr[data-id="dave"]').get_by_test_id("open-agent").click()
    await board.get_by_test_id("act-listen").click()
    await board.get_by_test_id("act-reason").fill("new on the hotline")
    await board.get_by_test_id("act-do").click()
    await expect(board.get_by_test_id("monitor-switch")).to_be_visible()
