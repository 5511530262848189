"""Whether digits are as a flow wants them: patterns and check digits. Pure; must never repeat a digit."""

from routing.vocabulary import DigitRule

ANY_DIGIT = "N"
CHECK_DIGITS = ("luhn", "mod11")


def fits(rule: DigitRule | None, digits: str) -> bool:
    """Whether the digits have one of the patterns, where there are any, and the right check digit."""
    if rule is None:
        return True
    has_form = not rule.patterns or any(_has_form(pattern, digits) for pattern in rule.patterns)
    return has_form and _is_checked(rule.check, digits)


def _has_form(pattern: str, digits: str) -> bool:
    return len(pattern) == len(digits) and all(
        wanted in (ANY_DIGIT, digit) for wanted, digit in zip(pattern, digits, strict=True)
    )


def _is_checked(check: str, digits: str) -> bool:
    match check:
        case "luhn":
            return digits.isdecimal() and _luhn(digits)
        case "mod11":
            return digits.isdecimal() and _mod11(digits)
        case _:
            return True


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit from the right is doubled, and its own digits are added."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _mod11(digits: str) -> bool:
    """ISO/IEC 7064, MOD 11-2, of digits alone: a check character X cannot be entered at a telephone."""
    rest = 0
    for digit in digits:
        rest = (rest * 2 + int(digit)) % 11
    # Each step has doubled what came before it; the check digit itself is added undoubled.
    return rest == 1
