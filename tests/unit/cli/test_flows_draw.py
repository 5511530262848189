"""`cic flows draw`: a picture that a browser and a reader can take, in which boxes stand apart and arrows arrive."""

import json
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cic.cli.flow_files import read_flows
from cic.cli.main import main
from ivr_flows.drawing.chart import chart_of
from ivr_flows.drawing.layers import layered
from ivr_flows.drawing.ordering import crossings, order
from ivr_flows.drawing.picture import draw_flow
from tests.unit.ivr_flows.walked_flows import flows

pytestmark = pytest.mark.unit

SHIPPED = read_flows(Path(__file__).parents[3] / "ivr_flows" / "flows")
SVG = "{http://www.w3.org/2000/svg}"
Rect = tuple[float, float, float, float]


def picture(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(draw_flow(flows({"line": text}).written["line"].flow, {}))


def boxes(svg: ElementTree.Element) -> dict[str, Rect]:
    found: dict[str, Rect] = {}
    for group in svg.iter(f"{SVG}g"):
        name = group.find(f"{SVG}text[@class='name']")
        if name is not None and name.text is not None:
            rect = group.find(f"{SVG}rect")
            assert rect is not None
            x, y, width, height = (float(rect.attrib[field]) for field in ("x", "y", "width", "height"))
            found[name.text] = (x, y, x + width, y + height)
    return found


def ends(path: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a path of moves, curves and uprights begins and ends."""
    points: list[tuple[float, float]] = []
    for letter, words in re.findall(r"([MCV])([^MCV]+)", path):
        numbers = [float(each) for each in re.findall(r"-?[0-9.]+", words)]
        points.append((points[-1][0], numbers[0]) if letter == "V" else (numbers[-2], numbers[-1]))
    return points[0], points[-1]


def overlap(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("name", sorted(SHIPPED.written))
def test_every_shipped_flow_is_drawn_with_boxes_apart(name: str) -> None:
    flow = SHIPPED.written[name].flow
    svg = ElementTree.fromstring(draw_flow(flow, SHIPPED.texts))
    placed = boxes(svg)
    assert set(placed) == {node.node_id for node in flow.nodes}
    assert [pair for pair in combinations(placed, 2) if overlap(placed[pair[0]], placed[pair[1]])] == []
    _, _, width, height = (float(value) for value in svg.attrib["viewBox"].split())
    assert all(min(box) >= 0 and box[2] <= width and box[3] <= height for box in placed.values())


@pytest.mark.parametrize("name", sorted(SHIPPED.written))
def test_arrows_begin_and_end_at_their_boxes(name: str) -> None:
    svg = ElementTree.fromstring(draw_flow(SHIPPED.written[name].flow, SHIPPED.texts))
    placed = boxes(svg)
    for way in svg.iter(f"{SVG}g"):
        told, path = way.find(f"{SVG}title"), way.find(f"{SVG}path[@marker-end]")
        if told is None or path is None or not told.text:
            continue
        source, target = told.text.partition(":")[0].split(" to ")[:2]
        for box, (x, y) in zip((placed[source], placed[target]), ends(path.attrib["d"]), strict=True):
            assert box[0] <= x <= box[2] and min(abs(y - box[1]), abs(y - box[3])) < 0.2, told.text


def test_few_arrows_of_the_hotline_cross() -> None:
    laid = layered(chart_of(SHIPPED.written["main"].flow, {}))
    before = crossings(laid)
    order(laid)
    assert crossings(laid) <= max(2, before // 3)


def test_loops_strays_and_errors_are_told_apart() -> None:
    svg = picture("""
nodes:
  begin: {type: menu, say: a, keys: {"1": begin, "2": next_one}, timeout_s: 5, on_failure: end}
  next_one: {type: say, say: b, next: begin}
  lonely: {type: say, say: b, next: end}
""")
    words = {" ".join(text.itertext()) for text in svg.iter(f"{SVG}text")}
    assert {"start", "errors", "never reached", "failure"} <= words
    kinds = {group.attrib["class"]: group for group in svg.iter(f"{SVG}g")}
    assert {"way error", "box talks stray"} <= set(kinds)
    told = [title.text for title in svg.iter(f"{SVG}title")]
    assert {"begin to begin: 1", "next_one to begin", "begin to end: failure"} <= set(told)


def test_a_picture_has_words_for_who_cannot_see_it_and_nothing_that_runs() -> None:
    text = draw_flow(SHIPPED.written["direct"].flow, SHIPPED.texts)
    svg = ElementTree.fromstring(text)
    description = svg.find(f"{SVG}desc")
    assert description is not None and description.text is not None
    assert "welcome (say): to to_support" in description.text
    assert svg.attrib["role"] == "img"
    assert not re.search(r"<script|href|url\(http|onload", text)
    assert "prefers-color-scheme: dark" in text


def test_words_of_the_author_cannot_break_the_picture() -> None:
    cases = 'cases: [{when: caller.grade == "a<b&c", go: end}]'
    svg = picture(f"nodes:\n  begin: {{type: branch, {cases}, otherwise: end}}\n")
    assert any("a<b&c" in "".join(text.itertext()) for text in svg.iter(f"{SVG}text"))


def test_the_same_flow_is_always_the_same_picture() -> None:
    flow = SHIPPED.written["main"].flow
    assert draw_flow(flow, SHIPPED.texts) == draw_flow(flow, SHIPPED.texts)


def test_a_picture_is_written_where_it_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "main.svg"
    assert main(["flows", "draw", "main", "--out", str(out)]) == 0
    assert capsys.readouterr().out.endswith("nodes.\n")
    assert main(["flows", "draw", "main"]) == 0
    assert capsys.readouterr().out == out.read_text()
    assert main(["flows", "draw", "main", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bytes"] == out.stat().st_size
    assert main(["flows", "draw", "main", "--out", str(tmp_path / "no" / "main.svg")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert main(["flows", "draw", "mai"]) == 1


def test_the_picture_in_the_documents_is_the_hotline_of_today(tmp_path: Path) -> None:
    assert main(["flows", "draw", "main", "--out", str(tmp_path / "main.svg")]) == 0
    shown = Path(__file__).parents[3] / "docs" / "pictures" / "main-flow.svg"
    assert (tmp_path / "main.svg").read_text() == shown.read_text(), (
        "run: cic flows draw main --out docs/pictures/main-flow.svg"
    )
