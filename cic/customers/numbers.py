"""Telephone numbers as marks and areas need them. Owns normal form and the area table; looks nothing up.

Country and area codes: ITU-T E.164 and the numbering plan of China (MIIT).
"""

import unicodedata

UNKNOWN_AREA = "unknown"
DIGITS_MAX = 15
"""E.164: at most 15 digits."""

_AREAS = {
    "1": "north_america",
    "33": "france",
    "34": "spain",
    "39": "italy",
    "44": "united_kingdom",
    "49": "germany",
    "61": "australia",
    "65": "singapore",
    "7": "russia",
    "81": "japan",
    "82": "korea",
    "852": "hong_kong",
    "853": "macau",
    "86": "china",
    "8610": "beijing",
    "8620": "guangzhou",
    "8621": "shanghai",
    "8622": "tianjin",
    "8623": "chongqing",
    "8624": "shenyang",
    "8625": "nanjing",
    "8627": "wuhan",
    "8628": "chengdu",
    "8629": "xian",
    "86571": "hangzhou",
    "86755": "shenzhen",
    "886": "taiwan",
    "91": "india",
}
_PREFIX_MAX = max(len(prefix) for prefix in _AREAS)
_SPACING = str.maketrans("", "", " -.()/\u00a0\u2010\u2011\u2012\u2013\t")


def normalise_number(number: str) -> str:
    """Return the number's one normal form (``+`` and digits, or digits alone), or empty for what is no number.

    Equal numbers written differently (spaces, full-width digits, ``00`` for ``+``) get the same form.
    """
    text = unicodedata.normalize("NFKC", number).translate(_SPACING)
    plus, digits = ("+", text[1:]) if text.startswith("+") else ("", text)
    if not plus and digits.startswith("00"):
        plus, digits = "+", digits[2:]
    if not digits.isascii() or not digits.isdigit() or len(digits) > DIGITS_MAX:
        return ""
    return plus + digits


def area_of(normal: str) -> str:
    """Return the area that an international number in normal form belongs to: the longest known prefix decides."""
    if not normal.startswith("+"):
        return UNKNOWN_AREA
    digits = normal[1:]
    known = (digits[:length] for length in range(_PREFIX_MAX, 0, -1) if digits[:length] in _AREAS)
    return _AREAS.get(next(known, ""), UNKNOWN_AREA)
