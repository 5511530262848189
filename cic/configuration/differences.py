"""What differs between two centers, thing by thing and field by field. Owns the comparison; reads no files.

Lines, comments and the order of things do not count. A list of names is one value, so another order is a difference
even where nothing but a list on a screen follows it; what has words of its own (dispositions and break reasons of
center.yaml) is compared by its code, in whatever order.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum

from cic.configuration.loader import LoadedCenter
from cic.configuration.media import media_of
from cic.configuration.schema import CalendarText, CallersText, OpeningText
from cic.configuration.schema_parts import AmountText, ChoiceText, Reference, RequirementText
from cic.configuration.schema_routing import QueueText
from cic.customers.numbers import NumberList
from ivr_flows.model import Flow
from routing.requirement_text import write_requirement

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNSEEN = frozenset({"line", "parsed", "version"})

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]
"""A value as people would write it."""


class Change(StrEnum):
    """What has become of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is new or gone, or one field of a thing with what it was and what it will be."""

    kind: str
    name: str
    change: Change
    field: str = ""
    old: Plain = None
    new: Plain = None

    def __str__(self) -> str:
        thing = f"{self.kind} {self.name}" if self.name else self.kind
        if self.change is not Change.CHANGED:
            return f"{thing}: {self.change.value}"
        return f"{thing}: {self.field}: {in_words(self.old)} -> {in_words(self.new)}"


def differences(old: LoadedCenter, new: LoadedCenter) -> tuple[Difference, ...]:
    """What would change if the new center took the place of the old one."""
    before, after = _things(old), _things(new)
    return tuple(difference for kind, was in before.items() for difference in _compare_named(kind, was, after[kind]))


def in_words(value: Plain) -> str:
    """A value on one line."""
    if value is None or value in ("", [], {}):
        return "nothing"
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return f"[{', '.join(in_words(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {in_words(item)}' for key, item in value.items() if item is not None)}}}"
        case _:
            return str(value)


def _things(center: LoadedCenter) -> dict[str, dict[str, Plain]]:
    text = center.text
    return {
        "center": {"": _fields(text.center, frozenset({"media"}))},
        "medium": {each.medium.value: _fields(each, frozenset({"medium"})) for each in media_of(text.center.media)},
        "skill": {skill.code: _plain(skill.label) for skill in text.skills},
        "group": {group.code: _plain(group.label) for group in text.groups},
        "queue": {queue.queue_id: _queue(queue) for queue in text.queues},
        "agent": {agent.agent_id: _plain(agent) for agent in text.agents},
        "calendar": {calendar.name: _calendar(calendar) for calendar in text.calendars},
        "callers": {"": _callers(text.callers)},
        "words": {choice.code: _plain(choice.label) for choice in text.words},
        "number": {number.number: {"flow": number.flow.name} for number in text.numbers},
        "lookup": {lookup.source.name: _plain(lookup.source) for lookup in text.lookups},
        "flow": {flow.flow_id: _flow(flow) for flow in center.flows},
    }


def _compare_named(kind: str, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Difference(kind, name, Change.REMOVED, old=old[name])
        elif name not in old:
            yield Difference(kind, name, Change.ADDED, new=new[name])
        else:
            yield from _compare(kind, name, "", old[name], new[name])


def _compare(kind: str, name: str, field: str, old: Plain, new: Plain) -> Iterator[Difference]:
    # An empty list stands for no names, too: with names on the other side it is compared name by name.
    old, new = ({} if each == [] and isinstance(other, dict) else each for each, other in ((old, new), (new, old)))
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            at = f"{field}.{key}" if field else key
            yield from _compare(kind, name, at, old.get(key), new.get(key))
    elif old != new:
        yield Difference(kind, name, Change.CHANGED, field, old, new)


def _queue(queue: QueueText) -> Plain:
    found = _fields(queue, frozenset({"wrap_up_s", "relax"}))
    if queue.wrap_up is None:  # `wrap_up_s` is short for a mode with its limit
        found["wrap_up"] = {"mode": "timed" if queue.wrap_up_s else "none", "limit_s": queue.wrap_up_s}
    if queue.requires is None:
        found["requires"] = "anyone"
    steps: dict[str, Plain] = {}
    for step in queue.relax:
        given = {key: value for key, value in _fields(step, frozenset({"after_s"})).items() if value is not None}
        steps[_free_name(f"after {step.after_s} s", steps)] = {**given}
    return {**found, "relax": steps}


def _free_name(name: str, taken: Mapping[str, Plain]) -> str:
    names = (name, *(f"{name} ({number})" for number in range(2, len(taken) + 2)))
    return next(each for each in names if each not in taken)


def _calendar(calendar: CalendarText) -> Plain:
    days: dict[str, Plain] = {day: _plain(hours) for day, hours in zip(DAYS, calendar.days, strict=True)}
    return {
        "time_zone": calendar.time_zone,
        "holidays": calendar.holidays,
        "make_up_workdays_like": DAYS[calendar.make_up_workdays_like],
        **days,
        "own_days": {day.day: _plain(day.openings) if day.openings else "closed" for day in calendar.own_days},
    }


def _callers(callers: CallersText) -> Plain:
    """How many numbers, and a mark that is another one when they are others: the numbers themselves are personal."""
    lists = {"blocked": callers.blocked, "vip": callers.vip}
    return {name: _numbers(numbers) for name, numbers in lists.items() if numbers}


def _numbers(numbers: NumberList) -> str:
    written = "\n".join([*sorted(numbers.whole), "", *sorted(numbers.begins)])
    mark = hashlib.sha256(written.encode()).hexdigest()[:6]
    return f"{len(numbers.whole) + len(numbers.begins)} entries (mark {mark})"


def _flow(flow: Flow) -> Plain:
    found = _fields(flow, frozenset({"nodes"}))
    found["nodes"] = {
        node.node_id: {"type": type(node).__name__.removesuffix("Node"), **_fields(node, frozenset({"node_id"}))}
        for node in flow.nodes
    }
    return found


def _plain(value: object) -> Plain:
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return str(value.value)
        case Reference():
            return value.name
        case AmountText():
            return {value.name: value.amount}
        case RequirementText():
            return write_requirement(value.parsed) if value.parsed is not None else value.text
        case OpeningText():
            return f"{_clock(value.from_minute)}-{_clock(value.until_minute)}"
        case tuple():
            return _plain_items(value)
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case _ if is_dataclass(value):
            return _fields(value, frozenset())
        case _:
            return str(value)


def _plain_items(items: tuple[object, ...]) -> Plain:
    """Things with a name by that name; others in their order."""
    if not items:
        return []
    first = items[0]
    if isinstance(first, AmountText):
        return {item.name: item.amount for item in items if isinstance(item, AmountText)}
    if isinstance(first, ChoiceText):
        return {item.code: _plain(item.label) for item in items if isinstance(item, ChoiceText)}
    if isinstance(first, tuple) and len(first) == 2 and isinstance(first[0], str):  # weights of custom attributes
        return {str(item[0]): _plain(item[1]) for item in items if isinstance(item, tuple)}
    return [_plain(item) for item in items]


def _fields(value: object, left_out: frozenset[str]) -> dict[str, Plain]:
    assert is_dataclass(value)
    names = (field.name for field in fields(value) if field.name not in UNSEEN | left_out)
    return {name: _plain(getattr(value, name)) for name in names}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
