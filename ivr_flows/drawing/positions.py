"""Where each point stands: boxes near what they are joined with, arrows as straight as may be. Owns coordinates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr_flows.drawing.layers import Layered, Point

SWEEPS_MIN, SWEEPS_MAX, MOVES_MAX = 4, 160, 400_000
"""Sweeps are many for a flow as people write them, and few for one of hundreds of nodes that lead anywhere."""
GAP_X = 26.0
BEND_GAP_X = 12.0
GAP_Y = 22.0
GAP_Y_MORE_MAX, ASIDE_SHARE = 60.0, 0.06
STRAIGHTENINGS = 6
STRAIGHT = 40.0
"""How much more a bend wants to stand exactly below the one before than a box wants to be in the middle."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much room a point takes."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """The middle of each point, and the top and bottom of each layer."""

    x: tuple[float, ...]
    tops: tuple[float, ...]
    bottoms: tuple[float, ...]
    width: float
    height: float


def placed(chart: Layered, sizes: Sequence[Size]) -> Placed:
    """Coordinates for every point, from 0 on."""
    x = [0.0] * len(chart.points)
    for layer in chart.layers:
        _spread(chart, layer, x, sizes, [(0.0, 1.0)] * len(layer))
    for sweep in range(max(SWEEPS_MIN, min(SWEEPS_MAX, MOVES_MAX // max(1, len(x))))):
        numbers = range(len(chart.layers))
        for number in numbers if sweep % 2 == 0 else reversed(numbers):
            layer = chart.layers[number]
            wishes = [_wish(chart, point, x, downwards=sweep % 2 == 0) for point in layer]
            _spread(chart, layer, x, sizes, wishes)
    places = {point: place for layer in chart.layers for place, point in enumerate(layer)}
    for _ in range(STRAIGHTENINGS):
        for route in chart.routes:
            _straighten(chart, route.points[1:-1], x, sizes, places)
    left = min((x[n] - sizes[n].width / 2 for n in range(len(x))), default=0.0)
    right = max((x[n] + sizes[n].width / 2 for n in range(len(x))), default=0.0)
    tops, bottoms, height = _rows(chart, sizes, x)
    return Placed(tuple(value - left for value in x), tops, bottoms, right - left, height)


def _wish(chart: Layered, number: int, x: Sequence[float], *, downwards: bool) -> tuple[float, float]:
    """Where a point would stand best, and how much that matters."""
    point = chart.points[number]
    first, other = (point.above, point.below) if downwards else (point.below, point.above)
    pulls = [(x[each], _pull(point, chart.points[each])) for each in first]
    pulls += [(x[each], 0.5 * _pull(point, chart.points[each])) for each in other]
    weight = sum(pull for _, pull in pulls)
    return (sum(at * pull for at, pull in pulls) / weight, weight) if weight else (x[number], 0.1)


def _pull(point: Point, beside: Point) -> float:
    return STRAIGHT if point.is_bend and beside.is_bend else 1.0


def _spread(
    chart: Layered, layer: Sequence[int], x: list[float], sizes: Sequence[Size], wishes: Sequence[tuple[float, float]]
) -> None:
    """Give each point of a layer the place nearest its wish that keeps order and distance (weighted least squares)."""
    offsets = [0.0] * len(layer)
    for place in range(1, len(layer)):
        offsets[place] = offsets[place - 1] + _distance(layer[place - 1], layer[place], chart.points, sizes)
    blocks: list[tuple[float, float, int]] = []
    for place in range(len(layer)):
        wish, weight = wishes[place]
        mean, count = wish - offsets[place], 1
        while blocks and blocks[-1][0] >= mean:
            before, before_weight, before_count = blocks.pop()
            mean = (mean * weight + before * before_weight) / (weight + before_weight)
            weight, count = weight + before_weight, count + before_count
        blocks.append((mean, weight, count))
    place = 0
    for mean, _, count in blocks:
        for _ in range(count):
            x[layer[place]] = mean + offsets[place]
            place += 1


def _distance(left: int, right: int, points: Sequence[Point], sizes: Sequence[Size]) -> float:
    """How far apart two neighbours are at least, from middle to middle."""
    are_bends = points[left].is_bend and points[right].is_bend
    return (sizes[left].width + sizes[right].width) / 2 + (BEND_GAP_X if are_bends else GAP_X)


def _straighten(
    chart: Layered, bends: Sequence[int], x: list[float], sizes: Sequence[Size], places: Mapping[int, int]
) -> None:
    """Put as many bends of an arrow as room allows exactly below each other."""
    run: list[int] = []
    lowest, highest = float("-inf"), float("inf")
    for bend in [*bends, None]:
        left, right = (lowest, highest) if bend is None else _room(chart, bend, x, sizes, places)
        if bend is not None and max(lowest, left) <= min(highest, right):
            run.append(bend)
            lowest, highest = max(lowest, left), min(highest, right)
            continue
        if run:
            mean = sum(x[each] for each in run) / len(run)
            for each in run:
                x[each] = min(max(mean, lowest), highest)
        run, lowest, highest = ([] if bend is None else [bend]), left, right


def _room(
    chart: Layered, bend: int, x: Sequence[float], sizes: Sequence[Size], places: Mapping[int, int]
) -> tuple[float, float]:
    layer = chart.layers[chart.points[bend].layer]
    place = places[bend]
    left, right = float("-inf"), float("inf")
    if place:
        left = x[layer[place - 1]] + _distance(layer[place - 1], bend, chart.points, sizes)
    if place + 1 < len(layer):
        right = x[layer[place + 1]] - _distance(bend, layer[place + 1], chart.points, sizes)
    return left, right


def _rows(
    chart: Layered, sizes: Sequence[Size], x: Sequence[float]
) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """The layers one below the other; where arrows lead far to the side there is more room between them."""
    tops: list[float] = []
    bottoms: list[float] = []
    y, gap = 0.0, 0.0
    for layer in chart.layers:
        y += gap
        height = max((sizes[point].height for point in layer), default=0.0)
        tops.append(y)
        bottoms.append(y + height)
        aside = max((abs(x[point] - x[below]) for point in layer for below in chart.points[point].below), default=0.0)
        gap = GAP_Y + min(GAP_Y_MORE_MAX, ASIDE_SHARE * aside)
        y += height
    return tuple(tops), tuple(bottoms), y
