"""Which box stands in which layer, and the points that arrows pass on their way. Owns layers; knows no coordinates.

Boxes stand in even layers, each below all that lead to it; labels of arrows in the odd ones between. An arrow that
would close a circle is laid out the other way round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ivr_flows.drawing.chart import Arrow, Chart


@dataclass(slots=True)
class Point:
    """A box, a label or a bend of an arrow; ``above`` and ``below`` are the points it is joined with."""

    layer: int
    box: str = ""
    label: str = ""
    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)

    @property
    def is_bend(self) -> bool:
        """Whether it is only passed."""
        return not self.box


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow as the points it passes, from its source to its target; ``is_upwards`` when it leads up."""

    arrow: Arrow
    points: tuple[int, ...]
    is_upwards: bool


@dataclass(slots=True)
class Layered:
    """All points, the points of each layer in their order, and the arrows through them."""

    points: list[Point]
    layers: list[list[int]]
    routes: list[Route]


def layered(chart: Chart) -> Layered:
    """Put the boxes of a chart in layers; what nothing leads to stands after all the others."""
    names = _in_order(chart)
    place = {name: number for number, name in enumerate(names)}
    upwards = _closing(chart, names)
    straight = [arrow for arrow in chart.arrows if arrow.source != arrow.target]
    downwards = [(_ends(arrow, upwards), arrow) for arrow in straight]
    depth = _depths(names, [ends for ends, _ in downwards])
    points = [Point(2 * depth[name], box=name) for name in names]
    routes: list[Route] = []
    for (top, bottom), arrow in downwards:
        is_upwards = (top, bottom) != (arrow.source, arrow.target)
        chain = _chain(points, place[top], place[bottom], arrow.label, label_at_bottom=is_upwards)
        routes.append(Route(arrow, tuple(reversed(chain)) if is_upwards else tuple(chain), is_upwards))
    layers: list[list[int]] = [[] for _ in range(max((point.layer for point in points), default=0) + 1)]
    for number, point in enumerate(points):
        layers[point.layer].append(number)
    return Layered(points, layers, routes)


def _ends(arrow: Arrow, upwards: frozenset[tuple[str, str]]) -> tuple[str, str]:
    is_up = (arrow.source, arrow.target) in upwards
    return (arrow.target, arrow.source) if is_up else (arrow.source, arrow.target)


def _in_order(chart: Chart) -> list[str]:
    """The boxes as they are met from the start on; then those of the other entrances, and the strays."""
    targets = _targets(chart)
    beginnings = [chart.start, *(box.name for box in chart.boxes if box.entrances), *(box.name for box in chart.boxes)]
    met: dict[str, None] = {}
    for beginning in beginnings:
        open_names = [beginning] if beginning in targets else []
        while open_names:
            name = open_names.pop()
            if name not in met:
                met[name] = None
                open_names += reversed(targets[name])
    return list(met)


def _targets(chart: Chart) -> Mapping[str, list[str]]:
    targets: dict[str, list[str]] = {box.name: [] for box in chart.boxes}
    for arrow in chart.arrows:
        targets[arrow.source].append(arrow.target)
    return targets


def _closing(chart: Chart, names: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The arrows that close circles: those that lead back to a box on whose way they are."""
    targets = _targets(chart)
    closing: set[tuple[str, str]] = set()
    finished: set[str] = set()
    for beginning in names:
        way: list[tuple[str, int]] = [] if beginning in finished else [(beginning, 0)]
        on_way = {beginning}
        while way:
            name, number = way.pop()
            if number == len(targets[name]):
                finished.add(name)
                on_way.discard(name)
                continue
            way.append((name, number + 1))
            target = targets[name][number]
            if target in on_way:
                closing.add((name, target))
            elif target not in finished:
                way.append((target, 0))
                on_way.add(target)
    return frozenset(closing)


def _depths(names: Sequence[str], arrows: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The longest way to each box."""
    before: dict[str, int] = dict.fromkeys(names, 0)
    below: dict[str, list[str]] = {name: [] for name in names}
    for top, bottom in arrows:
        before[bottom] += 1
        below[top].append(bottom)
    depth = dict.fromkeys(names, 0)
    ready = [name for name in names if not before[name]]
    while ready:
        name = ready.pop()
        for bottom in below[name]:
            depth[bottom] = max(depth[bottom], depth[name] + 1)
            before[bottom] -= 1
            if not before[bottom]:
                ready.append(bottom)
    return depth


def _chain(points: list[Point], top: int, bottom: int, label: str, *, label_at_bottom: bool) -> list[int]:
    """Bends in every layer between two boxes; the one beside the source has the label."""
    first, last = points[top].layer + 1, points[bottom].layer - 1
    chain = [top]
    for layer in range(first, last + 1):
        has_label = layer == (last if label_at_bottom else first)
        points.append(Point(layer, label=label if has_label else ""))
        chain.append(len(points) - 1)
    chain.append(bottom)
    for upper, lower in pairwise(chain):
        points[upper].below.append(lower)
        points[lower].above.append(upper)
    return chain
