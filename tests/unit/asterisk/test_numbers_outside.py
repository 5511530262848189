"""What Asterisk is asked to dial: a phone of ours, or a number outside and nothing but a number."""

import pytest

from cic.cti.asterisk import actions
from routing.vocabulary import InteractionId

pytestmark = pytest.mark.unit

TRUNK = "PJSIP/{number}@trunk"


@pytest.mark.parametrize("number", ["+8613800000000", "02160000000", "10086"])
def test_a_number_is_put_into_its_place(number: str) -> None:
    assert actions.outside(TRUNK, number) == f"PJSIP/{number}@trunk"


@pytest.mark.parametrize(
    "number",
    ["", "+", "1", "1" * 33, "12a", "1 2", "++12", "12&SIP/x", "12@evil", "12\r\nApplication: System", "１２３"],
)
def test_what_is_no_number_is_dialled_nowhere(number: str) -> None:
    assert actions.outside(TRUNK, number) is None


def test_without_a_way_out_no_number_is_dialled() -> None:
    assert actions.outside("", "10086") is None


def test_the_world_outside_is_told_nothing_of_ours() -> None:
    ours = actions.originate("leg-1", actions.phone("alice"), InteractionId("interaction-7"), "4000", 20_000)
    outside = actions.originate("leg-1", "PJSIP/10086@trunk", None, "4000", 20_000)
    assert ("Channel", "PJSIP/alice") in ours and "interaction-7" in str(ours)
    assert ("Channel", "PJSIP/10086@trunk") in outside and "interaction" not in str(outside)
