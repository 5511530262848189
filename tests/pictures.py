"""Takes the pictures of the documents from a running center: ``python -m tests.pictures``. Owns docs/pictures/."""

import asyncio
import socket
import tempfile
from pathlib import Path

from playwright.async_api import Page

from tests.harness.browsers import browser_with_voice
from tests.harness.running_center import PROJECT, RunningCenter

PICTURES = PROJECT / "docs" / "pictures"
LIMIT_MS = 30_000


async def take(center: RunningCenter, folder: Path) -> None:
    """A known customer calls support; the agent's desktop before and after answering, and the test phone."""
    async with browser_with_voice(folder, 453) as browser:
        agent, phone = await browser.new_page(), await browser.new_page()
        await agent.goto(center.url)
        await agent.get_by_test_id("sign-in-user").fill("alice")
        await agent.get_by_test_id("sign-in-password").fill(center.password("alice"))
        await agent.get_by_test_id("sign-in-button").click()
        await agent.get_by_test_id("activity-available").click()
        await phone.set_viewport_size({"width": 420, "height": 800})
        await phone.goto(center.phone_url)
        await phone.get_by_test_id("caller-number").fill("+15550101")
        await phone.get_by_test_id("call").click()
        await _press(phone, "main_menu", "2")
        await agent.get_by_test_id("accept").wait_for(timeout=LIMIT_MS)
        await agent.screenshot(path=PICTURES / "offer.png")
        await agent.get_by_test_id("accept").click()
        await agent.locator('[data-testid="interaction"][data-state="connected"]').wait_for(timeout=LIMIT_MS)
        await agent.wait_for_timeout(3_000)
        await agent.screenshot(path=PICTURES / "desktop.png")
        await agent.get_by_test_id("language-zh").click()
        await agent.screenshot(path=PICTURES / "desktop.zh.png")
        await phone.screenshot(path=PICTURES / "test-phone.png")
        await agent.get_by_test_id("action-hang_up").click()
        await agent.locator('[data-testid="interaction"][data-state="wrap_up"]').wait_for(timeout=LIMIT_MS)
        await agent.screenshot(path=PICTURES / "wrap-up.zh.png")


async def _press(phone: Page, recording: str, key: str) -> None:
    playing = phone.locator(f'[data-testid="now-playing"][data-recordings*="{recording}"]')
    await playing.wait_for(timeout=LIMIT_MS)
    await phone.screenshot(path=PICTURES / "test-phone-menu.png")
    await phone.keyboard.press(key)


def main() -> None:
    """Start a center with the demo customers, and take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        center = RunningCenter(Path(name) / "data", port)
        center.start()
        center.cic("customers", "import", str(PROJECT / "config" / "customers.csv"))
        try:
            asyncio.run(take(center, Path(name)))
        finally:
            center.stop()


if __name__ == "__main__":
    main()
