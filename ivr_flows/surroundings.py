"""What a flow may use of the center around it, as the checker is told. Owns that list; finds nothing out itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr_flows.evaluation import Kind
from routing.vocabulary import Prompt

RESULT_KINDS = {
    "text": Kind.TEXT,
    "number": Kind.NUMBER,
    "truth": Kind.TRUTH,
    "amount": Kind.NUMBER,
    "date": Kind.TEXT,
}
"""The kinds of a source's results, and the kind of variable that can keep each."""


@dataclass(frozen=True, slots=True)
class SourceResult:
    """What a source can answer; ``kind`` is one of RESULT_KINDS."""

    name: str
    kind: str
    is_personal: bool


@dataclass(frozen=True, slots=True)
class SourceForm:
    """What a source is asked with, what it answers, and whether it can compare a secret."""

    arguments: tuple[str, ...]
    results: tuple[SourceResult, ...]
    can_verify: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a flow may use: recordings by language, and names of the center's. None stands for what is not known.

    ``served`` are the queues that an agent serves, ``listens_in`` the languages that can be recognised, and
    ``unknown_words`` tells of a language and a wording which of its words could never be heard. ``texts`` are the
    recordings that a catalogue has words for, made or not.
    """

    recordings: frozenset[Prompt] | None
    queues: frozenset[str]
    calendars: frozenset[str]
    music: frozenset[str]
    agents: frozenset[str] = frozenset()
    sources: Mapping[str, SourceForm] | None = None
    served: frozenset[str] | None = None
    listens_in: frozenset[str] | None = None
    unknown_words: Callable[[str, str], tuple[str, ...]] | None = None
    texts: frozenset[Prompt] = frozenset()
