"""The desktop in moments that a center reaches only after minutes: what the agent presses becomes the right command.

A real browser with the built pages; the far side is made up (tests/harness/desktop_scenes.py).
"""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from tests.harness import desktop_views as views
from tests.harness.browsers import WAIT_MS, browser_with_voice
from tests.harness.desktop_scenes import ADDRESS, now_ms, shown

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


async def _focused(page: Page) -> str | None:
    found: str | None = await page.evaluate("document.activeElement?.dataset.testid ?? document.activeElement?.tagName")
    return found


async def _becomes(page: Page, expression: str, wanted: object) -> None:
    """Wait until something in the page is so."""
    found: object = None
    for _ in range(WAIT_MS // 50):
        found = await page.evaluate(expression)
        if found == wanted:
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"{expression} is still {found}")


async def test_a_colleague_is_asked_and_takes_over_by_keys_alone(tmp_path: Path) -> None:
    async with (
        browser_with_voice(tmp_path, 440) as browser,
        shown(browser, views.scene(views.an_interaction())) as desktop,
    ):
        page, keys = desktop.page, desktop.page.keyboard
        await keys.press("Alt+Shift+KeyT")
        await expect(page.get_by_test_id("transfer-search")).to_be_focused()
        await keys.type("bo")
        await expect(page.get_by_test_id("target-agent:carol")).to_have_count(0)
        await keys.press("Enter")
        await expect(page.get_by_test_id("way-consult")).to_be_focused()
        await keys.press("Enter")
        bob = {"kind": "agent", "agent_id": "bob"}
        assert await desktop.commanded("consult") == {"interaction_id": "i-1", "target": bob}
        desktop.change(
            "i-1",
            consult=views.a_consult("asked"),
            is_held=True,
            held_since_ms=now_ms(),
            allowed_actions=["end_consult"],
        )
        await expect(page.get_by_test_id("leg-customer")).to_have_attribute("data-state", "on_hold")
        await expect(page.get_by_test_id("leg-consulted")).to_have_attribute("data-state", "ringing")
        desktop.change("i-1", consult=views.a_consult("talking"), allowed_actions=views.IN_CONSULT)
        await expect(page.get_by_test_id("leg-consulted")).to_contain_text("Bob Example")
        for key, op in (("S", "swap"), ("J", "conference"), ("Y", "complete_transfer")):
            await keys.press(f"Alt+Shift+Key{key}")
            assert await desktop.commanded(op) == {"interaction_id": "i-1"}
        assert desktop.problems == []


async def test_a_number_a_queue_and_a_flow_are_found_in_the_same_search(tmp_path: Path) -> None:
    async with (
        browser_with_voice(tmp_path, 440) as browser,
        shown(browser, views.scene(views.an_interaction())) as desktop,
    ):
        page, keys = desktop.page, desktop.page.keyboard
        for typed, target, way in (
            ("+44 20 7946 0000", "number:+442079460000", "transfer"),
            ("invoi", "queue:billing", "consult"),
            ("card", "flow:card_number", "send_into_flow"),
        ):
            await page.get_by_test_id("open-transfer").click()
            await page.get_by_test_id("transfer-search").fill(typed)
            await expect(page.get_by_test_id(f"target-{target}")).to_be_visible()
            await keys.press("Enter")
            await page.get_by_test_id(f"way-{way}").click()
            await desktop.commanded(way)
        assert await desktop.commanded("send_into_flow") == {"interaction_id": "i-1", "flow": "card_number"}
        await page.get_by_test_id("open-transfer").click()
        found = page.get_by_test_id("transfer-targets").get_by_role("option")
        await expect(found.first).to_contain_text("Carol Example")  # the favourite
        await expect(found.nth(1)).to_contain_text("Card number")  # used last


async def test_an_offer_leaves_the_focus_where_it_is_and_is_told_of(tmp_path: Path) -> None:
    async with (
        browser_with_voice(tmp_path, 440) as browser,
        shown(browser, views.scene(views.an_interaction())) as desktop,
    ):
        page = desktop.page
        await page.get_by_test_id("note").fill("half a sen")
        desktop.tell({"event": "interaction_added", "interaction_id": "i-2", "at": 1, "data": views.an_offer()})
        await expect(page.get_by_test_id("offer")).to_be_visible()
        assert await _focused(page) == "note"
        await page.keyboard.type("tence")
        await expect(page.get_by_test_id("note")).to_have_value("half a sentence")
        await expect(page.get_by_test_id("live-assertive")).to_contain_text("Grace Example")
        await expect(page).to_have_title(re.compile("Grace Example"))
        assert await desktop.commanded("offer_shown") == {"offer_id": "o-2"}
        await page.keyboard.press("Alt+Shift+KeyO")
        await expect(page.get_by_test_id("offer")).to_be_focused()
        desktop.tell({"event": "interaction_removed", "interaction_id": "i-2"})
        await expect(page.get_by_test_id("live-polite")).to_contain_text("The offer has ended")
        await expect(page.get_by_test_id("live-assertive")).to_be_empty()


async def test_a_press_meant_for_what_was_here_before_accepts_nothing(tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, 440) as browser, shown(browser, views.scene()) as desktop:
        page = desktop.page
        # The button's first state is looked at in the very moment in which it appears.
        appeared = page.evaluate(
            """() => new Promise((resolve) => new MutationObserver((_, observer) => {
              const button = document.querySelector('[data-testid="accept"]');
              if (button === null) return;
              observer.disconnect();
              resolve(button.disabled);
              button.click();
            }).observe(document.body, { childList: true, subtree: true }))"""
        )
        added = {"event": "interaction_added", "interaction_id": "i-2", "at": 0, "data": views.an_offer()}
        looking = asyncio.ensure_future(appeared)
        await page.evaluate("1")  # what was asked before this is at work in the page by now
        desktop.tell(added)
        assert await looking is True
        await page.get_by_test_id("accept").click()
        await desktop.commanded("accept_offer")
        assert [frame["op"] for frame in desktop.commands].count("accept_offer") == 1


async def test_offers_are_answered_while_a_dialog_is_open(tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, 440) as browser, shown(browser, views.scene()) as desktop:
        page = desktop.page
        await page.get_by_test_id("settings").click()
        await expect(page.get_by_test_id("settings-dialog")).to_be_visible()
        desktop.tell({"event": "interaction_added", "interaction_id": "i-2", "at": 0, "data": views.an_offer()})
        await expect(page.get_by_role("button", name="Accept")).to_be_enabled()
        await page.get_by_role("button", name="Accept").click()
        await desktop.commanded("accept_offer")
        await expect(page.get_by_test_id("settings-dialog")).to_be_visible()


async def test_a_key_is_given_to_another_action_and_remembered(tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, 440) as browser:
        async with shown(browser, views.scene(views.an_interaction())) as desktop:
            page, keys = desktop.page, desktop.page.keyboard
            await keys.press("Alt+Shift+Slash")
            await page.get_by_test_id("key-of-hold").click()
            await keys.press("Alt+Shift+KeyM")
            await expect(page.get_by_test_id("key-problem")).to_contain_text("Mute or unmute")
            await keys.press("Alt+Shift+KeyX")
            await expect(page.get_by_test_id("key-of-hold")).to_contain_text("X")
            await keys.press("Escape")
            await expect(page.get_by_test_id("help-sheet")).to_have_count(0)
            assert desktop.commands == []
        async with shown(browser, views.scene(views.an_interaction())) as desktop:
            await desktop.page.keyboard.press("Alt+Shift+KeyH")
            await desktop.page.keyboard.press("Alt+Shift+KeyX")
            assert await desktop.commanded("hold") == {"interaction_id": "i-1"}
            assert len(desktop.commands) == 1


async def test_typed_digits_go_to_the_far_end_and_hide_while_the_recording_is_paused(tmp_path: Path) -> None:
    paused = views.an_interaction(recorded=views.a_recording(pause="agent"))
    async with browser_with_voice(tmp_path, 440) as browser, shown(browser, views.scene(paused)) as desktop:
        page, keys = desktop.page, desktop.page.keyboard
        await expect(page.get_by_test_id("secure-entry")).to_be_visible()
        await keys.press("Alt+Shift+KeyP")
        await expect(page.get_by_test_id("pad")).to_be_focused()
        await keys.type("4x2#")
        await expect(page.get_by_test_id("pad-sent")).to_have_text("•••")
        assert [(await desktop.commanded("send_digits", nth))["digits"] for nth in range(3)] == ["4", "2", "#"]


async def test_several_contacts_keep_a_draft_each_over_a_reload(tmp_path: Path) -> None:
    first = views.an_interaction()
    second = views.an_interaction(interaction_id="i-5", contact_id="c-5", caller=views.a_caller(name="Li Example"))
    async with browser_with_voice(tmp_path, 440) as browser, shown(browser, views.scene(first, second)) as desktop:
        page = desktop.page
        await page.get_by_test_id("note").fill("about the first")
        await page.keyboard.press("Alt+Digit2")
        await expect(page.get_by_test_id("caller-name").first).to_have_text("Li Example")
        await expect(page.get_by_test_id("note")).to_have_value("")
        await page.get_by_test_id("note").fill("about the second")
        await page.reload()
        await page.get_by_test_id("interaction-item").nth(1).click()
        await expect(page.get_by_test_id("note")).to_have_value("about the second")
        await page.keyboard.press("Alt+Digit1")
        await expect(page.get_by_test_id("note")).to_have_value("about the first")


async def test_a_parked_caller_is_picked_up_and_a_number_dialled(tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, 440) as browser, shown(browser, views.scene()) as desktop:
        page, keys = desktop.page, desktop.page.keyboard
        await page.get_by_test_id("pick-up").click()
        assert await desktop.commanded("pick_up") == {"interaction_id": "i-9"}
        await keys.press("Alt+Shift+KeyQ")
        await expect(page.get_by_test_id("dial-number")).to_be_focused()
        await keys.type("nobody")
        await keys.press("Enter")
        await expect(page.get_by_test_id("dial-box")).to_contain_text("2 to 15 digits")
        await page.get_by_test_id("dial-number").fill("+1 (555) 0100")
        await keys.press("Enter")
        assert await desktop.commanded("dial_out") == {"number": "+15550100", "queue_id": "support"}


async def test_the_break_after_this_contact_is_a_chip_that_can_be_taken_back(tmp_path: Path) -> None:
    async with (
        browser_with_voice(tmp_path, 440) as browser,
        shown(browser, views.scene(views.an_interaction())) as desktop,
    ):
        page = desktop.page
        await page.get_by_test_id("activity-break").click()
        assert await desktop.commanded("set_activity") == {"activity": "on_break", "reason": "lunch"}
        desktop.tell({"event": "agent_changed", "data": {"next_activity": "on_break"}})
        await expect(page.get_by_test_id("next-activity")).to_have_attribute("data-activity", "on_break")
        await page.get_by_test_id("cancel-next").click()
        assert await desktop.commanded("set_activity", nth=1) == {"activity": "available", "reason": ""}


async def test_the_switch_of_language_and_look_needs_no_reload(tmp_path: Path) -> None:
    async with (
        browser_with_voice(tmp_path, 440) as browser,
        shown(browser, views.scene(views.an_interaction())) as desktop,
    ):
        page = desktop.page
        await page.get_by_test_id("note").fill("stays")
        await page.get_by_test_id("language-zh").click()
        await expect(page.get_by_test_id("action-hold")).to_have_text("保持")
        await page.get_by_test_id("theme").click()
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        await expect(page.get_by_test_id("note")).to_have_value("stays")


async def test_the_phone_and_the_test_call_tell_how_they_are(tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, 440) as browser, shown(browser, views.scene()) as desktop:
        page = desktop.page
        await page.get_by_test_id("health").click()
        await page.get_by_test_id("health-settings").click()
        await expect(page.get_by_test_id("microphone-level")).to_be_visible()
        await _becomes(page, "document.querySelector('[data-testid=microphone-level]').value > 0.3", True)
        await page.get_by_test_id("test-call").click()
        phase = page.get_by_test_id("test-call-phase")
        await expect(phase).to_have_attribute("data-phase", "recording")
        await expect(phase).to_have_attribute("data-phase", "playing")
        await expect(phase).to_have_attribute("data-phase", "idle")


CRM = "http://localhost:10/"
CRM_PAGE = """<!doctype html><title>CRM</title>
<iframe src="http://localhost:9/?compact" width="320" height="460"></iframe>
<ul></ul><script>addEventListener("message", ({ data, origin }) => {
  document.querySelector("ul").append(`${origin} ${JSON.stringify(data)}`);
});</script>"""


async def _crm(route: Route) -> None:
    await route.fulfill(content_type="text/html", body=CRM_PAGE)


@pytest.mark.parametrize("is_allowed", [True, False])
async def test_the_page_around_a_compact_desktop_is_told_of_contacts_where_it_is_allowed(
    tmp_path: Path, is_allowed: bool
) -> None:
    told = views.scene()
    embedding = CRM.rstrip("/") if is_allowed else "https://other.example.com"
    told.answers["/api/desk-settings"] = views.settings(embedded_in=[embedding])
    told.framed_by = CRM.rstrip("/")
    async with browser_with_voice(tmp_path, 440) as browser, shown(browser, told) as desktop:
        page = desktop.page
        await page.route(CRM, _crm)
        await page.goto(CRM)
        frame = page.frame_locator("iframe")
        await expect(frame.get_by_test_id("activity")).to_be_visible()
        desktop.tell({"event": "interaction_added", "interaction_id": "i-2", "at": 0, "data": views.an_offer()})
        await expect(frame.get_by_test_id("accept")).to_be_enabled()
        words = page.locator("ul")
        if is_allowed:
            await expect(words).to_contain_text(ADDRESS.rstrip("/"))
            await expect(words).to_contain_text('"event":"contact_offered"')
            await expect(words).to_contain_text("+15550999")
        else:
            await expect(words).to_be_empty()


async def test_a_contact_opens_in_the_crm_when_it_is_accepted(tmp_path: Path) -> None:
    told = views.scene(views.an_offer())
    pages = [{"code": "customer", "label": {"en": "Customer", "zh": "客户"}, "opens": "accepted",
              "url": "https://crm.example.com/?phone={number}&id={contact_id}"}]  # fmt: skip
    told.answers["/api/desk-settings"] = views.settings(crm={"pages": pages, "has_lookup": False})
    async with browser_with_voice(tmp_path, 440) as browser:
        await browser.route("https://crm.example.com/**", _crm)
        async with shown(browser, told) as desktop:
            await desktop.page.get_by_test_id("accept").click()
            async with browser.expect_page() as opened:
                desktop.change("i-2", offer=None, state="connecting", allowed_actions=[], accepted_at_ms=now_ms())
            popped = await opened.value
            assert popped.url == "https://crm.example.com/?phone=%2B15550999&id=c-2"
            assert await popped.evaluate("opener") is None


NOTIFICATIONS = """
window.shownNotifications = [];
window.Notification = class extends EventTarget {
  static permission = "granted";
  constructor(title, options) {
    super();
    this.told = { title, tag: options.tag, isOpen: true };
    window.shownNotifications.push(this.told);
  }
  close() { this.told.isOpen = false; }
};
Object.defineProperty(Document.prototype, "visibilityState", { get: () => "hidden" });
"""
"""Headless Chromium shows none and hides no page: a page in the background is one that says so."""


async def test_an_offer_shows_over_other_windows_until_it_is_withdrawn(tmp_path: Path) -> None:
    async with browser_with_voice(tmp_path, 440) as browser:
        await browser.add_init_script(NOTIFICATIONS)
        async with shown(browser, views.scene()) as desktop:
            page = desktop.page
            desktop.tell({"event": "interaction_added", "interaction_id": "i-2", "at": 0, "data": views.an_offer()})
            await expect(page.get_by_test_id("offer")).to_be_attached()
            await _becomes(page, "window.shownNotifications.map(({ tag, isOpen }) => [tag, isOpen])", [["o-2", True]])
            assert "Grace Example" in await page.evaluate("window.shownNotifications[0].title")
            desktop.tell({"event": "interaction_removed", "interaction_id": "i-2"})
            await expect(page.get_by_test_id("offer")).to_have_count(0)
            await _becomes(page, "window.shownNotifications.map(({ isOpen }) => isOpen)", [False])
