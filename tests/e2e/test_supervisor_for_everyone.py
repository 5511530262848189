"""Every moment of the supervisor's page and of the wall, light and dark, in both languages, is free of barriers that a
machine can find; and a wall looks after itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.harness import board_views as boards
from tests.harness import desktop_views as desks
from tests.harness.accessibility import assert_accessible
from tests.harness.board_scenes import BoardScene, ShownBoard, board_shown
from tests.harness.browsers import browser_with_voice

pytestmark = pytest.mark.e2e

WIDE, NARROW, SCREEN = (1440, 900), (640, 800), (1920, 1080)
"""A usual window; the same at 200 % zoom; a screen in the room."""
REASON = "Asked for help with the form"


@pytest.fixture(autouse=True)
def needs_a_browser(real_browser_needed: None) -> None:
    """Every test here drives a real browser."""


def pressed(*test_ids: str) -> Callable[[Page], Awaitable[None]]:
    """One after the other, the first of each; then what the last one opens."""

    async def press(page: Page) -> None:
        for test_id in test_ids[:-1]:
            await page.get_by_test_id(test_id).first.click()
        await expect(page.get_by_test_id(test_ids[-1]).first).to_be_visible()

    return press


async def _nothing(page: Page) -> None:
    await expect(page.get_by_test_id("tiles")).to_be_visible()


async def _mirrored(page: Page) -> None:
    await pressed("open-agent", "act-mirror", "mirror-reason")(page)
    await page.get_by_test_id("mirror-reason").fill(REASON)
    await pressed("mirror-show", "mirrored")(page)


async def _refused(page: Page) -> None:
    await pressed("open-agent", "act-sign-out", "act-reason")(page)
    await page.get_by_test_id("act-reason").fill(REASON)
    await page.get_by_test_id("act-do").click()
    await expect(page.get_by_test_id("act-problem")).not_to_be_empty()


async def _explained(page: Page) -> None:
    await pressed("tile-longest", "waiting")(page)
    await page.get_by_test_id("why-button").nth(1).click()
    await expect(page.get_by_test_id("why").locator("li").first).to_be_visible()
    # What is half below the header for as long as somebody scrolls is no barrier.
    await page.evaluate("scrollTo(0, 0)")


async def _old(page: Page) -> None:
    await expect(page.get_by_test_id("stale")).to_be_visible()


def _by_a_supervisor_with_a_desk() -> BoardScene:
    mirrored = desks.scene(desks.an_interaction(consult=desks.a_consult("talking"), recorded=desks.a_recording())).view
    answers: dict[str, Any] = {
        "/api/walls": {"walls": []},
        "/api/missed": {"count": 2, "missed": [boards.missed("c-3", 30), boards.missed("c-4", 2)]},
        "/api/agent-messages": {"ok": True, "reached": ["alice"], "not_reached": []},
        "/api/agents": {
            "agents": [
                {"agent_id": "alice", "queues": ["support"], "skills": {"english": 80}, "override_until_ms": None}
            ]
        },
    }
    scene = boards.board_scene(me=boards.me(agent_id="dana"), mirrored=mirrored)
    scene.answers |= answers
    return scene


def _by_an_auditor() -> BoardScene:
    scene = boards.board_scene(me=boards.me(role="auditor", permissions={"see_boards": "all", "read_audit": "all"}))
    entries = [boards.audited(2, "agent.force_activity", "Fire drill"), boards.audited(1, "session.begin", None)]
    scene.answers["/api/audit"] = {"entries": entries}
    return scene


def _never_in_time() -> BoardScene:
    scene = _by_a_supervisor_with_a_desk()
    scene.stale_after_ms = 200
    return scene


def _listening() -> BoardScene:
    scene = _by_a_supervisor_with_a_desk()
    supervised = {"mode": "whisper", "agent": {"agent_id": "dana", "name": "Dana Reyes"}, "since_ms": 1}
    held = boards.in_hand(supervised=supervised)
    scene.items["agents"]["alice"] = boards.agent("alice", "Alice Chen", "busy", in_hand=[held])
    return scene


@dataclass(frozen=True)
class Moment:
    """One look of a page: what it is told, and what is done first."""

    act: Callable[[Page], Awaitable[None]] = _nothing
    scene: Callable[[], BoardScene] = _by_a_supervisor_with_a_desk
    size: tuple[int, int] = WIDE
    problems: tuple[str, ...] = field(default=())
    """What the browser may complain about: an answer that a refusal is made of."""


MOMENTS = {
    "the board, old": Moment(_old, scene=_never_in_time),
    "the board at 200 %": Moment(size=NARROW),
    "keys": Moment(pressed("live-keys", "key-sheet")),
    "who waits, and why": Moment(_explained),
    "who gave up": Moment(pressed("tile-to_call", "missed-callers")),
    "the audit trail": Moment(pressed("tab-audit", "audit-entries"), scene=_by_an_auditor),
    "reassigning": Moment(pressed("tile-longest", "act-reassign", "act-target")),
    "an agent": Moment(pressed("open-agent", "agent-panel")),
    "refused": Moment(_refused, problems=("404",)),
    "other skills": Moment(pressed("open-agent", "act-override", "override-queue-sales")),
    "listening in": Moment(pressed("open-agent", "monitor-switch"), scene=_listening),
    "a mirror": Moment(_mirrored),
    "walls": Moment(pressed("walls", "wall-name")),
    "a wall": Moment(pressed("wall"), scene=boards.wall_scene, size=SCREEN),
    "a wall's agents": Moment(pressed("wall-back", "wall-agents-list"), scene=boards.wall_scene, size=SCREEN),
}


@pytest.mark.parametrize(("look", "language"), [("light", "en"), ("dark", "zh")])
async def test_no_moment_has_a_barrier(tmp_path: Path, look: str, language: str) -> None:
    problems: list[str] = []
    locale = "zh-CN" if language == "zh" else "en-GB"
    async with browser_with_voice(tmp_path, 440, locale) as browser:
        for name, moment in MOMENTS.items():
            async with board_shown(browser, moment.scene()) as board:
                page = board.page
                width, height = moment.size
                await page.set_viewport_size({"width": width, "height": height})
                await page.emulate_media(color_scheme="dark" if look == "dark" else "light", reduced_motion="reduce")
                try:
                    await moment.act(page)
                    if moment.act is not _old:
                        board.beat()
                    await assert_accessible(page, f"'{name}', {look}, {language}")
                    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                        f"'{name}' is too wide"
                    )
                except AssertionError as error:
                    problems.append(f"{name}: {error}")
                problems += _unexpected(name, moment, board)
    assert not problems, "\n\n".join(problems)


def _unexpected(name: str, moment: Moment, board: ShownBoard) -> list[str]:
    return [
        f"'{name}': the browser says {problem}"
        for problem in board.problems
        if not any(expected in problem for expected in moment.problems)
    ]


async def test_a_wall_goes_grey_comes_back_and_loads_itself_anew_for_another_build(tmp_path: Path) -> None:
    scene = boards.wall_scene(stale_after_ms=1_000)
    async with browser_with_voice(tmp_path, 440) as browser, board_shown(browser, scene) as board:
        page = board.page
        waiting = page.get_by_test_id("wall-waiting").locator(".wall-value")
        await expect(waiting).to_have_text("5")
        await expect(page.get_by_test_id("wall")).to_have_attribute("data-stale", "true")
        await expect(page.get_by_test_id("wall-age")).to_be_visible()
        assert await page.locator('[data-level="good"]:visible .level-good').count() == 0

        # The same build again: the page stays, with what it is told now.
        await page.evaluate("window.isSamePage = true")
        board.scene.items["queues"]["support"]["waiting"]["count"] = 8
        await board.lose()
        await expect(waiting).to_have_text("9")
        assert await page.evaluate("window.isSamePage === true")

        board.scene.build = "another"
        async with page.expect_navigation():
            await board.lose()
        await expect(waiting).to_have_text("9")
        assert await page.evaluate("window.isSamePage !== true")


async def test_who_gave_up_is_seen_to_from_the_tile_of_who_is_to_be_called(tmp_path: Path) -> None:
    scene = _by_a_supervisor_with_a_desk()
    scene.answers["/api/missed/c-3/close"] = {"ok": True}
    async with browser_with_voice(tmp_path, 440) as browser, board_shown(browser, scene) as board:
        page = board.page
        await page.get_by_test_id("tile-to_call").click()
        missed = page.get_by_test_id("missed-caller")
        await expect(missed).to_have_count(2)
        await expect(missed.first).to_contain_text("gave up after 1:00")
        kept = "Keeps the old place"
        assert [kept in text for text in await missed.all_inner_texts()] == [False, True], (
            "after ten minutes it is lost"
        )
        await missed.first.get_by_test_id("missed-close").click()
        await page.get_by_test_id("act-reason").fill("Called back")
        scene.answers["/api/missed"] = {"count": 1, "missed": [boards.missed("c-4", 2)]}
        await page.get_by_test_id("act-do").click()
        await expect(page.get_by_test_id("outcome")).to_contain_text("off the list")
        scene.items["queues"]["support"]["missed"] = 1
        board.tell("queues", {"support": scene.items["queues"]["support"]})
        await expect(missed).to_have_count(1)
        (closing,) = [one for one in board.asked if one[1].startswith("/api/missed")]
        assert (closing[1], closing[2]["reason"]) == ("/api/missed/c-3/close", "Called back")
        assert not board.problems
