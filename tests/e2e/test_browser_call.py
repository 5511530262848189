"""A newcomer without telephony: one browser dials the hotline, another one's agent answers, both hear each other."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.harness.browsers import browser_with_voice, browser_without_microphone, hung, kill
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Bridge, Ended, agent_phone, caller_phone, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.e2e

CALLER_HZ, AGENT_HZ = 453, 678
HEARD = 0.02
"""Amplitude of a tone that is clearly there; silence measures below 0.001."""
COMES_BACK_WITHIN_MS = 40_000
"""A page tries again after 15 s at most, and a center that starts takes its time on a crowded machine."""


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


async def sign_in(page: Page, center: RunningCenter, user: str) -> None:
    await page.goto(f"{center.url}/?tone=1")
    await page.get_by_test_id("sign-in-user").fill(user)
    await page.get_by_test_id("sign-in-password").fill(center.password(user))
    await page.get_by_test_id("sign-in-button").click()
    await page.get_by_test_id("activity-available").click()
    await expect(page.get_by_test_id("activity")).to_have_attribute("data-activity", "available")


async def tone(page: Page, frequency_hz: int, compare: str) -> None:
    """Wait in the page until the tone is there, or gone: its content policy forbids Playwright's wait_for_function."""
    level = await page.evaluate(
        """async ([frequencyHz, compare, bound]) => {
          const until = performance.now() + 15000;
          const level = () => window.cicAudio.level(frequencyHz);
          const holds = () => (compare === "above" ? level() > bound : level() < bound);
          while (!holds() && performance.now() < until) await new Promise((next) => setTimeout(next, 50));
          return holds() ? null : level();
        }""",
        [frequency_hz, compare, HEARD if compare == "above" else HEARD / 4],
    )
    assert level is None, f"{frequency_hz} Hz measures {level}"


async def test_two_browsers_hear_each_other(center: RunningCenter, tmp_path: Path) -> None:
    async with (
        browser_with_voice(tmp_path, CALLER_HZ) as caller_browser,
        browser_with_voice(tmp_path, AGENT_HZ) as agent_browser,
    ):
        agent, caller = await agent_browser.new_page(), await caller_browser.new_page()
        await sign_in(agent, center, "carol")
        await caller.goto(f"{center.url}/phone?tone=1#key={center.phone_key}")
        await caller.get_by_test_id("number").fill("4001")
        await caller.get_by_test_id("call").click()
        await expect(agent.get_by_test_id("offer")).to_be_visible()
        await agent.screenshot(path=tmp_path / "offer.png")
        await agent.get_by_test_id("accept").click()
        await expect(agent.get_by_test_id("interaction")).to_have_attribute("data-state", "connected")
        await expect(caller.get_by_test_id("status")).to_have_attribute("data-state", "bridged")
        await tone(caller, AGENT_HZ, "above")
        await tone(agent, CALLER_HZ, "above")
        await agent.get_by_test_id("action-hold").click()
        await expect(caller.get_by_test_id("status")).to_have_attribute("data-state", "held")
        await agent.get_by_test_id("action-resume").click()
        await tone(caller, AGENT_HZ, "above")
        await agent.get_by_test_id("action-mute").click()
        await tone(caller, AGENT_HZ, "below")
        await agent.get_by_test_id("action-hang_up").click()
        await expect(agent.get_by_test_id("interaction")).to_have_attribute("data-state", "wrap_up")
        await expect(caller.get_by_test_id("status")).to_have_attribute("data-state", "ended")


async def test_the_keyboard_is_enough_and_the_agent_knows_before_answering(
    center: RunningCenter, tmp_path: Path
) -> None:
    imported = tmp_path / "customers.csv"
    imported.write_text(
        "customer_number,name,numbers,grade,language\n123456,Grace Example,+15550999,gold,en\n", encoding="utf-8"
    )
    assert center.cic("customers", "import", str(imported)).returncode == 0
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser:
        agent, caller = await browser.new_page(), await browser.new_page()
        await sign_in(agent, center, "carol")
        await caller.goto(center.phone_url)
        await caller.get_by_test_id("number").fill("4000")
        await expect(caller.get_by_test_id("call")).to_be_enabled()
        await caller.keyboard.press("Enter")
        for recording, keys in (("choose_language", "1"), ("main_menu", "2"), ("customer_number", "123456#")):
            playing = caller.locator(f'[data-testid="now-playing"][data-recordings*="{recording}"]')
            await expect(playing).to_be_visible(timeout=30_000)
            for key in keys:
                await caller.keyboard.press(key)
        await expect(agent.get_by_test_id("offer")).to_be_visible(timeout=30_000)
        await expect(agent.get_by_test_id("interaction").get_by_test_id("caller-name")).to_have_text("Grace Example")
        await expect(agent.get_by_test_id("caller-grade")).to_contain_text("gold", ignore_case=True)
        await expect(agent.get_by_test_id("collected")).to_contain_text("123456")
        await agent.bring_to_front()
        await expect(agent.get_by_test_id("accept")).to_be_enabled()
        await agent.keyboard.press("Alt+Shift+KeyA")
        await expect(agent.get_by_test_id("interaction")).to_have_attribute("data-state", "connected")
        await caller.bring_to_front()
        await caller.get_by_test_id("hang-up").click()
        await agent.bring_to_front()
        await expect(agent.get_by_test_id("interaction")).to_have_attribute("data-state", "wrap_up")
        await agent.get_by_test_id("disposition-solved").click()
        await agent.get_by_test_id("note").fill("asked about an invoice")
        await agent.get_by_test_id("finish-wrap-up").click()
        await expect(agent.get_by_test_id("interaction")).to_have_count(0)
    (contact,) = await center.contacts_when(1)
    assert contact["disposition"] == "solved" and contact["caller"]["name"] == "Grace Example"


@pytest.mark.parametrize("away_s", [0, 25] if os.environ.get("CIC_PROVE") else [0])
async def test_browsers_keep_talking_while_the_engine_is_killed_and_rejoin(
    center: RunningCenter, tmp_path: Path, away_s: int
) -> None:
    async with (
        browser_with_voice(tmp_path, CALLER_HZ) as caller_browser,
        browser_with_voice(tmp_path, AGENT_HZ) as agent_browser,
    ):
        agent, caller = await agent_browser.new_page(), await caller_browser.new_page()
        await sign_in(agent, center, "carol")
        await caller.goto(f"{center.url}/phone?tone=1#key={center.phone_key}")
        await caller.get_by_test_id("number").fill("4001")
        await caller.get_by_test_id("call").click()
        await agent.get_by_test_id("accept").click()
        await tone(caller, AGENT_HZ, "above")
        center.kill()
        await agent.wait_for_timeout(away_s * 1_000)
        await tone(caller, AGENT_HZ, "above")
        center.start()
        online = agent.get_by_test_id("connection")
        await expect(online).to_have_attribute("data-state", "online", timeout=COMES_BACK_WITHIN_MS)
        hang_up = agent.get_by_test_id("action-hang_up")
        await expect(hang_up).to_be_visible(timeout=COMES_BACK_WITHIN_MS)
        await expect(agent.get_by_test_id("interaction")).to_have_attribute("data-state", "connected")
        await tone(agent, CALLER_HZ, "above")
        await hang_up.click()
        await expect(caller.get_by_test_id("status")).to_have_attribute("data-state", "ended")


async def test_a_caller_without_a_microphone_hears_all_the_same(center: RunningCenter, tmp_path: Path) -> None:
    async with browser_without_microphone() as caller_browser, browser_with_voice(tmp_path, AGENT_HZ) as agent_browser:
        agent, caller = await agent_browser.new_page(), await caller_browser.new_page()
        await sign_in(agent, center, "carol")
        await caller.goto(f"{center.url}/phone?tone=1#key={center.phone_key}")
        await caller.get_by_test_id("number").fill("4001")
        await caller.get_by_test_id("call").click()
        await expect(caller.get_by_test_id("microphone-refused")).to_be_visible()
        await agent.get_by_test_id("accept").click()
        await tone(caller, AGENT_HZ, "above")
        await caller.get_by_test_id("hang-up").click()
        await expect(agent.get_by_test_id("interaction")).to_have_attribute("data-state", "wrap_up")


async def rings_of_the_contact(center: RunningCenter) -> list[dict[str, Any]]:
    """To whom the only contact was offered, and what became of it."""
    (contact,) = await center.contacts_when(1)
    full: Any = center.get(f"/api/contacts/{contact['contact_id']}")
    return [segment for segment in full["segments"] if segment["kind"] == "ring"]


async def test_a_browser_killed_while_an_offer_stands_loses_it_to_the_next_agent(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with (
        browser_with_voice(tmp_path, AGENT_HZ) as doomed_browser,
        DesktopClient(center, "alice") as next_one,
        agent_phone(center, next_one),
        caller_phone(center) as caller,
    ):
        doomed = await doomed_browser.new_page()
        await sign_in(doomed, center, "carol")
        await expect(doomed.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        assert (await next_one.command("set_activity", activity="available", reason=""))["ok"]
        await caller.dial("4001", "+15550110", "")
        await expect(doomed.get_by_test_id("offer")).to_be_visible()
        await kill(doomed_browser)
        offered = interaction(await next_one.when(lambda view: interaction(view, "offered")), "offered")
        assert offered is not None, "waited for"
        assert (await next_one.command("accept_offer", offer_id=offered["offer"]["offer_id"]))["ok"]
        await sees(caller, Bridge)
        await next_one.command("hang_up", interaction_id=offered["interaction_id"])
        await sees(caller, Ended)
    rings = await rings_of_the_contact(center)
    assert [ring["agent_id"] for ring in rings] == ["carol", "alice"]
    assert rings[0]["cause"] in ("desktop_gone", "unreachable"), "its desktop and its phone died together"


async def test_a_browser_that_hangs_loses_the_offer_after_two_seconds_and_its_agent_is_told(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with (
        browser_with_voice(tmp_path, AGENT_HZ) as browser,
        DesktopClient(center, "alice") as next_one,
        agent_phone(center, next_one),
        caller_phone(center) as caller,
    ):
        agent = await browser.new_page()
        await sign_in(agent, center, "carol")
        await expect(agent.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        assert (await next_one.command("set_activity", activity="available", reason=""))["ok"]
        async with hung(browser):
            await caller.dial("4001", "+15550112", "")
            await next_one.when(lambda view: interaction(view, "offered"))
        await expect(agent.get_by_role("heading", name="did not show it in time")).to_be_visible()
        await agent.get_by_test_id("im-back").click()
        await expect(agent.get_by_test_id("activity")).to_have_attribute("data-activity", "available")
        await caller.hang_up()
        await sees(caller, Ended)
    ring, next_ring = await rings_of_the_contact(center)
    assert (ring["agent_id"], ring["cause"], next_ring["agent_id"]) == ("carol", "not_shown", "alice")
    assert ring["duration_ms"] >= 2_000


async def test_a_desktop_in_the_background_shows_offers_all_the_same(center: RunningCenter, tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser, caller_phone(center) as caller:
        agent = await browser.new_page()
        # Headless Chromium paints every page: a hidden page is one that says so and gets no frames.
        await agent.add_init_script(
            """Object.defineProperty(Document.prototype, "visibilityState", { get: () => "hidden" });
            window.requestAnimationFrame = () => 0;"""
        )
        await sign_in(agent, center, "carol")
        await expect(agent.get_by_test_id("phone")).to_have_attribute("data-state", "phone_ready")
        await caller.dial("4001", "+15550111", "")
        await expect(agent.get_by_test_id("offer")).to_be_visible()
        more_than_two_seconds_old = re.compile(r"(?<!\d)(1[0-5]|[1-9]) s to answer")
        await expect(agent.get_by_test_id("offer")).to_contain_text(more_than_two_seconds_old)
        await caller.hang_up()
        await sees(caller, Ended)
    rings = await rings_of_the_contact(center)
    assert [ring["cause"] for ring in rings] == ["caller_hung_up"], "it was never taken back"
