"""Digits against patterns and check digits, held against published numbers."""

import pytest

from ivr_flows.digit_rules import fits
from routing.vocabulary import DigitRule

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("patterns", "digits", "expected"),
    [
        ((), "12", True),
        (("NNNNN",), "10001", True),
        (("NNNNN",), "1000", False),
        (("1NNN", "2NN"), "234", True),
        (("1NNN", "2NN"), "2345", False),
        (("1NNN",), "2345", False),
    ],
)
def test_one_of_the_patterns_has_to_fit(patterns: tuple[str, ...], digits: str, expected: bool) -> None:
    assert fits(DigitRule(patterns, ""), digits) is expected


@pytest.mark.parametrize(
    ("check", "digits", "expected"),
    [
        ("luhn", "4111111111111111", True),  # the test number that card schemes publish
        ("luhn", "4111111111111112", False),
        ("luhn", "79927398713", True),  # the example of ISO/IEC 7812-1
        ("luhn", "79927398710", False),
        ("mod11", "07940", True),  # the example of ISO/IEC 7064: 0794 has the check digit 0
        ("mod11", "07941", False),
        ("mod11", "0000000121032683", True),  # an ISNI, which has this check digit (ISO 27729)
        ("mod11", "0000000121032680", False),
    ],
)
def test_the_check_digit_has_to_be_right(check: str, digits: str, expected: bool) -> None:
    assert fits(DigitRule((), check), digits) is expected


def test_a_single_wrong_digit_is_always_found() -> None:
    for digits in ("4111111111111111", "79927398713"):
        for place, digit in enumerate(digits):
            for other in "0123456789".replace(digit, ""):
                assert not fits(DigitRule((), "luhn"), digits[:place] + other + digits[place + 1 :])


def test_without_a_rule_anything_fits() -> None:
    assert fits(None, "")
