"""Whether everybody can use what a page shows, as far as a machine can tell. Owns running axe-core in the page."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

AXE = Path(__file__).parents[2] / "agent_desktop" / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TARGET_PX_MIN = 40

SMALL_TARGETS = """(least) => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  // React Aria's ways out of a dialog for screen readers are one pixel wide, and nobody presses them.
  const isUnseen = (element) => element.closest(".unseen, .skip") !== null || element.style.width === "1px";
  const box = (element) => (element.closest("label") ?? element).getBoundingClientRect();
  return [...document.querySelectorAll("button, select, input, textarea, [role=tab], [role=option], a[href]")]
    .filter((element) => shown(element) && !isUnseen(element))
    .filter((element) => {
      const { width, height } = box(element);
      return width > 1 && (width < least - 0.5 || height < least - 0.5);
    })
    .map((element) => `${element.outerHTML.slice(0, 120)} is ${box(element).width} x ${box(element).height}`);
}"""


@cache
def _axe() -> str:
    assert AXE.is_file(), f"{AXE} is missing: run `npm ci` in agent_desktop/web"
    return AXE.read_text(encoding="utf-8")


async def assert_accessible(page: Page, where: str) -> None:
    """No violation of WCAG 2.2 AA that axe finds, and no target below 40 px."""
    # Evaluated from outside of the page: its content policy takes no script but its own.
    await page.evaluate(_axe())
    found: list[dict[str, Any]] = await page.evaluate(
        """async (tags) => {
          await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
          // A popover stands at the end of the page, outside of every landmark, with the focus in it.
          const rules = { region: { enabled: document.querySelector(".popover") === null } };
          const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, rules });
          return violations.map(({ id, help, nodes }) => ({
            id, help, nodes: nodes.slice(0, 4).map(({ html, failureSummary }) => [html.slice(0, 200), failureSummary]),
          }));
        }""",
        RULES,
    )
    told = "\n".join(f"{each['id']}: {each['help']}\n  " + "\n  ".join(map(str, each["nodes"])) for each in found)
    assert not found, f"{where} has {len(found)} kinds of barriers:\n{told}"
    small: list[str] = await page.evaluate(SMALL_TARGETS, TARGET_PX_MIN)
    assert not small, f"{where} has targets below {TARGET_PX_MIN} px:\n" + "\n".join(small)
