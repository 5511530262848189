"""Every moment of the desktop, light and dark, in English and Chinese, is free of barriers that a machine can find."""

import gzip
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.harness import desktop_views as views
from tests.harness.accessibility import assert_accessible
from tests.harness.browsers import browser_with_voice
from tests.harness.desktop_scenes import WEB, Scene, now_ms, shown

pytestmark = pytest.mark.e2e

WIDE, NARROW, EMBEDDED = (1440, 900), (640, 800), (320, 460)
"""A usual window; the same at 200 % zoom; the smallest place in another page."""


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


async def _nothing(page: Page) -> None:
    await expect(page.get_by_test_id("activity")).to_be_visible()


async def _search(page: Page) -> None:
    await page.get_by_test_id("open-transfer").click()
    await page.get_by_test_id("transfer-search").fill("b")
    await expect(page.get_by_test_id("target-agent:bob")).to_be_visible()


async def _choose(page: Page) -> None:
    await _search(page)
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("way-consult")).to_be_focused()


async def _press(page: Page, opener: str, then: str) -> None:
    await page.get_by_test_id(opener).click()
    await expect(page.get_by_test_id(then)).to_be_visible()


async def _settings(page: Page) -> None:
    await _press(page, "settings", "test-call")


async def _keys(page: Page) -> None:
    await _press(page, "shortcuts", "key-of-accept")


async def _pad(page: Page) -> None:
    await _press(page, "action-send_digits", "digit-1")


async def _health(page: Page) -> None:
    await _press(page, "health", "health-settings")


async def _dial(page: Page) -> None:
    await _press(page, "open-dial-out", "dial-now")
    await page.get_by_test_id("dial-now").click()


async def _card(page: Page) -> None:
    await expect(page.get_by_test_id("tab-panel-customer").get_by_text("grace@example.com")).to_be_visible()


def _tab(tab: str) -> Callable[[Page], Awaitable[None]]:
    async def choose(page: Page) -> None:
        await page.get_by_test_id(f"tab-{tab}").click()
        await expect(page.get_by_test_id(f"tab-panel-{tab}").locator("h2, h3, li, p").first).to_be_visible()
        await page.wait_for_load_state("networkidle")

    return choose


def _talk() -> Scene:
    return views.scene(views.an_interaction(recorded=views.a_recording()))


def _with_offers() -> Scene:
    unknown = views.a_caller(name=None, is_known=False, is_vip=False, grade="", tries_today=3)
    second = views.an_offer(
        interaction_id="i-3",
        offer={"offer_id": "o-3", "offered_at_ms": now_ms(), "deadline_ms": now_ms() + 600_000},
        consulted_by={"agent_id": "bob", "name": "Bob Example"},
    )
    return views.scene(views.an_interaction(), views.an_offer(caller=unknown), second, next_activity="on_break")


def _asking(stage: str) -> Scene:
    return views.scene(
        views.an_interaction(
            consult=views.a_consult(stage),
            is_held=stage in ("asked", "talking"),
            held_since_ms=now_ms() - 30_000,
            recorded=views.a_recording(pause="apart"),
            allowed_actions=views.IN_CONSULT,
        )
    )


def _secret() -> Scene:
    talk = views.an_interaction(
        recorded=views.a_recording(pause="agent"),
        is_muted=True,
        allowed_actions=["unmute", "send_digits", "continue_recording", "hang_up"],
        flow_results=[{"flow": "card_number", "result": "given_up"}],
    )
    return views.scene(talk)


def _wrapping_up() -> Scene:
    now = now_ms()
    return views.scene(
        views.an_interaction(
            state="wrap_up",
            wrap_up_since_ms=now,
            wrap_up_until_ms=now + 600_000,
            allowed_actions=["finish_wrap_up", "make_follow_up"],
        )
    )


@dataclass(frozen=True)
class Moment:
    """One look of the desktop: what it is told, and what the agent does first."""

    scene: Callable[[], Scene]
    act: Callable[[Page], Awaitable[None]] = _nothing
    size: tuple[int, int] = WIDE


MOMENTS = {
    "not ready": Moment(lambda: views.scene(activity="signed_out")),
    "on a break": Moment(lambda: views.scene(activity="on_break", reason="lunch")),
    "available": Moment(views.scene),
    "not responding": Moment(lambda: views.scene(activity="not_responding", reason="offer_expired")),
    "in a call": Moment(_talk),
    "two offers in a call": Moment(_with_offers),
    "searching for somebody": Moment(_talk, _search),
    "having found somebody": Moment(_talk, _choose),
    "asking, it rings": Moment(lambda: _asking("asked")),
    "asking, they talk": Moment(lambda: _asking("talking")),
    "the customer's card": Moment(_talk, _card),
    "the customer's contacts": Moment(_talk, _tab("contacts")),
    "my day": Moment(_talk, _tab("my_day")),
    "waiting work": Moment(_talk, _tab("waiting")),
    "in a conference": Moment(lambda: _asking("conference")),
    "recording paused, keypad open": Moment(_secret, _pad),
    "in wrap-up": Moment(_wrapping_up),
    "settings": Moment(views.scene, _settings),
    "keys": Moment(views.scene, _keys),
    "health": Moment(views.scene, _health),
    "dialling out with no number": Moment(views.scene, _dial),
    "in a call at 200 %": Moment(_with_offers, size=NARROW),
    "in a call, embedded": Moment(lambda: _compact(_talk()), size=EMBEDDED),
    "an offer, embedded": Moment(lambda: _compact(views.scene(views.an_offer())), size=EMBEDDED),
}


def _compact(scene: Scene) -> Scene:
    scene.path = "?compact"
    return scene


COMPRESSED_BYTES_MAX = 300_000
"""Of a page with everything that is loaded later: little on an office line that carries calls as well."""
OF_SUPERVISORS = ("supervisor.html", "wall.html")
FILE_NAME = re.compile(r"[\w.-]+\.(?:js|css)")


def _named_in(page: Path, built: dict[str, Path]) -> set[Path]:
    """A page and all files that it, or one of them, names."""
    found: set[Path] = set()
    waiting = [page]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [built[name] for name in FILE_NAME.findall(path.read_text(encoding="utf-8")) if name in built]
    return found


@pytest.mark.parametrize(
    "pages", [("index.html", "phone.html"), *((page,) for page in OF_SUPERVISORS)], ids=" and ".join
)
def test_the_pages_stay_small(pages: tuple[str, ...]) -> None:
    built = {path.name: path for path in (WEB / "dist").rglob("*") if path.suffix in (".js", ".css")}
    assert built, "built by make install"
    files = set[Path]().union(*(_named_in(WEB / "dist" / page, built) for page in pages))
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in files}
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:5]
    assert sum(sizes.values()) < COMPRESSED_BYTES_MAX, f"{sum(sizes.values())} bytes, the largest are {largest}"


def test_what_is_for_supervisors_is_no_burden_to_agents() -> None:
    own = {path.name: path for path in (WEB / "dist" / "assets").glob("*.*")}
    named = _named_in(WEB / "dist" / "index.html", own)
    assert len(named) > 1, "the page names its files"
    assert not [path.name for path in named if "assets/supervisor" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(("look", "language"), [("light", "en"), ("dark", "zh")])
async def test_no_moment_has_a_barrier(tmp_path: Path, look: str, language: str) -> None:
    problems: list[str] = []
    locale = "zh-CN" if language == "zh" else "en-GB"
    async with browser_with_voice(tmp_path, 440, locale) as browser:
        for name, moment in MOMENTS.items():
            async with shown(browser, moment.scene()) as desktop:
                page = desktop.page
                width, height = moment.size
                await page.set_viewport_size({"width": width, "height": height})
                await page.emulate_media(color_scheme="dark" if look == "dark" else "light", reduced_motion="reduce")
                await moment.act(page)
                try:
                    await assert_accessible(page, f"'{name}', {look}, {language}")
                    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                        f"'{name}' is too wide"
                    )
                    assert await page.evaluate("document.documentElement.lang") == (
                        "zh-Hans" if language == "zh" else "en"
                    )
                except AssertionError as error:
                    problems.append(str(error))
                problems += [f"'{name}': the browser says {problem}" for problem in desktop.problems]
    assert not problems, "\n\n".join(problems)
