"""What an agent does beside the calls, in a real browser: cards, follow-ups, work to pull, visits, time lines, help."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from cic.cti.simulated.scripted_phone import ScriptedPhone
from tests.e2e.test_browser_call import sign_in
from tests.e2e.test_message_on_desktop import message_left
from tests.harness.accessibility import assert_accessible
from tests.harness.browsers import browser_with_voice, browser_without_microphone
from tests.harness.centers import end, free_port
from tests.harness.desktop_client import WAIT_S, DesktopClient, interaction
from tests.harness.desktop_scenes import now_ms
from tests.harness.left_behind import write_left_behind
from tests.harness.phones import Bridge, Ended, agent_phone, caller_phone, sees
from tests.harness.recorded_support import write_recorded_support
from tests.harness.running_center import RunningCenter

pytestmark = pytest.mark.e2e

AGENT_HZ = 678
CALLER, CALLERS_OTHER = "+15550177", "+15550178"


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


@pytest.fixture
def messages(tmp_path: Path) -> Iterator[RunningCenter]:
    """A center whose callers may leave messages."""
    text = write_left_behind(tmp_path / "text")
    made = RunningCenter(tmp_path / "data", free_port(), config=text, flows=text / "flows")
    made.start()
    yield made
    end(made)


@pytest.fixture
def recorded(tmp_path: Path) -> Iterator[RunningCenter]:
    """The demo center; the talks of its support are recorded."""
    made = RunningCenter(tmp_path / "data", free_port(), config=write_recorded_support(tmp_path / "config"))
    made.start()
    yield made
    end(made)


async def give(center: RunningCenter, page: Page, op: str, **args: object) -> None:
    """A command by the agent who is signed in in the page, as a script of the agent's would give it."""
    cookies = {cookie["name"]: cookie["value"] for cookie in await page.context.cookies()}
    origin = {"Origin": center.url}
    async with httpx.AsyncClient(base_url=center.url, cookies=cookies, headers=origin, timeout=WAIT_S) as http:
        answer = await http.post("/api/commands", json={"op": op, "args": args})
        assert answer.status_code == 200, answer.text


async def state(page: Page, wanted: str) -> None:
    await expect(page.get_by_test_id("interaction")).to_have_attribute("data-state", wanted)


async def in_talk(page: Page, phone: ScriptedPhone, caller: str = CALLER) -> None:
    """The page's agent has answered the caller's call."""
    await phone.dial("4001", caller, "")
    await page.get_by_test_id("accept").click()
    await state(page, "connected")
    await sees(phone, Bridge)


async def test_a_card_is_made_at_the_pop_corrected_and_known_with_the_next_call(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser, caller_phone(center) as phone:
        agent = await browser.new_page()
        await sign_in(agent, center, "carol")
        await in_talk(agent, phone)
        card = agent.get_by_test_id("customer-card")
        await expect(card).to_have_attribute("data-sure", "unknown")
        await agent.get_by_test_id("customer-edit").click()
        await agent.get_by_test_id("customer-given-name-field").fill("Nadia")
        await agent.get_by_test_id("customer-family-name-field").fill("Rahman")
        await agent.get_by_test_id("customer-number-add").click()
        await agent.get_by_test_id("customer-number-field").nth(1).fill("12")
        await agent.get_by_test_id("customer-save").click()
        await expect(agent.get_by_test_id("customer-form")).to_contain_text("A number has 3 to 15 digits")
        await assert_accessible(agent, "a card with a mistake")
        await agent.reload()  # what is written is not lost
        await expect(agent.get_by_test_id("customer-given-name-field")).to_have_value("Nadia")
        await agent.get_by_test_id("customer-number-field").nth(1).fill(CALLERS_OTHER)
        await agent.get_by_test_id("customer-save").click()
        await expect(agent.get_by_test_id("customer-name")).to_have_text("Nadia Rahman")
        await expect(agent.get_by_test_id("customer-numbers")).to_contain_text(CALLERS_OTHER)
        await phone.hang_up()
        await state(agent, "wrap_up")
        await agent.get_by_test_id("disposition").fill("solv")
        await agent.keyboard.press("ArrowDown")
        await agent.keyboard.press("Enter")
        await agent.get_by_test_id("finish-wrap-up").click()
        await expect(agent.get_by_test_id("interaction")).to_have_count(0)
        await phone.dial("4001", CALLERS_OTHER, "")
        await expect(agent.get_by_test_id("offer-caller")).to_have_text("Nadia Rahman")
        await expect(card).to_have_attribute("data-sure", "guessed")
        await expect(agent.get_by_test_id("contact-line")).to_have_count(1)
        await phone.hang_up()
        await sees(phone, Ended)


async def test_a_follow_up_made_in_wrap_up_is_moved_and_comes_back_as_a_task(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser, caller_phone(center) as phone:
        agent = await browser.new_page()
        await sign_in(agent, center, "carol")
        await in_talk(agent, phone)
        await phone.hang_up()
        await state(agent, "wrap_up")
        await agent.get_by_test_id("action-make_follow_up").click()
        await agent.get_by_test_id("follow-up-text").fill("send the new price list")
        await agent.get_by_test_id("follow-up-tomorrow").click()
        await assert_accessible(agent, "wrap-up with a follow-up")
        await agent.get_by_test_id("follow-up-save").click()
        await expect(agent.get_by_test_id("follow-up-text")).to_have_count(0)
        await agent.get_by_test_id("disposition-follow_up").click()
        await agent.get_by_test_id("finish-wrap-up").click()
        await agent.get_by_test_id("tab-my_day").click()
        follow_up = agent.get_by_test_id("tab-panel-my_day").get_by_test_id("follow-up")
        await expect(follow_up).to_contain_text("send the new price list")
        await assert_accessible(agent, "the agent's day")
        await follow_up.get_by_test_id("follow-up-move").click()
        await agent.get_by_test_id("follow-up-next_week").click()
        await agent.get_by_test_id("follow-up-move-save").click()
        await expect(agent.get_by_test_id("follow-up-move-dialog")).to_have_count(0)
        contact_id = await follow_up.get_attribute("data-id")
        # Sooner than a field for minutes can say; due only when the reminder was seen.
        later = {"due_at_ms": now_ms() + 3_600_000, "remind_at_ms": now_ms() + 500}
        await give(center, agent, "move_follow_up", contact_id=contact_id, **later)
        await expect(agent.get_by_test_id("follow-up-reminder")).to_contain_text("send the new price list")
        soon = {"due_at_ms": now_ms() + 3_000, "remind_at_ms": None}
        await give(center, agent, "move_follow_up", contact_id=contact_id, **soon)
        await agent.get_by_test_id("accept").click()
        await state(agent, "connected")
        work = agent.get_by_test_id("interaction")
        await expect(work).to_contain_text("send the new price list")
        await agent.get_by_test_id("action-complete").click()
        await agent.get_by_test_id("disposition-solved").click()
        await agent.get_by_test_id("finish-wrap-up").click()
        await expect(work).to_have_count(0)
    task = next(row for row in await center.contacts_when(2) if row["medium"] == "task")
    assert (task["last_agent"], task["disposition"]) == ("carol", "solved")


async def test_a_message_that_was_declined_is_pulled_from_the_waiting_list(messages: RunningCenter) -> None:
    async with browser_without_microphone() as browser:
        agent = await browser.new_page()
        await sign_in(agent, messages, "alice")
        await message_left(messages)
        await agent.get_by_test_id("decline").click()
        await expect(agent.get_by_test_id("tab-waiting")).to_contain_text("1")
        await agent.get_by_test_id("tab-waiting").click()
        waiting = agent.get_by_test_id("waiting-item")
        await expect(waiting).to_contain_text("Ann Example")
        await expect(waiting.get_by_test_id("waiting-due")).to_have_text(re.compile("Due in 5[0-9]:"))
        await assert_accessible(agent, "work to pull")
        await agent.get_by_test_id("waiting-pull").click()
        await state(agent, "connected")
        await expect(waiting).to_have_count(0)
        await expect(agent.get_by_test_id("message-length")).to_have_text("0:01")


async def test_a_visit_is_entered_by_hand_and_stands_in_the_log(center: RunningCenter) -> None:
    async with browser_without_microphone() as browser:
        agent = await browser.new_page()
        await sign_in(agent, center, "carol")
        await agent.get_by_test_id("enter-contact").click()
        await agent.get_by_test_id("entered-save").click()
        await expect(agent.get_by_test_id("entered-dialog")).to_contain_text("Give a name or a number.")
        await assert_accessible(agent, "a visit with mistakes")
        await agent.get_by_test_id("entered-name").fill("Nadia Rahman")
        await agent.get_by_test_id("entered-number").fill(CALLER)
        await agent.get_by_test_id("entered-queue").select_option("support")
        await agent.get_by_test_id("entered-minutes").fill("10")
        await agent.get_by_test_id("entered-disposition").select_option("solved")
        await agent.get_by_test_id("entered-note").fill("came by with the router")
        await agent.get_by_test_id("entered-save").click()
        await expect(agent.get_by_test_id("entered-dialog")).to_have_count(0)
        await agent.get_by_test_id("tab-my_day").click()
        await expect(agent.get_by_test_id("day-contacts")).to_contain_text("Nadia Rahman")
    (visit,) = await center.contacts_when(1)
    assert visit["disposition"] == "solved" and visit["total_ms"] == 600_000


async def test_a_time_line_shows_the_call_and_plays_both_tracks(recorded: RunningCenter, tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, AGENT_HZ) as browser, caller_phone(recorded) as phone:
        agent = await browser.new_page()
        await sign_in(agent, recorded, "carol")
        await in_talk(agent, phone)
        await expect(agent.get_by_test_id("recording")).to_be_visible()
        await agent.get_by_test_id("action-hold").click()
        await agent.get_by_test_id("action-resume").click()
        await expect(agent.get_by_test_id("action-hold")).to_be_visible()
        await agent.get_by_test_id("note").fill("asked about the router")
        await phone.hang_up()
        await agent.get_by_test_id("disposition-solved").click()
        await agent.get_by_test_id("finish-wrap-up").click()
        await agent.get_by_test_id("tab-my_day").click()
        await agent.get_by_test_id("day-contacts").get_by_test_id("contact-line").click()
        await expect(agent.get_by_test_id("picture").locator('[data-kind="talk"]').first).to_be_visible()
        await agent.get_by_test_id("picture").get_by_role("group").first.focus()
        await agent.keyboard.press("ArrowRight")
        await expect(agent.get_by_test_id("timeline-chosen")).to_contain_text("Menu")
        await assert_accessible(agent, "the picture of a contact")
        await agent.get_by_test_id("timeline-table").click()
        await assert_accessible(agent, "a contact as a table")
        await expect(agent.get_by_test_id("timeline-segments")).to_contain_text("Hold")
        await expect(agent.get_by_test_id("timeline-notes")).to_contain_text("asked about the router")
        await expect(agent.get_by_test_id("player-track")).to_have_count(2)
        await agent.get_by_test_id("player-play").click()
        player = agent.get_by_test_id("player")
        await expect(player).to_have_attribute("data-state", "ended", timeout=60_000)  # as long as the talk was
        await expect(player).not_to_contain_text("A part of the recording is missing.")


async def test_colleagues_see_who_asks_for_help(center: RunningCenter) -> None:
    async with (
        browser_without_microphone() as browser,
        DesktopClient(center, "carol") as asking,
        agent_phone(center, asking),
        caller_phone(center) as phone,
    ):
        colleague = await browser.new_page()
        await sign_in(colleague, center, "bob")
        assert (await asking.command("set_activity", activity="available", reason=""))["ok"]
        await phone.dial("4001", CALLER, "")
        offered = interaction(await asking.when(lambda view: interaction(view, "offered")), "offered")
        assert offered is not None, "waited for"
        await asking.command("accept_offer", offer_id=offered["offer"]["offer_id"])
        await asking.when(lambda view: interaction(view, "connected"))
        of_it = {"interaction_id": offered["interaction_id"]}
        assert (await asking.command("ask_for_help", **of_it, is_wanted=True))["ok"]
        await expect(colleague.get_by_test_id("help-call")).to_contain_text("王丽")
        await expect(colleague.get_by_test_id("live-polite")).to_contain_text("asks for help")
        assert (await asking.command("ask_for_help", **of_it, is_wanted=False))["ok"]
        await expect(colleague.get_by_test_id("help-call")).to_have_count(0)
        await phone.hang_up()
        await sees(phone, Ended)
