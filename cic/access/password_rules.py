"""Which passwords are taken. Owns the rule and its list; hashes and keeps nothing.

NIST SP 800-63B, 5.1.1.2: long enough, not one of the most common, not the name itself; no rules of composition.
"""

import unicodedata
from pathlib import Path

PASSWORD_LENGTH_MIN = 12
PASSWORD_LENGTH_MAX = 256

_ROWS = ("1234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split())
"""Of those that are long enough: the common ones are short, so the list is, too."""


def normal_password(password: str) -> str:
    """The one form of a password, whichever keyboard wrote it (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def password_fault(user: str, password: str) -> str | None:
    """Why a password is not taken, as a sentence; None for one that is."""
    password = normal_password(password)
    if not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        return f"A password has {PASSWORD_LENGTH_MIN} to {PASSWORD_LENGTH_MAX} characters."
    plain = password.casefold()
    if _is_of(user.casefold(), plain):
        return "The password must not be the name of the user."
    if plain in _COMMON or len(set(plain)) == 1 or any(_is_along(row, plain) for row in _ROWS):
        return "This password is one of the most common."
    return None


def _is_of(name: str, plain: str) -> bool:
    """Whether it is the name, once or again and again, with some digits or signs about it."""
    bare = plain.strip("0123456789!?.,-_*#@$ ")
    return bool(name) and bare != "" and bare.replace(name, "") == ""


def _is_along(row: str, plain: str) -> bool:
    """Whether it goes along a row of keys, round and round, in one of both directions."""
    long = row * (PASSWORD_LENGTH_MAX // len(row) + 2)
    return plain in long or plain in long[::-1]
