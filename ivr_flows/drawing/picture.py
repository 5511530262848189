"""A flow as SVG text. Owns sizes, colours and paths; layers and places come from the modules beside it.

No script and nothing from outside: colours follow the reader's light or dark, words stay text, and everything that the
picture shows is also told in words (``desc``).
"""

from collections.abc import Mapping
from html import escape

from ivr_flows.drawing.chart import Arrow, Box, BoxKind, Chart, chart_of
from ivr_flows.drawing.layers import Layered, Route, layered
from ivr_flows.drawing.ordering import order
from ivr_flows.drawing.positions import Placed, Size, placed
from ivr_flows.drawing.style import STYLE
from ivr_flows.model import Flow

MARGIN, HEADING = 28.0, 34.0
BOX_WIDTH_MIN, PADDING_X, PADDING_Y = 110.0, 14.0, 11.0
NAME_HEIGHT, LINE_HEIGHT, BADGE_HEIGHT = 16.0, 15.0, 18.0
LABEL_HEIGHT, BEND = 14.0, 2.0
NAME_SIZE, LINE_SIZE = 7.9, 6.5
"""How wide a letter is, about: of a name, and of everything else. A Chinese character takes twice as much."""
HEADING_SIZE = 11.0
PORT_GAP, PORT_SHARE = 16.0, 0.7
LEGEND = (
    (BoxKind.TALKS, "talks"),
    (BoxKind.DECIDES, "decides"),
    (BoxKind.ASKS, "asks a source"),
    (BoxKind.HANDS_ON, "hands on"),
    (BoxKind.ENDS, "ends"),
)
LEGEND_WIDTH = 840.0


def draw_flow(flow: Flow, texts: Mapping[str, str]) -> str:
    """The picture of a flow; ``texts`` are what recordings say, by language and name."""
    chart = chart_of(flow, texts)
    boxes = {box.name: box for box in chart.boxes}
    laid = layered(chart)
    order(laid)
    sizes = [_size(boxes[point.box]) if point.box else _label_size(point.label) for point in laid.points]
    places = placed(laid, sizes)
    width = max(places.width, LEGEND_WIDTH) + 2 * MARGIN
    shift = (width - places.width) / 2
    drawing = _Drawing(chart, laid, places, sizes, shift)
    lines = [
        *_head(chart, width, places.height + 2 * MARGIN + HEADING),
        *(drawing.arrow(route) for route in laid.routes),
        *(drawing.loop(arrow) for arrow in chart.arrows if arrow.source == arrow.target),
        *(line for number, point in enumerate(laid.points) if point.box for line in drawing.box(number, boxes)),
        *(drawing.label(number) for number, point in enumerate(laid.points) if point.label),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


class _Drawing:
    """Coordinates to elements."""

    def __init__(self, chart: Chart, laid: Layered, places: Placed, sizes: list[Size], shift: float) -> None:
        self._laid, self._places, self._sizes, self._shift = laid, places, sizes, shift
        self._number = {point.box: number for number, point in enumerate(laid.points) if point.box}
        self._errors = {
            point: route.arrow.is_error for route in laid.routes for point in route.points[1:-1]
        }  # fmt: skip
        self._title = chart.title

    def arrow(self, route: Route) -> str:
        """An arrow along its points."""
        points = route.points
        down = points if not route.is_upwards else tuple(reversed(points))
        xs = [self._x(number) for number in down]
        xs[0] += self._port(down[0], down[1], is_below=True)
        xs[-1] += self._port(down[-1], down[-2], is_below=False)
        ys = [(self._top(number), self._bottom(number)) for number in down]
        path = _path(xs, ys)
        if route.is_upwards:
            path = _path(xs[::-1], [(bottom, top) for top, bottom in ys[::-1]])
        return _arrow(route.arrow, path)

    def loop(self, arrow: Arrow) -> str:
        """An arrow from a box to itself, at its right side."""
        number = self._number[arrow.source]
        x, y = self._x(number) + self._sizes[number].width / 2, (self._top(number) + self._bottom(number)) / 2
        return _arrow(arrow, f"M {_n(x)} {_n(y - 8)} c 26 -8, 26 24, 2 16")

    def box(self, number: int, boxes: Mapping[str, Box]) -> list[str]:
        """A node."""
        box, size = boxes[self._laid.points[number].box], self._sizes[number]
        x, top = self._x(number) - size.width / 2, self._top(number)
        height = size.height
        unreached = "" if box.is_reached else " stray"
        lines = [f'<g class="box {box.kind.value}{unreached}"><title>{escape(_told(box))}</title>']
        lines.append(
            f'<rect x="{_n(x)}" y="{_n(top)}" width="{_n(size.width)}" height="{_n(height)}" rx="8"/>'
            f'<rect class="bar" x="{_n(x)}" y="{_n(top)}" width="5" height="{_n(height)}" rx="2.5"/>'
        )
        middle, y = _n(x + size.width / 2), top + PADDING_Y + 11
        badges = [*box.entrances, *([] if box.is_reached else ["never reached"])]
        if badges:
            lines.append(f'<text class="badge" x="{middle}" y="{_n(y)}">{escape(" · ".join(badges))}</text>')
            y += BADGE_HEIGHT
        lines.append(f'<text class="name" x="{middle}" y="{_n(y)}">{escape(box.name)}</text>')
        for line, kind in ((box.about, "about"), (box.text, "words")):
            if line:
                y += LINE_HEIGHT
                shown = f"“{line}”" if kind == "words" else line
                lines.append(f'<text class="{kind}" x="{middle}" y="{_n(y)}">{escape(shown)}</text>')
        return [*lines, "</g>"]

    def label(self, number: int) -> str:
        """The words beside an arrow, on its line."""
        point = self._laid.points[number]
        y = (self._top(number) + self._bottom(number)) / 2 + 4
        kind = "label error" if self._errors.get(number) else "label"
        return f'<text class="{kind}" x="{_n(self._x(number))}" y="{_n(y)}">{escape(point.label)}</text>'

    def _x(self, number: int) -> float:
        return self._places.x[number] + self._shift

    def _top(self, number: int) -> float:
        point = self._laid.points[number]
        top = self._places.tops[point.layer] + MARGIN + HEADING
        if not point.box:
            return top
        room = self._places.bottoms[point.layer] - self._places.tops[point.layer]
        return top + (room - self._sizes[number].height) / 2

    def _bottom(self, number: int) -> float:
        point = self._laid.points[number]
        if point.box:
            return self._top(number) + self._sizes[number].height
        return self._places.bottoms[point.layer] + MARGIN + HEADING

    def _port(self, number: int, beside: int, *, is_below: bool) -> float:
        """Where an arrow leaves or enters a box, from its middle: arrows side by side in the order of their ways."""
        point = self._laid.points[number]
        joined = sorted(point.below if is_below else point.above, key=lambda each: self._places.x[each])
        gap = min(PORT_GAP, PORT_SHARE * self._sizes[number].width / len(joined))
        return (joined.index(beside) - (len(joined) - 1) / 2) * gap


def _path(xs: list[float], ys: list[tuple[float, float]]) -> str:
    """Curves between the layers, straight through them; it begins and ends upright."""
    parts = [f"M {_n(xs[0])} {_n(ys[0][1])}"]
    for place in range(1, len(xs)):
        before_y, (entry_y, exit_y) = ys[place - 1][1], ys[place]
        x, before_x = _n(xs[place]), _n(xs[place - 1])
        if x != before_x:
            middle = _n((before_y + entry_y) / 2)
            parts.append(f"C {before_x} {middle}, {x} {middle}, {x} {_n(entry_y)}")
        elif parts[-1].startswith("V"):
            parts.pop()
        is_last = place == len(xs) - 1
        if not is_last or x == before_x:
            parts.append(f"V {_n(entry_y if is_last else exit_y)}")
    return " ".join(parts)


def _arrow(arrow: Arrow, path: str) -> str:
    kind, tip = ("way error", "error-tip") if arrow.is_error else ("way", "tip")
    told = f"{arrow.source} to {arrow.target}" + (f": {arrow.label}" if arrow.label else "")
    return (
        f'<g class="{kind}"><title>{escape(told)}</title><path class="wide" d="{path}"/>'
        f'<path d="{path}" marker-end="url(#{tip})"/></g>'
    )


def _head(chart: Chart, width: float, height: float) -> list[str]:
    size = f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}"'
    title = escape(f"Flow {chart.title}")
    tips = "".join(
        f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path class="{name}" d="M 0 1 L 10 5 L 0 9 z"/></marker>'
        for name in ("tip", "error-tip")
    )
    legend: list[str] = []
    x = MARGIN + HEADING_SIZE * (len(chart.title) + 5) + 24
    for kind, word in LEGEND:
        legend.append(
            f'<g class="box {kind.value}"><rect class="bar" x="{_n(x)}" y="21" width="10" height="10" rx="3"/>'
        )
        legend.append(f'<text class="legend" x="{_n(x + 15)}" y="30">{word}</text></g>')
        x += 15 + 7 * len(word) + 18
    legend.append(f'<g class="way error"><path d="M {_n(x)} 26 h 26"/></g>')
    legend.append(f'<text class="legend" x="{_n(x + 32)}" y="30">only when something goes wrong</text>')
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" {size}>',
        f'<title id="title">{title}</title>',
        f'<desc id="desc">{escape(_in_words(chart))}</desc>',
        f"<style>{STYLE}</style>",
        f"<defs>{tips}</defs>",
        '<rect class="page" width="100%" height="100%"/>',
        f'<text class="heading" x="{_n(MARGIN)}" y="31">{title}</text>',
        *legend,
    ]


def _in_words(chart: Chart) -> str:
    """The whole picture for who cannot see it."""
    ways: dict[str, list[str]] = {box.name: [] for box in chart.boxes}
    for arrow in chart.arrows:
        ways[arrow.source].append(f"{arrow.label} to {arrow.target}" if arrow.label else f"to {arrow.target}")
    told = (_told(box) + (": " + "; ".join(ways[box.name]) if ways[box.name] else "") for box in chart.boxes)
    return f"{len(chart.boxes)} nodes, beginning at {chart.start}. " + ". ".join(told) + "."


def _told(box: Box) -> str:
    return f"{box.name} ({box.about})" + ("" if box.is_reached else ", never reached")


def _size(box: Box) -> Size:
    has_badge = bool(box.entrances) or not box.is_reached
    widths = [NAME_SIZE * _letters(box.name), LINE_SIZE * _letters(box.about), LINE_SIZE * (_letters(box.text) + 2)]
    if has_badge:
        widths.append(LINE_SIZE * (sum(len(each) + 3 for each in box.entrances) + (0 if box.is_reached else 13)))
    lines = 1 + bool(box.text)
    height = 2 * PADDING_Y + NAME_HEIGHT - 3 + LINE_HEIGHT * lines + (BADGE_HEIGHT if has_badge else 0)
    return Size(max(BOX_WIDTH_MIN, max(widths) + 2 * PADDING_X), height)


def _label_size(label: str) -> Size:
    return Size(LINE_SIZE * _letters(label) + 6, LABEL_HEIGHT) if label else Size(BEND, BEND)


def _letters(text: str) -> int:
    return sum(2 if "\u2e80" <= letter <= "\uffef" else 1 for letter in text)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
