"""What agents are told of the center's alarms. Owns which concern them; the words are the browser's."""

from collections.abc import Iterable
from dataclasses import dataclass

CODES = frozenset(
    {"journal_disk_full", "journal_locked", "journal_slow", "callers_held", "asterisk_unreachable", "recording_failing"}
)
"""What an agent notices at work. What does not touch a contact in hand (a log that is behind) is the operators'."""


@dataclass(frozen=True, slots=True)
class StandingAlarm:
    """One thing that is wrong with the center now, and since when."""

    code: str
    since_ms: int


def for_agents(alarms: Iterable[StandingAlarm]) -> tuple[StandingAlarm, ...]:
    """The alarms that concern agents, in their order."""
    return tuple(alarm for alarm in alarms if alarm.code in CODES)
