"""The terms of a requirement, and what names with facts in them can stand for. Owns no meaning; knows no center."""

import re
from collections.abc import Iterable, Iterator, Mapping

from routing.requirements import AtLeast, FactIs, Requirement


def terms_of(requirement: Requirement) -> Iterator[AtLeast | FactIs]:
    """The terms of a requirement, as they stand."""
    if isinstance(requirement, AtLeast | FactIs):
        yield requirement
    else:
        for part in requirement.parts:
            yield from terms_of(part)


def skills_of_template(template: str, skills: Iterable[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The skills that a name such as ``area_{area}`` can stand for, each with the facts that make it so."""
    seen: set[str] = set()
    pattern = ""
    for part in re.split(r"(\{\w+\})", template):
        if not part.startswith("{"):
            pattern += re.escape(part)
        elif part in seen:
            pattern += f"(?P={part[1:-1]})"
        else:
            seen.add(part)
            pattern += f"(?P<{part[1:-1]}>[a-z0-9_]+)"
    form = re.compile(pattern)
    for skill in skills:
        match = form.fullmatch(skill)
        if match is not None:
            yield skill, match.groupdict()
