"""Takes the pictures of docs/supervisor.md from a running center: ``python -m tests.supervisor_pictures``.

A busy minute: one talk, a break, a wrap-up, two callers who wait; seen by the supervisor of the demo and on the wall.
"""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Page, expect

from tests.harness.accessibility import assert_accessible
from tests.harness.browsers import browser_with_voice
from tests.harness.centers import free_port
from tests.harness.desktop_client import DesktopClient, interaction
from tests.harness.phones import Bridge, Music, agent_phone, caller_phone, sees
from tests.harness.running_center import PROJECT, RunningCenter

PICTURES = PROJECT / "docs" / "pictures"
LIMIT_MS = 30_000
RECORDS = {"reports": "report-table", "contacts": "contacts-table", "people": "users", "audit": "audit-entries"}
"""Parts of the page, and what is seen in each once it is there."""
WIDE, TALL, SCREEN = (1440, 900), (1440, 1060), (1920, 1080)
WAITED_MS = 35_000
"""So long have they waited that the steps of the queue and its target say something."""


async def take(center: RunningCenter, folder: Path) -> None:
    """All pictures."""
    async with AsyncExitStack() as day, browser_with_voice(folder, 453) as browser:
        await _busy_minute(center, day)
        page = await browser.new_page()
        await page.emulate_media(reduced_motion="reduce")
        await _sign_in(page, center)
        await page.wait_for_timeout(WAITED_MS)
        await _board(page)
        await _drill(page)
        await _act(page)
        await _mirror(page)
        await _wall(page, await browser.new_page())
        await _records(page, center)


async def _busy_minute(center: RunningCenter, day: AsyncExitStack) -> None:
    desks = {user: await day.enter_async_context(DesktopClient(center, user)) for user in ("alice", "bob", "carol")}
    for desk in desks.values():
        await day.enter_async_context(agent_phone(center, desk))
    assert (await desks["bob"].command("set_activity", activity="on_break", reason="meal"))["ok"]
    callers = [await day.enter_async_context(caller_phone(center)) for _ in range(4)]
    for user, caller, number in (("alice", callers[0], "+15550100"), ("carol", callers[1], "+15550101")):
        assert (await desks[user].command("set_activity", activity="available", reason=""))["ok"]
        await caller.dial("4001", number, "")
        offered = interaction(await desks[user].when(lambda view: interaction(view, "offered")), "offered")
        assert offered is not None, "waited for"
        assert (await desks[user].command("accept_offer", offer_id=offered["offer"]["offer_id"]))["ok"]
        await sees(caller, Bridge)
    for caller, number, name in ((callers[2], "+15550166", "Mei Lin"), (callers[3], "+15550167", "Jonas Weber")):
        await caller.dial("4001", number, name)
        await sees(caller, Music)
    await callers[1].hang_up()
    await desks["carol"].when(lambda view: interaction(view, "wrap_up"))


async def _sign_in(page: Page, center: RunningCenter, user: str = "dana") -> None:
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    await page.goto(f"{center.url}/supervisor/live")
    await page.get_by_test_id("sign-in-user").fill(user)
    await page.get_by_test_id("sign-in-password").fill(center.password(user))
    await page.get_by_test_id("sign-in-button").click()
    await expect(page.get_by_test_id("tiles")).to_be_visible(timeout=LIMIT_MS)


async def _shoot(page: Page, name: str, size: tuple[int, int] = WIDE) -> None:
    """In English by day, and in Chinese by night."""
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(400)
    await page.screenshot(path=PICTURES / f"{name}.png")
    await page.emulate_media(color_scheme="dark")
    await page.wait_for_timeout(200)
    await page.screenshot(path=PICTURES / f"{name}.dark.png")
    await page.emulate_media(color_scheme="light")


async def _in_chinese(page: Page, name: str) -> None:
    await page.get_by_test_id("language-zh").click()
    await page.wait_for_timeout(400)
    await page.screenshot(path=PICTURES / f"{name}.zh.png")
    await page.get_by_test_id("language-en").click()


async def _board(page: Page) -> None:
    await _shoot(page, "board")
    await _in_chinese(page, "board")


async def _drill(page: Page) -> None:
    await page.get_by_test_id("tile-longest").click()
    await page.get_by_test_id("why-button").nth(1).click()
    await expect(page.get_by_test_id("why").locator("li").first).to_be_visible(timeout=LIMIT_MS)
    await page.evaluate("scrollTo(0, 0)")
    await _shoot(page, "board-waiting", TALL)


async def _act(page: Page) -> None:
    await page.get_by_test_id("act-mode").click()
    await page.get_by_test_id("until-hour").click()
    await page.get_by_test_id("act-reason").fill("Fire drill")
    await _shoot(page, "board-close", WIDE)
    await page.get_by_test_id("dialog-close").click()


async def _mirror(page: Page) -> None:
    await page.locator('[data-testid=agents] tr[data-id="alice"]').get_by_test_id("open-agent").click()
    await page.evaluate("scrollTo(0, 0)")
    await _shoot(page, "board-agent", WIDE)
    await page.get_by_test_id("act-mirror").click()
    await page.get_by_test_id("mirror-reason").fill("Asked for help with the form")
    await page.get_by_test_id("mirror-show").click()
    await expect(page.get_by_test_id("mirrored")).to_be_visible(timeout=LIMIT_MS)
    await _shoot(page, "board-mirror", WIDE)
    await page.get_by_test_id("dialog-close").click()


async def _wall(page: Page, screen: Page) -> None:
    await page.get_by_test_id("walls").click()
    await page.get_by_test_id("wall-name").fill("lobby")
    await page.get_by_test_id("wall-shows-agents").locator("xpath=..").click()
    await page.get_by_test_id("wall-make").click()
    address = await page.get_by_test_id("wall-address").inner_text(timeout=LIMIT_MS)
    await screen.goto(address.replace("#", "?every=0#"))
    await expect(screen.get_by_test_id("wall")).to_be_visible(timeout=LIMIT_MS)
    await _shoot(screen, "wall", SCREEN)
    await screen.keyboard.press("ArrowLeft")
    await _shoot(screen, "wall-agents", SCREEN)


async def _records(page: Page, center: RunningCenter) -> None:
    """What is read later, as an administrator sees it; each part in passing looked at by axe."""
    await page.get_by_test_id("dialog-close").click()
    await page.get_by_test_id("sign-out").click()
    await _sign_in(page, center, "operator")
    for tab, shown in RECORDS.items():
        await page.goto(f"{center.url}/supervisor/{tab}")
        await expect(page.get_by_test_id(shown)).to_be_visible(timeout=LIMIT_MS)
        await assert_accessible(page, tab)
        await _shoot(page, f"board-{tab}", TALL)


def main() -> None:
    """Start a center with the demo customers, and take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        center = RunningCenter(Path(name) / "data", free_port())
        center.start()
        center.cic("customers", "import", str(PROJECT / "config" / "customers.csv"))
        try:
            asyncio.run(take(center, Path(name)))
        finally:
            center.stop()


if __name__ == "__main__":
    main()
