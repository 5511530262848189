"""A working day at the desktop in a real browser, on a real center with test phones: by keys alone, through mishaps."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from tests.e2e.test_browser_call import COMES_BACK_WITHIN_MS, sign_in
from tests.harness.accessibility import assert_accessible
from tests.harness.browsers import browser_with_voice
from tests.harness.desktop_client import DesktopClient
from tests.harness.phones import Bridge, Ended, agent_phone, caller_phone, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.e2e

WRAP_UP_S = 90
"""How long the queue that is called lets an agent wrap up."""

AGENT_HZ = 678


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


async def _state(page: Page, state: str) -> None:
    await expect(page.get_by_test_id("interaction")).to_have_attribute("data-state", state)


async def _online(page: Page) -> None:
    """The page is back."""
    connection = page.get_by_test_id("connection")
    await expect(connection).to_have_attribute("data-state", "online", timeout=COMES_BACK_WITHIN_MS)


async def _tab_to(page: Page, test_id: str) -> None:
    """Go there as somebody without a mouse does."""
    target = page.get_by_test_id(test_id)
    await expect(target).to_be_visible()
    for _ in range(80):
        if await target.evaluate("(element) => element === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{test_id} cannot be reached with Tab")


async def _sign_in_by_keys(page: Page, center: RunningCenter) -> None:
    keys = page.keyboard
    await page.goto(f"{center.url}/?tone=1")
    await expect(page.get_by_test_id("sign-in-user")).to_be_visible()
    await assert_accessible(page, "signing in")
    await _tab_to(page, "sign-in-user")
    await keys.type("carol")
    await _tab_to(page, "sign-in-password")
    await keys.type(center.password("carol"))
    await keys.press("Enter")
    await expect(page.get_by_test_id("activity")).to_be_visible()
    await _tab_to(page, "activity-available")
    await keys.press("Enter")
    await expect(page.get_by_test_id("activity")).to_have_attribute("data-activity", "available")
    await expect(page.get_by_test_id("activity-break")).to_be_focused()


async def test_a_day_needs_no_mouse(center: RunningCenter, tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser, caller_phone(center) as caller:
        page = await browser.new_page()
        keys = page.keyboard
        await _sign_in_by_keys(page, center)
        await expect(page.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        await caller.dial("4001", "+15550120", "Ann Example")
        await expect(page.get_by_test_id("accept")).to_be_enabled()
        await keys.press("Alt+Shift+KeyA")
        await sees(caller, Bridge)
        await _state(page, "connected")
        await keys.press("Alt+Shift+KeyH")
        await expect(page.get_by_test_id("state")).to_have_text("On hold")
        await keys.press("Alt+Shift+KeyH")
        await expect(page.get_by_test_id("state")).to_have_text("Talking")
        await keys.press("Alt+Shift+KeyT")
        await expect(page.get_by_test_id("transfer-search")).to_be_focused()
        await expect(page.get_by_test_id("transfer-targets").get_by_role("option").first).to_be_visible()
        await keys.press("ArrowDown")
        await keys.press("Enter")
        await expect(page.get_by_test_id("transfer-chosen")).to_be_visible()
        await keys.press("Escape")
        await keys.press("Escape")
        await expect(page.get_by_test_id("transfer")).to_have_count(0)
        await keys.press("Alt+Shift+KeyB")
        await expect(page.get_by_test_id("next-activity")).to_have_attribute("data-activity", "on_break")
        await keys.press("Alt+Shift+KeyE")
        await sees(caller, Ended)
        await _state(page, "wrap_up")
        await keys.press("Alt+Shift+KeyW")
        await expect(page.get_by_test_id("disposition")).to_be_focused()
        await keys.type("solv")
        await keys.press("Enter")
        await _tab_to(page, "note")
        await keys.type("asked about an invoice")
        await _tab_to(page, "finish-wrap-up")
        await keys.press("Enter")
        await expect(page.get_by_test_id("interaction")).to_have_count(0)
        await expect(page.get_by_test_id("activity")).to_have_attribute("data-activity", "on_break")
    (contact,) = await center.contacts_when(1)
    assert contact["disposition"] == "solved"


async def test_a_reload_in_a_call_comes_back_to_it_with_the_note(center: RunningCenter, tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser, caller_phone(center) as caller:
        page = await browser.new_page()
        page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?", because a call stands
        await sign_in(page, center, "carol")
        await expect(page.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        await caller.dial("4001", "+15550121", "")
        await page.get_by_test_id("accept").click()
        await sees(caller, Bridge)
        await page.get_by_test_id("note").fill("half a sentence")
        await page.reload()
        await _state(page, "connected")
        await expect(page.get_by_test_id("note")).to_have_value("half a sentence")
        await expect(page.get_by_test_id("phone")).to_have_attribute("data-state", "phone_in_call")
        await page.get_by_test_id("action-hang_up").click()
        await sees(caller, Ended)


@pytest.mark.parametrize("cut_s", [1, 10, 45, 300] if os.environ.get("CIC_PROVE") else [1])
async def test_what_happens_while_the_connection_is_cut_is_shown_afterwards(
    center: RunningCenter, tmp_path: Path, cut_s: int
) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser, caller_phone(center) as caller:
        page = await browser.new_page()
        sockets: list[WebSocketRoute] = []
        is_cut = False

        async def connect(socket: WebSocketRoute) -> None:
            if is_cut:
                await socket.close(code=4408)
                return
            socket.connect_to_server()
            sockets.append(socket)

        await page.route_web_socket("**/ws/desktop", connect)
        await sign_in(page, center, "carol")
        await expect(page.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        await caller.dial("4001", "+15550122", "")
        await page.get_by_test_id("accept").click()
        await sees(caller, Bridge)
        await _state(page, "connected")
        is_cut = True
        await sockets[-1].close(code=4408)
        await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "reconnecting")
        await expect(page.get_by_text(re.compile("connection to the center is lost"))).to_be_visible()
        await caller.hang_up()
        await sees(caller, Ended)
        await expect(page.get_by_test_id("interaction")).to_have_attribute("data-state", "connected")
        await page.wait_for_timeout(cut_s * 1_000)
        is_cut = False
        await _online(page)
        if cut_s < WRAP_UP_S:
            await _state(page, "wrap_up")
        else:
            await expect(page.get_by_test_id("interaction")).to_have_count(0)


async def test_an_offer_that_is_withdrawn_as_it_is_accepted_ends_in_words(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser, caller_phone(center) as caller:
        page = await browser.new_page()
        await sign_in(page, center, "carol")
        await expect(page.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        for attempt in range(3):
            await caller.dial("4001", f"+1555013{attempt}", "")
            accept = page.get_by_test_id("accept")
            await expect(accept).to_be_enabled()
            button = await accept.element_handle()
            await caller.hang_up()
            # The click may come before or after the caller's end, when there is no such button any more.
            await button.evaluate("(button) => button.click()")
            await sees(caller, Ended)
            await expect(page.get_by_test_id("offer")).to_have_count(0)
            if await page.get_by_test_id("interaction").count() > 0:
                await _state(page, "wrap_up")
                await page.get_by_test_id("disposition-solved").click()
                await page.get_by_test_id("finish-wrap-up").click()
                await expect(page.get_by_test_id("interaction")).to_have_count(0)
            await expect(page.get_by_test_id("activity")).to_have_attribute("data-activity", "available")


async def test_two_windows_and_a_second_sign_in_share_one_phone(center: RunningCenter, tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser, caller_phone(center) as caller:
        first = await browser.new_page()
        await sign_in(first, center, "carol")
        await expect(first.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        second = await browser.new_page()
        await second.goto(f"{center.url}/?tone=1")
        await expect(first.get_by_test_id("take-back")).to_be_visible()
        await assert_accessible(first, "taken over")
        await expect(second.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        await caller.dial("4001", "+15550123", "")
        await second.get_by_test_id("accept").click()
        await sees(caller, Bridge)
        await first.get_by_test_id("take-back").click()
        await expect(second.get_by_test_id("take-back")).to_be_visible()
        # The call stays in the window whose phone has it; the other one has the buttons.
        await _state(first, "connected")
        await first.get_by_test_id("action-hang_up").click()
        await sees(caller, Ended)
        await _state(first, "wrap_up")


async def test_an_engine_that_restarts_finds_the_desktop_where_it_was(center: RunningCenter, tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser:
        page = await browser.new_page()
        await sign_in(page, center, "carol")
        await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "online")
        center.kill()
        await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "reconnecting")
        center.start()
        await _online(page)
        await expect(page.get_by_test_id("activity")).to_have_attribute("data-activity", "available")


async def test_a_colleague_is_asked_and_takes_the_call_over(center: RunningCenter, tmp_path: Path) -> None:
    async with (
        browser_with_voice(tmp_path, AGENT_HZ) as browser,
        DesktopClient(center, "alice") as colleague,
        agent_phone(center, colleague),
        caller_phone(center) as caller,
    ):
        page = await browser.new_page()
        await sign_in(page, center, "carol")
        await expect(page.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        await caller.dial("4001", "+15550124", "Ann Example")
        await page.get_by_test_id("accept").click()
        await sees(caller, Bridge)
        await _state(page, "connected")
        assert (await colleague.command("set_activity", activity="available", reason=""))["ok"]
        await page.keyboard.press("Alt+Shift+KeyT")
        await page.get_by_test_id("transfer-search").fill("alice")
        await expect(page.get_by_test_id("target-agent:alice")).to_contain_text("Free")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("leg-consulted")).to_have_attribute("data-state", "ringing")
        offered = await colleague.when(lambda view: [each for each in view["interactions"] if each["offer"]])
        (asked,) = [each for each in offered["interactions"] if each["offer"]]
        assert asked["consulted_by"]["agent_id"] == "carol"
        assert (await colleague.command("accept_offer", offer_id=asked["offer"]["offer_id"]))["ok"]
        await expect(page.get_by_test_id("leg-consulted")).to_have_attribute("data-state", "talking")
        await page.keyboard.press("Alt+Shift+KeyY")
        await _state(page, "wrap_up")
        await caller.hang_up()
        await sees(caller, Ended)
