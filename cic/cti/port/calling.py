"""What a network says of a caller, made fit to keep: a number and a name of our measure. Owns the measure.

Whoever calls is served, whatever the name: a value without sense is dropped and counted, never a reason to refuse.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum

NAME_CHARACTERS_MAX = 80
NUMBER_CHARACTERS_MAX = 40
_READ_CHARACTERS_MAX = 4 * NAME_CHARACTERS_MAX
_SEPARATORS = str.maketrans("", "", " -.()/\u2010\u2011\u2012\u2013\t")
_NUMBER = re.compile(r"[+0-9A-Za-z*#_.@-]+")
"""Telephone numbers, and users of SIP addresses (RFC 3261, 25.1) that need no escape."""


class CallingFault(Enum):
    """What was wrong with what the network said."""

    NAME_CUT = "caller_name_cut"
    NAME_CLEANED = "caller_name_cleaned"
    NUMBER_DROPPED = "caller_number_dropped"


@dataclass(frozen=True, slots=True)
class Calling:
    """A caller's number and name, each empty where nothing usable was said."""

    number: str = field(repr=False)
    name: str = field(repr=False)
    faults: tuple[CallingFault, ...] = ()


def calling_of(number: str, name: str) -> Calling:
    """What to keep of a caller's number and name, as they came."""
    plain = unicodedata.normalize("NFKC", number[: 2 * NUMBER_CHARACTERS_MAX]).translate(_SEPARATORS)
    faults: list[CallingFault] = []
    if plain and (len(plain) > NUMBER_CHARACTERS_MAX or not _NUMBER.fullmatch(plain)):
        plain = ""
        faults.append(CallingFault.NUMBER_DROPPED)
    # Line ends, other controls, and marks that turn the direction of writing would change what stands beside the name.
    read = name[:_READ_CHARACTERS_MAX]
    shown = "".join(sign if sign.isprintable() else " " for sign in read)
    if shown != read:
        faults.append(CallingFault.NAME_CLEANED)
    words = " ".join(shown.split())
    if len(words) > NAME_CHARACTERS_MAX or len(name) > _READ_CHARACTERS_MAX:
        faults.append(CallingFault.NAME_CUT)
    return Calling(plain, words[:NAME_CHARACTERS_MAX].rstrip(), tuple(faults))
