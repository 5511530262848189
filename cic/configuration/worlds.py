"""The combinations of facts that can make a difference to who is asked. Owns no rule; words no problems."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from cic.configuration.reach import Floor, World
from cic.configuration.requirement_terms import skills_of_template, terms_of
from cic.configuration.schema_parts import RequirementText
from cic.configuration.schema_routing import QueueText
from routing.requirements import FLAGS, FactIs, Requirement, facts_named

WORLDS_MAX = 64
ANOTHER_VALUE = "another_value"


def worlds(floor: Floor, queues: Iterable[QueueText]) -> Sequence[World] | None:
    """The combinations of facts that can matter to these queues; None if there are too many to look at."""
    queues = tuple(queues)
    requirements = [text.parsed for queue in queues for text in _texts(floor, queue) if text.parsed is not None]
    requirements += [asked for queue in queues for asked in floor.asked.get(queue.queue_id, ())]
    values: dict[str, set[str]] = {}
    for requirement in requirements:
        for fact in facts_named(requirement):
            values.setdefault(fact, {"true", "false"} if fact in FLAGS else {ANOTHER_VALUE})
        for fact, value in _values(floor, requirement):
            values[fact].add(value)
    names = sorted(values)
    count = 1
    for name in names:
        count *= len(values[name])
    if count > WORLDS_MAX:
        return None
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*(sorted(values[name]) for name in names))]


def _texts(floor: Floor, queue: QueueText) -> Iterator[RequirementText]:
    if queue.requires is not None:
        yield queue.requires
    for step in queue.relax:
        if step.requires is not None:
            yield step.requires
        target = floor.queues.get(step.overflow_to.name) if step.overflow_to is not None else None
        if target is not None and target.requires is not None:
            yield target.requires


def _values(floor: Floor, requirement: Requirement) -> Iterator[tuple[str, str]]:
    for term in terms_of(requirement):
        if isinstance(term, FactIs):
            yield term.fact, term.value
        elif "{" in term.skill:
            for _, facts in skills_of_template(term.skill, floor.skills):
                yield from facts.items()
