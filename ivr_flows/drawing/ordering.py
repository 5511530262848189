"""The order of the points within each layer, with few arrows that cross. Owns the search; knows no coordinates.

Each layer is sorted by the mean place of the neighbours above, then below, in turn; neighbours change places where that
helps. The best order that was met holds.
"""

from bisect import bisect_right, insort

from ivr_flows.drawing.layers import Layered

SWEEPS_MIN, SWEEPS_MAX, MOVES_MAX = 2, 16, 200_000
POINTS_FOR_EXCHANGES_MAX = 1_500


def order(chart: Layered) -> None:
    """Put each layer in the order with the fewest crossings that was found."""
    best, fewest = [list(layer) for layer in chart.layers], crossings(chart)
    for sweep in range(max(SWEEPS_MIN, min(SWEEPS_MAX, MOVES_MAX // max(1, len(chart.points))))):
        _sort(chart, downwards=sweep % 2 == 0)
        if len(chart.points) <= POINTS_FOR_EXCHANGES_MAX:
            _exchange(chart)
        count = crossings(chart)
        if count < fewest:
            best, fewest = [list(layer) for layer in chart.layers], count
        if not fewest:
            break
    chart.layers[:] = best


def crossings(chart: Layered) -> int:
    """How often arrows cross."""
    return sum(_crossings_below(chart, number) for number in range(len(chart.layers) - 1))


def _crossings_below(chart: Layered, number: int) -> int:
    place = {point: place for place, point in enumerate(chart.layers[number + 1])}
    seen: list[int] = []
    count = 0
    for point in chart.layers[number]:
        lower = sorted(place[below] for below in chart.points[point].below)
        count += sum(len(seen) - bisect_right(seen, target) for target in lower)
        for target in lower:
            insort(seen, target)
    return count


def _sort(chart: Layered, *, downwards: bool) -> None:
    numbers = range(1, len(chart.layers)) if downwards else range(len(chart.layers) - 2, -1, -1)
    for number in numbers:
        beside = chart.layers[number - 1 if downwards else number + 1]
        place = {point: place for place, point in enumerate(beside)}
        own = {point: place for place, point in enumerate(chart.layers[number])}
        means: dict[int, float] = {}
        for point in chart.layers[number]:
            found = chart.points[point].above if downwards else chart.points[point].below
            scale = len(beside) / max(1, len(own))
            means[point] = sum(place[each] for each in found) / len(found) if found else own[point] * scale
        chart.layers[number].sort(key=lambda point, means=means, own=own: (means[point], own[point]))  # type: ignore[misc]


def _exchange(chart: Layered) -> None:
    """Let neighbours change places while that saves crossings."""
    for number, layer in enumerate(chart.layers):
        upper = _places(chart, number - 1)
        lower = _places(chart, number + 1)
        for _ in range(len(layer)):
            changed = False
            for place in range(len(layer) - 1):
                left, right = layer[place], layer[place + 1]
                now = _between(chart, left, right, upper, lower)
                if _between(chart, right, left, upper, lower) < now:
                    layer[place], layer[place + 1] = right, left
                    changed = True
            if not changed:
                break


def _places(chart: Layered, number: int) -> dict[int, int]:
    layer = chart.layers[number] if 0 <= number < len(chart.layers) else []
    return {point: place for place, point in enumerate(layer)}


def _between(chart: Layered, left: int, right: int, upper: dict[int, int], lower: dict[int, int]) -> int:
    """Crossings of the arrows of two neighbours in this order."""
    first, second = chart.points[left], chart.points[right]
    above = sum(upper[a] > upper[b] for a in first.above for b in second.above)
    return above + sum(lower[a] > lower[b] for a in first.below for b in second.below)
