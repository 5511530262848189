"""Why an agent is not eligible, and what decided between two, in words. Owns the words; knows no order."""

from typing import Any

from cic.cli.words import duration
from routing.removals import Removal

Form = dict[str, Any]

# The verb for one and for several, and the rest.
_REASONS: dict[Removal, tuple[str, str, str]] = {
    Removal.NOT_CONFIGURED: ("is", "are", "not configured"),
    Removal.NOT_A_MEMBER: ("is", "are", "not of {what}"),
    Removal.SKILL_TOO_LOW: ("has", "have", "too low a level of {what}: needed {needed}, {best} {has}"),
    Removal.REQUIREMENT_NOT_MET: ("does not meet", "do not meet", "{what}"),
    Removal.SIGNED_OUT: ("is", "are", "signed out"),
    Removal.ON_BREAK: ("is", "are", "on break{what_in_brackets}"),
    Removal.NOT_RESPONDING: ("is", "are", "not responding{what_in_brackets}"),
    Removal.LEAVING: ("is", "are", "leaving: {what} is next"),
    Removal.NO_DESKTOP: ("has", "have", "no desktop open"),
    Removal.NO_PHONE: ("has", "have", "no phone at {what}"),
    Removal.PHONE_NOT_REACHABLE: ("has", "have", "a phone at {what} that cannot be reached"),
    Removal.PHONE_IN_USE: ("has", "have", "a phone in use"),
    Removal.NO_ROOM: ("has", "have", "no room for {what}: it takes {needed}, and {has} of {most} are in use"),
    Removal.ENOUGH_OF_MEDIUM: ("has", "have", "enough of {what}: {has} in hand, at most {most} at once"),
    Removal.EXCLUDED_UNTIL: ("is", "are", "not to be asked again before {until}"),
    Removal.EXCLUDED_FOR_GOOD: ("is", "are", "excluded for good"),
    Removal.BEING_CONFIGURED: ("is", "are", "not asked before the new configuration is taken in everywhere"),
    Removal.WAITS_FOR_ANOTHER: ("is", "are", "not asked yet: it waits for {what} alone until {until}"),
}
_AGAINST = {
    "moved_to_front": "the first was moved to the front by a supervisor",
    "preferred_group": "in a group that is tried later",
    "load": "carries {other:g}, the first {first:g}",
    "skill_fit": "skill fit {other:g}, the first {first:g}",
    "occupancy": "occupied {other:.1%} of the time, the first {first:.1%}",
    "contacts": "{other:g} contacts, the first {first:g}",
    "draw": "drawn later",
    "score": "score {other:g}, the first {first:g}",
    "points": "{other:g} points, the first {first:g}",
    "priority": "priority {other:g}, the first {first:g}",
    "queue_order": "its queue is later in the agent's order",
    "queue_length": "{other:g} in its queue, {first:g} in the first's",
    "sequence": "later in the same millisecond",
    "name": "equal in everything, and later by its name",
}
_SINCE = {
    "free_since_ms": "free for {}",
    "assigned_since_ms": "last contact {} ago",
    "waiting_since_ms": "waiting for {}",
}
_VALUES = {
    "moved_to_front": "moved to the front by a supervisor",
    "load": "load {:g}",
    "skill_fit": "skill fit {:g}",
    "occupancy": "occupied {:.1%} of the time",
    "contacts": "{:g} contacts",
    "score": "score {:g}",
    "points": "{:g} points",
    "priority": "priority {:g}",
    "queue_length": "{:g} in its queue",
}


def reason_words(reason: Form, begun_ms: int) -> str:
    """What holds against one agent."""
    return _reason(reason, begun_ms, several=False)


def group_words(group: Form, begun_ms: int) -> str:
    """What removes how many, and who the first of them are."""
    names = ", ".join(group["agent_ids"]) + (", ..." if group["agents"] > len(group["agent_ids"]) else "")
    return f"{group['agents']} {_reason(group, begun_ms, several=group['agents'] > 1)} ({names})"


def behind_words(behind: Form, at_ms: int) -> str:
    """What decided against the other of two."""
    by, first, other = behind["by"], behind["first"], behind["other"]
    if by in _SINCE:
        return f"{_SINCE[by].format(_age(other, at_ms))}, the first {_age(first, at_ms)}"
    return _AGAINST.get(by, "by its strategy").format(first=first, other=other)


def value_words(values: Form, terms: Form, at_ms: int) -> str:
    """The numbers that count, and what a score is made of; what is zero says nothing."""
    told = [_VALUES[name].format(value) for name, value in values.items() if name in _VALUES and value]
    told += [words.format(_age(values[name], at_ms)) for name, words in _SINCE.items() if name in values]
    made_of = ", ".join(f"{name} {value:g}" for name, value in terms.items())
    return ", ".join(told) + (f" (made of {made_of})" if made_of else "")


def _reason(reason: Form, begun_ms: int, *, several: bool) -> str:
    one, many, rest = _REASONS[Removal(reason["removal"])]
    what = str(reason.get("what", "")).replace("_", " ") if reason["removal"] in _CODED else reason.get("what", "")
    words = rest.format(
        what=what,
        what_in_brackets=f" ({what})" if what else "",
        best="best" if several else "has",
        until=duration(reason["until_ms"] - begun_ms) if "until_ms" in reason else "-",
        **{name: reason.get(name, "-") for name in ("needed", "has", "most")},
    )
    through = f", by {reason['through']}" if "through" in reason else ""
    return f"{many if several else one} {words}{through}"


_CODED = (Removal.NOT_RESPONDING.value, Removal.LEAVING.value)


def _age(since_ms: float, at_ms: int) -> str:
    return duration(at_ms - round(since_ms))
