"""An agent hears a caller's message in a real browser, finishes it by keyboard, and writes down what became of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.test_browser_call import sign_in
from tests.harness.browsers import browser_without_microphone
from tests.harness.centers import end, free_port
from tests.harness.left_behind import write_left_behind
from tests.harness.phones import caller_phone, hears
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.e2e

PLAYED_TO_THE_END = """async (player) => {
  const ended = new Promise((resolve, reject) => {
    player.onended = () => resolve(player.duration);
    player.onerror = () => reject(new Error(`cannot be played: ${player.error?.message}`));
  });
  player.volume = 0;
  await player.play();
  return Math.round((await ended) * 10) / 10;
}"""


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """The test drives a real browser."""


@pytest.fixture
def center(tmp_path: Path) -> Iterator[RunningCenter]:
    """A center whose callers may leave messages."""
    text = write_left_behind(tmp_path / "text")
    made = RunningCenter(tmp_path / "data", free_port(), config=text, flows=text / "flows")
    made.start()
    yield made
    end(made)


async def message_left(center: RunningCenter) -> None:
    async with caller_phone(center) as phone:
        await phone.dial("4000", "+15550188", "Ann Example")
        await hears(phone, "main/menu")
        await phone.press("1")
        await phone.leave_message(1_500)
        await phone.hang_up()
    await center.contacts_when(1)


async def test_a_message_is_heard_and_finished_in_a_browser(center: RunningCenter, tmp_path: Path) -> None:
    await message_left(center)
    async with browser_without_microphone() as browser:
        agent: Page = await browser.new_page()
        await sign_in(agent, center, "alice")
        offer = agent.get_by_test_id("offer")
        await expect(offer).to_be_visible()
        await expect(offer).to_contain_text("Message")
        await expect(agent.get_by_test_id("offer-caller")).to_have_text("Ann Example")
        await agent.screenshot(path=tmp_path / "offer.png", full_page=True)
        await expect(agent.get_by_test_id("accept")).to_be_enabled()
        await agent.keyboard.press("Alt+Shift+KeyA")
        shown = agent.get_by_test_id("interaction")
        await expect(shown).to_have_attribute("data-state", "connected")
        await expect(agent.get_by_test_id("work").get_by_test_id("due")).to_have_attribute("data-overdue", "false")
        await expect(agent.get_by_test_id("message-length")).to_have_text("0:01")
        assert await agent.get_by_test_id("message").evaluate(PLAYED_TO_THE_END) == 1.5
        await agent.screenshot(path=tmp_path / "message.png", full_page=True)
        await agent.keyboard.press("Alt+Shift+KeyC")
        await expect(shown).to_have_attribute("data-state", "wrap_up")
        await agent.get_by_test_id("disposition-sold").click()
        await agent.get_by_test_id("finish-wrap-up").click()
        await expect(shown).to_have_count(0)
    work = next(row for row in await center.contacts_when(2) if row["medium"] == "voicemail")
    assert (work["last_agent"], work["disposition"]) == ("alice", "sold")
