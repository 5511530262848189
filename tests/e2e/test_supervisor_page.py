"""A supervisor in a real browser beside a real center: sees who waits within a second, why, and acts on it."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.harness.accessibility import assert_accessible
from tests.harness.browsers import browser_without_microphone
from tests.harness.centers import end, free_port
from tests.harness.desktop_client import DesktopClient
from tests.harness.phones import Bridge, Ended, Music, agent_phone, caller_phone, hears, sees
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.e2e

SECOND_MS = 1_000
LIMIT_MS = 15_000


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCenter]:
    """One center for all of them: each leaves it as it was."""
    running = RunningCenter(tmp_path_factory.mktemp("center") / "data", free_port())
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


async def watch(context: BrowserContext, center: RunningCenter, path: str = "/supervisor/live") -> Page:
    """The page of somebody who watches over the whole center, signed in."""
    page = await context.new_page()
    await page.goto(f"{center.url}{path}")
    await page.get_by_test_id("sign-in-user").fill("operator")
    await page.get_by_test_id("sign-in-password").fill(center.password("operator"))
    await page.get_by_test_id("sign-in-button").click()
    await expect(page.get_by_test_id("live")).to_be_visible()
    return page


async def act(page: Page, reason: str) -> None:
    """Say why, let it be done, and see the dialog close."""
    await page.get_by_test_id("act-reason").fill(reason)
    await page.get_by_test_id("act-do").click()
    await expect(page.get_by_test_id("act-dialog")).not_to_be_visible()


async def test_who_waits_is_seen_within_a_second_explained_moved_and_given_away(
    center: RunningCenter, browser: BrowserContext
) -> None:
    page = await watch(browser, center)
    waiting = page.get_by_test_id("tile-waiting").locator(".tile-value")
    await expect(waiting).to_have_text("0")
    async with caller_phone(center) as first, caller_phone(center) as second:
        await first.dial("4001", "+15550101", "")
        await sees(first, Music)
        await expect(waiting).to_have_text("1", timeout=SECOND_MS)
        await second.dial("4001", "+15550102", "")
        await sees(second, Music)
        await expect(waiting).to_have_text("2", timeout=SECOND_MS)

        await page.get_by_test_id("tile-waiting").click()
        lines = page.get_by_test_id("waiting-line").get_by_test_id("waiting")
        await expect(lines).to_have_count(2)
        last = str(await lines.nth(1).get_attribute("data-id"))
        await lines.nth(1).get_by_test_id("why-button").click()
        await expect(page.get_by_test_id("why")).to_contain_text("1 of 2 come before.")
        await expect(page.get_by_test_id("why")).to_contain_text("Nobody can take it now")
        await expect(page.get_by_test_id("why")).to_contain_text("signed out (")

        await lines.nth(1).get_by_test_id("act-front").click()
        await page.get_by_test_id("act-do").click()
        await expect(page.get_by_test_id("act-dialog")).to_contain_text("Say why.")
        await act(page, "Has called three times today")
        await expect(page.get_by_test_id("outcome")).to_contain_text("first in line")
        await expect(lines.nth(0)).to_have_attribute("data-id", last, timeout=SECOND_MS)

        async with DesktopClient(center, "alice") as alice, agent_phone(center, alice):
            assert (await alice.command("set_activity", activity="on_break", reason="meal"))["ok"]
            await lines.nth(0).get_by_test_id("act-reassign").click()
            await page.get_by_test_id("act-target").fill("sales")
            await page.get_by_test_id("target-queue-sales").click()
            await page.get_by_test_id("act-dialog").get_by_text("Has called three times today").click()
            await page.get_by_test_id("act-do").click()
            await expect(lines).to_have_count(1, timeout=SECOND_MS + LIMIT_MS)
            await expect(page.locator('[data-testid=queues] tr[data-id="sales"]')).to_contain_text("1")
        for phone in (first, second):
            await phone.hang_up()
            await sees(phone, Ended)
    await expect(waiting).to_have_text("0", timeout=SECOND_MS)


async def test_a_break_is_ordered_in_a_talk_and_a_closed_queue_turns_the_next_caller_away(
    center: RunningCenter, browser: BrowserContext
) -> None:
    page = await watch(browser, center)
    async with caller_phone(center) as caller, DesktopClient(center, "alice") as alice, agent_phone(center, alice):
        assert (await alice.command("set_activity", activity="available", reason=""))["ok"]
        await caller.dial("4001", "+15550101", "")
        view = await alice.when(lambda seen: seen["interactions"])
        offer = view["interactions"][0]["offer"]
        assert (await alice.command("accept_offer", offer_id=offer["offer_id"]))["ok"]
        await sees(caller, Bridge)

        row = page.locator('[data-testid=agents] tr[data-id="alice"]')
        await expect(row.get_by_test_id("agent-state")).to_have_attribute("data-state", "busy", timeout=SECOND_MS)
        await row.get_by_test_id("open-agent").click()
        await page.get_by_test_id("act-activity").click()
        await act(page, "Fire drill")
        await expect(page.get_by_test_id("outcome")).to_contain_text("once the contact in hand is finished")
        await alice.when(lambda seen: seen["agent"]["next_activity"] == "on_break")
        await expect(row).to_contain_text("Next: On a break")

        panel = page.get_by_test_id("agent-panel")
        await panel.get_by_test_id("act-message").click()
        await page.get_by_test_id("message-text").fill("Please leave by the back door")
        await page.get_by_test_id("message-send").click()
        await expect(page.get_by_test_id("outcome")).to_contain_text("Told to 1.")
        await alice.when(lambda seen: "back door" in str(seen["agent"]))
        await panel.get_by_test_id("act-mirror").click()
        await page.get_by_test_id("mirror-reason").fill("Fire drill")
        await page.get_by_test_id("mirror-show").click()
        await expect(page.get_by_test_id("mirrored")).to_have_attribute("data-state", "connected")
        await expect(page.get_by_test_id("mirror-mark")).to_contain_text("Alice Chen")
        await page.get_by_test_id("dialog-close").click()

        await page.get_by_test_id("panel-close").focus()
        await page.keyboard.press("Escape")
        await expect(panel).not_to_be_visible()
        support = page.locator('[data-testid=queues] tr[data-id="support"]')
        await support.get_by_test_id("open-queue").click()
        await page.get_by_test_id("act-mode").click()
        await page.get_by_test_id("until-hour").click()
        await act(page, "Fire drill")
        await expect(support.get_by_test_id("queue-mode")).to_contain_text("Closed until", timeout=SECOND_MS)
        async with caller_phone(center) as next_caller:
            await next_caller.dial("4001", "+15550102", "")
            await hears(next_caller, "main/apology")
            await sees(next_caller, Ended)
        await page.get_by_test_id("act-mode").click()
        await act(page, "All clear")
        await expect(support.get_by_test_id("queue-mode")).not_to_be_visible(timeout=SECOND_MS)
        await caller.hang_up()
        await sees(caller, Ended)


async def test_a_board_that_hears_nothing_turns_grey_and_comes_back_by_itself(
    center: RunningCenter, browser: BrowserContext
) -> None:
    page = await watch(browser, center)
    await expect(page.get_by_test_id("board-light")).to_have_attribute("data-state", "online")
    with center.held_up():
        await expect(page.get_by_test_id("live")).to_have_attribute("data-stale", "true")
        await expect(page.get_by_test_id("stale")).to_contain_text("Nothing was heard")
        assert await page.locator('[data-level="good"]').count() == 0
    await expect(page.get_by_test_id("live")).to_have_attribute("data-stale", "false")


async def test_a_report_is_read_sorted_explained_by_keys_and_leads_to_its_contacts(
    center: RunningCenter, browser: BrowserContext
) -> None:
    page = await watch(browser, center)
    async with caller_phone(center) as caller:
        await caller.dial("4001", "+15550103", "")
        await sees(caller, Music)
        await caller.hang_up()
        await sees(caller, Ended)
    await page.get_by_test_id("tab-reports").click()
    total = page.get_by_test_id("report-total")
    offered = total.locator('[data-metric="offered"] button')
    await expect(offered).to_be_visible()
    count = await offered.inner_text()
    await expect(page.get_by_test_id("report-chart")).to_be_visible()
    await assert_accessible(page, "the reports")

    head = page.get_by_test_id("report-by-service_level")
    await head.focus()
    await expect(page.get_by_test_id("report-about")).to_contain_text("Answered in time / (answered")
    described = await head.get_attribute("aria-describedby")
    await expect(page.locator(f"#{described}")).to_contain_text("Short abandons and those who still wait are left out")
    await page.keyboard.press("Enter")
    await expect(page.locator("th[aria-sort=descending] [data-testid=report-by-service_level]")).to_be_visible()

    await offered.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("behind-count")).to_have_text(f"{count} of {count}")
    await expect(page.get_by_test_id("behind-rows").locator("tbody tr")).to_have_count(int(count))
    await assert_accessible(page, "what stands behind a figure")
    await page.get_by_test_id("behind-contact").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("timeline-dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("timeline-dialog")).not_to_be_visible()
    await page.keyboard.press("Escape")
    await expect(offered).to_be_focused()

    async with page.expect_download() as downloading:
        await page.get_by_test_id("report-csv").click()
    text = (await (await downloading.value).path()).read_text("utf-8")
    assert text.startswith("\ufeffFrom,Until,Queue,") and text.splitlines()[-1].startswith("Total,")

    await page.get_by_test_id("report-kind").select_option("states")
    await page.get_by_test_id("report-interval").select_option("hour")
    await expect(total.locator('[data-metric="signed_in_ms"]')).to_be_visible()
    await page.reload()  # what was chosen stands in the address
    await expect(page.get_by_test_id("report-kind")).to_have_value("states")
    await expect(page.get_by_test_id("report-interval")).to_have_value("hour")
