"""The judge of the kill tests finds each fault that it is there to find, and none in a day as it should be."""

from typing import Any, cast

import pytest

from tests.e2e.asterisk.sip_phone import Call, SipPhone
from tests.harness.crowd import Caller, Ring
from tests.harness.reckoning import out_of_turn, wrong_callers, wrong_rings, wrong_segments

pytestmark = pytest.mark.unit

SERVED = (("ivr", 0, 1), ("queue", 1, 5), ("ring", 5, 6), ("talk", 6, 9), ("ivr", 9, 10))


class Line:
    """As much of a call as the judge looks at."""

    def __init__(self, *, is_ended_by_far_end: bool) -> None:
        self.is_ended_by_far_end = is_ended_by_far_end


def contact(number: str, *segments: tuple[str, int, int]) -> dict[str, Any]:
    kinds = [
        {"kind": kind, "started_at_ms": since, "ended_at_ms": until, "initiator": "flow"}
        for kind, since, until in segments
    ]
    ended_at_ms = segments[-1][2] if segments else None
    return {"contact_id": f"c{number}", "caller": {"number": number}, "segments": kinds, "ended_at_ms": ended_at_ms}


def caller(number: str, *, let_go: bool = True, has_left: bool = False) -> Caller:
    call = cast(Call, Line(is_ended_by_far_end=let_go))
    return Caller(number, cast(SipPhone, None), call, has_left)


def ring(agent: str, interaction_id: str, began_s: float, ended_s: float | None, *, answered: bool = False) -> Ring:
    return Ring(agent, interaction_id, cast(Call, None), began_s, began_s if answered else None, ended_s)


def test_a_day_as_it_should_be_has_no_complaints() -> None:
    contacts = [contact("1", *SERVED), contact("2", ("ivr", 2, 3), ("queue", 3, 20))]
    callers = [caller("1"), caller("2", let_go=False, has_left=True), caller("3", let_go=False, has_left=True)]
    rings = [ring("a", "i1", 1.0, 2.0), ring("b", "i1", 2.0, 4.0, answered=True), ring("a", "i2", 2.5, 3.0)]
    assert wrong_callers(callers, contacts) == wrong_segments(contacts) == out_of_turn(contacts) == []
    assert wrong_rings(rings) == []


@pytest.mark.parametrize(
    ("who", "contacts"),
    [
        (caller("1"), [contact("1", *SERVED), contact("1", *SERVED)]),
        (caller("1"), [contact("1", ("ivr", 0, 1), ("queue", 1, 5))]),
        (caller("1"), []),
        (caller("1", let_go=False), [contact("1", *SERVED)]),
    ],
    ids=["two contacts", "cut off in line", "cut off before the log", "left on the line"],
)
def test_a_caller_who_was_lost_is_found(who: Caller, contacts: list[dict[str, Any]]) -> None:
    assert len(wrong_callers([who], contacts)) == 1


@pytest.mark.parametrize(
    "found",
    [
        contact("1", *SERVED, ("ring", 10, 11)),
        contact("1", ("queue", 1, 5), ("queue", 5, 6)),
        contact("1"),
    ],
    ids=["served and rung again", "in line twice", "never ended"],
)
def test_a_contact_that_went_astray_is_found(found: dict[str, Any]) -> None:
    assert len(wrong_segments([found])) == 1


def test_who_was_passed_over_is_found() -> None:
    passed_over = contact("1", ("queue", 1, 9), ("ring", 9, 10))
    overtaking = contact("2", ("queue", 2, 5), ("ring", 5, 6))
    assert len(out_of_turn([passed_over, overtaking])) == 1
    back_in_line = contact("1", ("queue", 1, 3), ("ring", 3, 5), ("queue", 5, 7), ("ring", 7, 8))
    assert out_of_turn([back_in_line, overtaking]) == [], "whoever is being rung is not passed over"


@pytest.mark.parametrize(
    "rings",
    [
        [ring("a", "i1", 1.0, 3.0), ring("b", "i1", 2.0, 4.0)],
        [ring("a", "i1", 1.0, 3.0), ring("a", "i2", 2.0, 4.0)],
        [ring("a", "i1", 1.0, None), ring("b", "i1", 2.0, 3.0)],
        [ring("a", "i1", 1.0, 2.0, answered=True), ring("b", "i2", 3.0, 4.0), ring("a", "i1", 5.0, 6.0)],
    ],
    ids=["two phones at once", "two calls at one phone", "a phone that never stopped", "again after an answer"],
)
def test_a_phone_that_rang_once_too_often_is_found(rings: list[Ring]) -> None:
    assert wrong_rings(rings)
