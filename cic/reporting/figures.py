"""The rules that a contact is counted by, and figures made of figures. Owns the arithmetic; pure, holds no words.

Live boards and reports count by the same functions, so that they cannot disagree.
"""

from collections.abc import Mapping

Figures = Mapping[str, int]
"""Counts and sums of milliseconds by their ids; one that is missing is 0."""
Value = int | float | None
SCALE = 10_000
"""A rating is counted as its place on its scale, in ten-thousandths from the lowest value to the highest."""


def is_in_target(wait_ms: int, service_level_target_ms: int) -> bool:
    """Whether an answered visit was answered in time; at the very end of the time still is."""
    return wait_ms <= service_level_target_ms


def is_short_abandon(wait_ms: int, short_abandon_ms: int) -> bool:
    """Whether a visit that was given up is a short abandon, which is nobody's failure."""
    return wait_ms < short_abandon_ms


def place_on_scale(value: int, lowest: int, highest: int) -> int:
    """Where a rating stands on its scale, in ten-thousandths; a scale of one value is at its highest."""
    return SCALE if highest == lowest else round(SCALE * (value - lowest) / (highest - lowest))


def share(part: int, whole: int) -> float | None:
    """The part of a whole; None where there is nothing to divide by, which is not 0 %."""
    return part / whole if whole else None


def mean(total: int, count: int) -> int | None:
    """The rounded mean; None of nothing."""
    return (2 * total + count) // (2 * count) if count else None


def decided(figures: Figures) -> int:
    """Visits of which it is known how they ended, without those that were given up at once."""
    return sum(figures.get(name, 0) for name in ("answered", "abandoned", "left"))


def service_level(figures: Figures) -> float | None:
    """The share of decided visits that were answered in time."""
    return share(figures.get("answered_in_target", 0), decided(figures))


def abandon_rate(figures: Figures) -> float | None:
    """The share of decided visits that were abandoned."""
    return share(figures.get("abandoned", 0), decided(figures))


def average_answer_ms(figures: Figures) -> int | None:
    """How long answered visits waited, on average."""
    return mean(figures.get("answer_wait_ms", 0), figures.get("answered", 0))


def average_abandon_ms(figures: Figures) -> int | None:
    """How long abandoned visits waited, on average."""
    return mean(figures.get("abandon_wait_ms", 0), figures.get("abandoned", 0))


HANDLING = ("talk_ms", "hold_ms", "consult_ms", "work_ms", "wrap_up_ms")
"""What handle time is made of."""
SIGNED_IN = ("ready_ms", "ringing_ms", "in_contact_ms", "wrapping_up_ms", "break_ms", "not_responding_ms")
"""What the time of an agent who is signed in is made of: each moment is of one of these."""


def handle_ms(figures: Figures) -> int:
    """The whole time that agents had finished contacts in hand."""
    return sum(figures.get(name, 0) for name in HANDLING)


def average_handle_ms(figures: Figures) -> int | None:
    """Handle time of a finished contact, on average."""
    return mean(handle_ms(figures), figures.get("finished", 0))


def average_of(name: str, figures: Figures) -> int | None:
    """One of the times of a finished contact, on average."""
    return mean(figures.get(name, 0), figures.get("finished", 0))


def signed_in_ms(figures: Figures) -> int:
    """The time in which agents were signed in."""
    return sum(figures.get(name, 0) for name in SIGNED_IN)


def in_hand_ms(figures: Figures) -> int:
    """The time in which agents had at least one contact in hand, however many at once."""
    return figures.get("in_contact_ms", 0) + figures.get("wrapping_up_ms", 0)


def occupancy(figures: Figures) -> float | None:
    """Of the time in which an agent was there for contacts, the share with at least one in hand."""
    in_hand = in_hand_ms(figures)
    return share(in_hand, in_hand + figures.get("ready_ms", 0) + figures.get("ringing_ms", 0))


def average_at_once(figures: Figures) -> float | None:
    """How many contacts were in hand while there was one at all, on average."""
    return share(figures.get("at_once_ms", 0), in_hand_ms(figures))


def average_rating(figures: Figures) -> float | None:
    """Where ratings stand on their scales, on average: 0 the lowest value, 1 the highest."""
    whole = share(figures.get("rating_places", 0), figures.get("ratings", 0))
    return None if whole is None else whole / SCALE
