"""Takes the pictures of the documents from a running center: ``python -m tests.pictures``. Owns docs/pictures/.

One working day: a call in the small desktop, one in the large with a colleague asked, wrap-up, and the day looked at.
"""

import asyncio
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import BrowserContext, Page, expect

from tests.harness.browsers import browser_with_voice
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Bridge, Ended, Music, agent_phone, caller_phone, hears, sees
from tests.harness.recorded_support import write_recorded_support
from tests.harness.running_center import PROJECT, RunningCenter

PICTURES = PROJECT / "docs" / "pictures"
LIMIT_MS = 30_000
BEN, ANN = "+15550101", "+15550100"
LARGE, TALL, SMALL = (1360, 800), (1360, 1060), (360, 680)
DAY_MS = 86_400_000


@dataclass(frozen=True)
class Studio:
    """The agent's page and the caller's, side by side."""

    center: RunningCenter
    context: BrowserContext
    agent: Page
    phone: Page

    async def take(self, name: str, *, dark: bool = False, size: tuple[int, int] = LARGE) -> None:
        """A picture of the agent's page; ``dark`` takes it in the dark too."""
        await self.agent.set_viewport_size({"width": size[0], "height": size[1]})
        await self.agent.mouse.move(0, 0)
        await self._shoot(name)
        if dark:
            await self.agent.emulate_media(color_scheme="dark")
            await self._shoot(f"{name}.dark")
            await self.agent.emulate_media(color_scheme="light")

    async def take_in_chinese(self, name: str, *, size: tuple[int, int] = LARGE) -> None:
        """The same in Chinese; then the page speaks English again."""
        await self.agent.set_viewport_size({"width": size[0], "height": size[1]})
        await self.agent.get_by_test_id("language-zh").click()
        await self._shoot(f"{name}.zh")
        await self.agent.get_by_test_id("language-en").click()

    async def _shoot(self, name: str) -> None:
        await self.agent.wait_for_timeout(400)
        await self.agent.screenshot(path=PICTURES / f"{name}.png")

    async def click(self, *test_ids: str) -> None:
        """One after the other, as soon as each is there."""
        for test_id in test_ids:
            await self.agent.get_by_test_id(test_id).first.click(timeout=LIMIT_MS)

    async def state(self, state: str) -> None:
        """Return when the contact in hand is in this state."""
        contact = self.agent.get_by_test_id("interaction")
        await expect(contact).to_have_attribute("data-state", state, timeout=LIMIT_MS)


async def take(center: RunningCenter, folder: Path) -> None:
    """All pictures."""
    await _earlier_calls(center)
    async with browser_with_voice(folder, 453) as browser:
        agent, phone = await browser.new_page(), await browser.new_page()
        studio = Studio(center, browser, agent, phone)
        await _sign_in(studio)
        await _small_desktop(studio)
        async with _colleague(center, "bob") as bob, DesktopClient(center, "carol") as carol:
            assert (await carol.command("set_activity", activity="on_break", reason="meal"))["ok"]
            await _call(studio)
            await _consult(studio, bob)
        await _card(studio)
        await _waiting(studio)
        await _wrap_up(studio)
        await _day(studio)
        await _time_line(studio)
        await _settings(studio)


@asynccontextmanager
async def _colleague(center: RunningCenter, user: str) -> AsyncIterator[DesktopClient]:
    """An agent who is free and whose phone answers."""
    async with DesktopClient(center, user) as desk, agent_phone(center, desk):
        assert (await desk.command("set_activity", activity="available", reason=""))["ok"]
        yield desk


async def _earlier_calls(center: RunningCenter) -> None:
    """Ben has called twice before, once in vain; work is left to be done for him."""
    async with caller_phone(center) as phone:
        await phone.dial("4001", BEN, "")
        await sees(phone, Music)
        await phone.hang_up()
        await sees(phone, Ended)
        async with _colleague(center, "alice") as alice:
            await phone.dial("4001", BEN, "")
            given = await _accepted(alice)
            await sees(phone, Bridge)
            await alice.when(lambda view: (interaction(view, "connected") or {}).get("recorded"))
            await phone.speak(3_000)  # a talk worth recording
            await phone.hang_up()
            await alice.when(lambda view: interaction(view, "wrap_up"))
            now_ms = time.time_ns() // 1_000_000
            later = {"interaction_id": given, "queue_id": "support", "remind_at_ms": None}
            for owner, due_at_ms, text in (
                ("me", now_ms + DAY_MS, "Ask whether the router works again"),
                (None, now_ms + 3 * DAY_MS, "Send the new price list"),
            ):
                made = await alice.command("make_follow_up", **later, owner=owner, due_at_ms=due_at_ms, text=text)
                assert made["ok"], made
            note = "The router loses its line every evening; a new one is on its way."
            assert (await alice.command("finish_wrap_up", interaction_id=given, disposition="follow_up", note=note))[
                "ok"
            ]
            assert (await alice.command("set_activity", activity="signed_out", reason=""))["ok"]


async def _accepted(desk: DesktopClient) -> str:
    """The interaction that was offered, accepted."""
    offered = interaction(await desk.when(lambda view: interaction(view, "offered")), "offered")
    assert offered is not None, "waited for"
    assert (await desk.command("accept_offer", offer_id=offered["offer"]["offer_id"]))["ok"]
    await desk.when(lambda view: interaction(view, "connected"))
    return str(offered["interaction_id"])


async def _sign_in(studio: Studio) -> None:
    # What moves on its way from one look to the next would be caught half-way.
    await studio.agent.emulate_media(reduced_motion="reduce")
    await studio.agent.goto(studio.center.url)
    await studio.agent.get_by_test_id("sign-in-user").fill("alice")
    await studio.take("sign-in", dark=True)
    await studio.agent.get_by_test_id("sign-in-password").fill(studio.center.password("alice"))
    await studio.click("sign-in-button", "activity-available")


async def _dial(studio: Studio, number: str, caller: str) -> None:
    await studio.phone.set_viewport_size({"width": 420, "height": 800})
    await studio.phone.goto(studio.center.phone_url)
    await studio.phone.get_by_test_id("number").fill(number)
    await studio.phone.get_by_test_id("caller-number").fill(caller)
    await studio.phone.get_by_test_id("call").click()


async def _small_desktop(studio: Studio) -> None:
    """The desktop as it stands within a page of a CRM, with a call of Ann's."""
    await studio.agent.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
    await studio.agent.goto(f"{studio.center.url}/?compact")
    await _dial(studio, "4001", ANN)
    await studio.agent.get_by_test_id("accept").wait_for(timeout=LIMIT_MS)
    await studio.take("compact-offer", size=SMALL)
    await studio.click("accept")
    await studio.state("connected")
    await studio.take("compact", dark=True, size=SMALL)
    await studio.phone.get_by_test_id("hang-up").click()
    await studio.state("wrap_up")
    await studio.click("disposition-solved", "finish-wrap-up")
    await studio.agent.goto(studio.center.url)


async def _call(studio: Studio) -> None:
    """Ben calls, comes through the menu, and is answered."""
    await _dial(studio, "4000", BEN)
    await _press(studio.phone, "main_menu", "2")
    await studio.agent.get_by_test_id("accept").wait_for(timeout=LIMIT_MS)
    await studio.agent.get_by_test_id("customer-card").wait_for(timeout=LIMIT_MS)
    await studio.take("offer", dark=True)
    await studio.click("accept")
    await studio.state("connected")
    await studio.agent.get_by_test_id("recording").wait_for(timeout=LIMIT_MS)
    await studio.agent.wait_for_timeout(3_000)
    await studio.phone.screenshot(path=PICTURES / "test-phone.png")
    await studio.take("desktop", dark=True)
    await studio.take_in_chinese("desktop")


async def _press(phone: Page, recording: str, key: str) -> None:
    playing = phone.locator(f'[data-testid="now-playing"][data-recordings*="{recording}"]')
    await playing.wait_for(timeout=LIMIT_MS)
    await phone.screenshot(path=PICTURES / "test-phone-menu.png")
    await phone.keyboard.press(key)


async def _consult(studio: Studio, bob: DesktopClient) -> None:
    """Bob is asked, joins a conference, and is let go."""
    await studio.click("open-transfer")
    await studio.agent.get_by_test_id("target-agent:bob").wait_for(timeout=LIMIT_MS)
    await studio.take("transfer", dark=True)
    await studio.click("target-agent:bob", "way-consult")
    await _accepted(bob)
    await studio.agent.locator('[data-testid="consult"][data-stage="talking"]').wait_for(timeout=LIMIT_MS)
    await studio.agent.wait_for_timeout(4_000)
    await studio.take("consult", dark=True)
    await studio.click("action-conference")
    await studio.agent.locator('[data-testid="consult"][data-stage="conference"]').wait_for(timeout=LIMIT_MS)
    await studio.take("conference")
    await studio.click("action-end_consult")
    await studio.agent.get_by_test_id("consult").wait_for(state="detached", timeout=LIMIT_MS)


async def _card(studio: Studio) -> None:
    """Ben's card, corrected."""
    await studio.click("customer-edit", "customer-number-add")
    await studio.agent.get_by_test_id("customer-number-field").last.fill("+442079460018")
    await studio.click("customer-address-add")
    await studio.agent.get_by_test_id("customer-address-field").last.fill("ben.walsh@example.com")
    await studio.agent.get_by_test_id("customer-note-field").fill("Prefers to be called in the morning.")
    await studio.take("card-edit", dark=True, size=TALL)
    await studio.click("customer-save")
    await studio.agent.get_by_test_id("customer-card").wait_for(timeout=LIMIT_MS)


async def _waiting(studio: Studio) -> None:
    """Two complaints were left meanwhile."""
    for caller, name, key in (("+15550166", "Mei Lin", "2"), ("+15550167", "Jonas Weber", "3")):
        async with caller_phone(studio.center) as phone:
            await phone.dial("4003", caller, name)
            for recording, keys in (
                ("main/choose_language", "1"), ("complaint/about_what", key),
                ("complaint/contract_number", "123456#"), ("complaint/contract_right", "1"),
            ):  # fmt: skip
                await hears(phone, recording)
                await phone.press(keys)
            await hears(phone, "complaint/what_next")
            await phone.hang_up()
            await sees(phone, Ended)
    await studio.click("tab-waiting")
    await expect(studio.agent.get_by_test_id("waiting-item")).to_have_count(2, timeout=LIMIT_MS)
    await studio.take("waiting")


async def _wrap_up(studio: Studio) -> None:
    """What became of the call, and what is to be done; then a break."""
    await studio.click("tab-customer", "activity-break")
    await studio.phone.get_by_test_id("hang-up").click()
    await studio.state("wrap_up")
    await studio.agent.get_by_test_id("note").fill("Bob knew the fault: the firmware is too old.")
    await studio.click("disposition-follow_up", "action-make_follow_up")
    await studio.agent.get_by_test_id("follow-up-text").fill("Ask whether the new firmware has helped")
    await studio.take("wrap-up", dark=True, size=TALL)
    await studio.take_in_chinese("wrap-up", size=TALL)
    await studio.click("follow-up-save")
    await studio.agent.get_by_test_id("follow-up-text").wait_for(state="detached", timeout=LIMIT_MS)
    await studio.click("finish-wrap-up")


async def _day(studio: Studio) -> None:
    await studio.click("tab-my_day")
    await expect(studio.agent.get_by_test_id("day-handled")).to_contain_text("3", timeout=LIMIT_MS)
    await studio.take("my-day", dark=True, size=TALL)
    await studio.take_in_chinese("my-day", size=TALL)


async def _time_line(studio: Studio) -> None:
    """The long call, a while into its recording."""
    line = studio.agent.get_by_test_id("day-contacts").get_by_test_id("contact-line").first
    for language, name in (("zh", "time-line.zh"), ("en", "time-line")):
        await studio.click(f"language-{language}")
        await line.click(timeout=LIMIT_MS)
        await studio.agent.get_by_test_id("player-play").click(timeout=LIMIT_MS)
        await expect(studio.agent.get_by_test_id("player")).to_have_attribute("data-state", "playing", timeout=LIMIT_MS)
        await studio.agent.wait_for_timeout(2_500)
        await studio.click("player-play")
        await studio.take(name, dark=language == "en", size=TALL)
        await studio.click("dialog-close")


async def _settings(studio: Studio) -> None:
    await studio.click("settings")
    await studio.agent.get_by_test_id("settings-dialog").wait_for(timeout=LIMIT_MS)
    await studio.agent.wait_for_timeout(1_500)
    await studio.take("settings", dark=True)


def main() -> None:
    """Start a center with the demo customers, and take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        center = RunningCenter(Path(name) / "data", port, config=write_recorded_support(Path(name) / "config"))
        center.start()
        center.cic("customers", "import", str(PROJECT / "config" / "customers.csv"))
        try:
            asyncio.run(take(center, Path(name)))
        finally:
            center.stop()


if __name__ == "__main__":
    main()
