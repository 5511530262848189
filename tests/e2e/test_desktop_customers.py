"""The customer at the pop, in a real browser: two cards of one person become one and two again; what a CRM knows."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from cic.cti.simulated.scripted_phone import ScriptedPhone
from tests.e2e.test_browser_call import sign_in
from tests.e2e.test_desktop_records import AGENT_HZ, in_talk
from tests.harness.accessibility import assert_accessible
from tests.harness.browsers import WAIT_MS, browser_with_voice
from tests.harness.centers import end, free_port
from tests.harness.phones import Ended, caller_phone, sees
from tests.harness.running_center import RunningCenter
from tests.harness.with_crm import ANSWER, PAGES, write_with_crm
from tests.unit.lookups.service import Behaviour, Service, answer_json, hang_up, serving, silence

pytestmark = pytest.mark.e2e

FIRST, SECOND, NOBODYS = "+15550177", "+15550178", "+15550179"
"""Numbers on the first card of Nadia Rahman, on the second, and on none."""
LONG_S, SHORT_S = 30, 4
"""How long the CRM may take: as long as a test wants, and so that a test can wait for the end of it."""
StartWithCrm = Callable[[int], RunningCenter]


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


@pytest.fixture
async def crm() -> AsyncIterator[Service]:
    """The CRM's service; it answers at once unless a test says otherwise."""
    async with serving(answer_json(ANSWER)) as service:
        yield service


@pytest.fixture
def start(crm: Service, tmp_path: Path) -> Iterator[StartWithCrm]:
    """Starts the center beside the CRM, with the time that it gives the CRM."""
    made: list[RunningCenter] = []

    def start_with(timeout_s: int) -> RunningCenter:
        config = write_with_crm(tmp_path / "config", crm.url, timeout_s)
        center = RunningCenter(tmp_path / "data", free_port(), config=config)
        made.append(center)
        center.start()
        imported = center.cic("customers", "import", str(config / "customers.csv"))
        assert imported.returncode == 0, imported.stdout + imported.stderr
        return center

    yield start_with
    for center in made:
        end(center)


@contextlib.asynccontextmanager
async def at_work(center: RunningCenter, folder: Path) -> AsyncIterator[tuple[Page, ScriptedPhone]]:
    """The page of an agent who is available, and a caller's phone. The CRM's pages are empty ones."""
    async with browser_with_voice(folder, AGENT_HZ) as browser, caller_phone(center) as phone:
        await browser.route(f"{PAGES}**", lambda route: route.fulfill(content_type="text/html", body=""))
        agent = await browser.new_page()
        await sign_in(agent, center, "carol")
        yield agent, phone


async def served(page: Page, phone: ScriptedPhone, number: str) -> str:
    """The agent answers this caller; returns the address of the CRM's page that opens with it, and is closed again."""
    async with page.context.expect_page() as opened:
        await in_talk(page, phone, number)
    return await closed(await opened.value)


async def closed(opened: Page) -> str:
    """Close a page of the CRM; returns its address. A page behind another one is slow."""
    await opened.wait_for_load_state()
    await opened.close()
    return opened.url


async def wrapped_up(page: Page, phone: ScriptedPhone) -> None:
    """The caller has hung up, and the agent has said what became of it."""
    await phone.hang_up()
    await page.get_by_test_id("disposition-solved").click()
    await page.get_by_test_id("finish-wrap-up").click()
    await expect(page.get_by_test_id("interaction")).to_have_count(0)


async def in_vain(page: Page, phone: ScriptedPhone) -> None:
    """The first card's number calls and gives up before the agent answers."""
    await phone.dial("4001", FIRST, "")
    await expect(page.get_by_test_id("offer")).to_be_visible()
    await phone.hang_up()
    await sees(phone, Ended)
    await expect(page.get_by_test_id("offer")).to_have_count(0)


async def chosen_to_merge(page: Page, words: str) -> Locator:
    """The dialog of a merge, in which the only one found by these words is chosen."""
    await page.get_by_test_id("customer-merge").click()
    dialog = page.get_by_test_id("customer-merge-dialog")
    await dialog.get_by_test_id("customer-search").fill(words)
    await page.get_by_test_id("customer-found").click()
    await expect(dialog.get_by_test_id("customer-merge-now")).to_be_focused()
    return dialog


async def card_says(page: Page, name: str, *numbers: str) -> None:
    """Return once the card at the pop has this name, and these numbers and no others."""
    await expect(page.get_by_test_id("customer-name")).to_have_text(name)
    shown = page.get_by_test_id("customer-numbers").locator(".number-text")
    await expect(shown).to_have_text(list(numbers))


async def test_two_cards_of_one_person_are_merged_at_the_pop_and_parted_again(
    start: StartWithCrm, tmp_path: Path
) -> None:
    center = start(LONG_S)
    async with at_work(center, tmp_path) as (agent, phone):
        lines, merges = agent.get_by_test_id("contact-line"), agent.get_by_test_id("customer-merges")
        await in_vain(agent, phone)
        await center.contacts_when(1)
        await served(agent, phone, SECOND)
        await card_says(agent, "N. Rahman", SECOND)
        await expect(lines).to_have_count(0)
        dialog = await chosen_to_merge(agent, "nadia")
        stays, goes = await dialog.locator("dd").all()
        await expect(stays).to_contain_text(SECOND)
        await dialog.get_by_role("button", name="Keep the other one").click()
        await expect(stays).to_contain_text("Nadia Rahman")
        await expect(goes).to_contain_text("N. Rahman")
        await assert_accessible(agent, "two cards about to be one")
        await dialog.get_by_test_id("customer-merge-now").click()
        await expect(dialog).to_have_count(0)
        await card_says(agent, "Nadia Rahman", FIRST, SECOND)
        await expect(lines).to_have_count(1)
        await expect(merges).to_contain_text("Merged with N. Rahman")
        await assert_accessible(agent, "a card that was merged")
        await agent.get_by_test_id("customer-merge-undo").click()
        await card_says(agent, "N. Rahman", SECOND)
        await expect(merges).to_have_count(0)
        await expect(lines).to_have_count(0)
        await expect(agent.get_by_test_id("live-polite")).to_contain_text("The merge is undone.")
        await wrapped_up(agent, phone)
        await served(agent, phone, FIRST)
        await card_says(agent, "Nadia Rahman", FIRST)
        await expect(lines).to_have_count(1)
        await phone.hang_up()
        await sees(phone, Ended)


async def test_a_caller_of_whom_there_is_no_card_goes_into_one_and_comes_out_of_it_again(
    start: StartWithCrm, tmp_path: Path
) -> None:
    async with at_work(start(LONG_S), tmp_path) as (agent, phone):
        card = agent.get_by_test_id("customer-card")
        await served(agent, phone, NOBODYS)
        await expect(card).to_have_attribute("data-sure", "unknown")
        dialog = await chosen_to_merge(agent, FIRST)
        await expect(dialog.locator("dd").first).to_contain_text("Nadia Rahman")
        await expect(dialog.get_by_role("button", name="Keep the other one")).to_be_disabled()
        await agent.keyboard.press("Enter")
        await card_says(agent, "Nadia Rahman", FIRST, NOBODYS)
        await expect(card).to_have_attribute("data-sure", "guessed")
        await wrapped_up(agent, phone)
        await phone.dial("4001", NOBODYS, "")
        await expect(agent.get_by_test_id("offer-caller")).to_have_text("Nadia Rahman")
        await agent.get_by_test_id("customer-merge-undo").click()
        await card_says(agent, "Nadia Rahman", FIRST)
        await phone.hang_up()
        await sees(phone, Ended)
        await phone.dial("4001", NOBODYS, "")
        await expect(card).to_have_attribute("data-sure", "unknown")
        await expect(agent.get_by_test_id("offer-caller")).to_have_text(NOBODYS)
        await phone.hang_up()
        await sees(phone, Ended)


def crm_part(page: Page) -> Locator:
    """What the pop shows from the CRM."""
    return page.get_by_test_id("customer-crm")


async def asked_again(page: Page, crm: Service, behaviour: Behaviour) -> str:
    """The agent lets the CRM be asked again, which behaves so; returns how the center says that it ended."""
    crm.behaviours[:] = [behaviour]
    async with page.expect_response(lambda answer: answer.url.endswith("/crm")) as answered:
        await crm_part(page).get_by_role("button", name="Try again").click()
    return str((await (await answered.value).json())["reason"])


async def test_what_a_crm_knows_is_shown_and_a_slow_one_holds_up_nothing(
    start: StartWithCrm, crm: Service, tmp_path: Path
) -> None:
    answers = asyncio.Event()

    async def at_last(writer: asyncio.StreamWriter) -> None:
        await answers.wait()
        await answer_json(ANSWER)(writer)

    crm.behaviours[:] = [at_last]
    async with at_work(start(LONG_S), tmp_path) as (agent, phone):
        await served(agent, phone, FIRST)
        await asyncio.wait_for(crm.asked.wait(), WAIT_MS / 1000)
        await card_says(agent, "Nadia Rahman", FIRST)
        await agent.get_by_test_id("action-hold").click()
        await expect(agent.get_by_test_id("action-resume")).to_be_visible()
        await expect(crm_part(agent).locator("[aria-busy=true]")).to_have_text("Loading…")
        answers.set()
        shown = ["1,234.50", "Dec 24, 2031", "yes", ANSWER["level"]]
        await expect(crm_part(agent).locator("dd")).to_have_text(shown)
        assert [asked.split("\r\n")[0] for asked in crm.requests] == ["GET /people/20001 HTTP/1.1"]
        await assert_accessible(agent, "a card with what the CRM knows")
        await wrapped_up(agent, phone)
        crm.behaviours[:] = [answer_json({}, 404)]
        await served(agent, phone, SECOND)
        await expect(crm_part(agent)).to_contain_text("The CRM does not know this customer.")
        await phone.hang_up()
        await sees(phone, Ended)


async def test_a_crm_that_is_away_is_told_and_asked_again_and_its_pages_open_all_the_same(
    start: StartWithCrm, crm: Service, tmp_path: Path
) -> None:
    crm.behaviours[:] = [silence]
    center = start(SHORT_S)
    async with at_work(center, tmp_path) as (agent, phone):
        assert await served(agent, phone, FIRST) == f"{PAGES}?phone=%2B15550177"
        await expect(crm_part(agent)).to_contain_text("The CRM did not answer.")
        await card_says(agent, "Nadia Rahman", FIRST)
        await assert_accessible(agent, "a card without its CRM")
        assert await asked_again(agent, crm, hang_up) == "connection"
        await expect(crm_part(agent)).to_contain_text("The CRM did not answer.")
        async with agent.context.expect_page() as opened:
            await agent.get_by_test_id("crm-orders").click()
        assert await closed(await opened.value) == f"{PAGES}orders/{center.contacts()[0]['contact_id']}"
        assert await asked_again(agent, crm, answer_json(ANSWER)) == "found"
        await expect(crm_part(agent)).to_contain_text(ANSWER["level"])
        await wrapped_up(agent, phone)
