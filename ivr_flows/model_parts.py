"""What nodes are made of: recordings, keys, spoken words, assignments. Owns these parts; holds no behaviour."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording to play. ``language`` is None when the caller's language of the moment is meant.

    ``scope`` is put before the names of the values that its text speaks: those of a sub-flow are its own.
    """

    name: str
    language: str | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Words of a text between its values, by the name of their recording."""

    name: str


SOUNDS = "music"
"""In place of a language: a sound that is the same in all of them."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """What a caller may say for one answer in one language."""

    language: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MenuKey:
    """One answer of a menu: its key, where it leads, and the word that the path shows for it.

    ``words`` are what a caller may say instead of the key, and ``said`` is how the menu says it when it asks back.
    """

    key: str
    label: str
    go: str
    words: tuple[Wordings, ...] = ()
    said: Recording | None = None


@dataclass(frozen=True, slots=True)
class WordExit:
    """What a caller may say in place of digits, and where that leads."""

    label: str
    go: str
    words: tuple[Wordings, ...]


@dataclass(frozen=True, slots=True)
class Listening:
    """How sure an answer must be (1 to 100) to be taken at once; ``confirm`` asks back below that.

    What was understood is said between ``confirm`` and ``confirm_keys``. Without ``confirm`` an unsure answer counts as
    none.
    """

    confidence: int
    confirm: tuple[Recording, ...] = ()
    confirm_keys: tuple[Recording, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Reads collected digits back between ``say`` and ``keys``: key 1 for right, 2 to enter them anew."""

    say: tuple[Recording, ...]
    keys: tuple[Recording, ...]


@dataclass(frozen=True, slots=True)
class BranchCase:
    """Where to go when an expression is true, and the word that the path shows for it."""

    when: str
    label: str
    go: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """A variable and the expression whose value it takes."""

    variable: str
    value: str


@dataclass(frozen=True, slots=True)
class Argument:
    """What a look-up is given under a name: ``collected.<name>``, ``caller.number``, or an expression.

    The first two stand for sealed values, which no expression can read.
    """

    name: str
    value: str


CALLER_NUMBER = "caller.number"
COLLECTED = "collected."


@dataclass(frozen=True, slots=True)
class ResultName:
    """Which result of a look-up is kept under which name: in a declared variable, or sealed if it is personal."""

    result: str
    name: str


@dataclass(frozen=True, slots=True)
class SubflowExit:
    """Where to go on when a sub-flow has ended with this result."""

    result: str
    go: str


LAST_AGENT = "last"
"""Stands for whoever served the caller last, in place of an agent's name."""


@dataclass(frozen=True, slots=True)
class Preference:
    """The agent whom a caller waits for first, for so long; and whether also while the agent is busy, or not there."""

    agent: str
    wait_ms: int
    waits_if_busy: bool
    waits_if_absent: bool
