"""Who can be asked for the contacts of a queue, step by step. Owns the reckoning; words no problems.

A text may be in doubt: a misspelt skill, an agent that cannot be read. So each agent and each requirement is looked at
twice, as it surely is and as it perhaps is meant: a check that compares the two never complains for a slip elsewhere.
Facts of contacts are not known: each function looks at one ``World`` of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cic.configuration.requirement_terms import skills_of_template
from cic.configuration.schema_parts import RequirementText
from cic.configuration.schema_routing import QueueText, StepText
from routing.requirement_widening import drop, lower
from routing.requirements import (
    ANYONE,
    NOBODY,
    Requirement,
    both,
    meets,
    resolve,
    skills_named,
)
from routing.vocabulary import Medium

World = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """What counts of an agent: two agents with the same profile can be asked for the same."""

    skills: tuple[tuple[str, int], ...]
    queues: frozenset[str]
    groups: frozenset[str]
    media: frozenset[Medium]
    levels: Mapping[str, int] = field(compare=False)
    has_phone: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent as surely is, and as perhaps is meant."""

    surely: Profile
    perhaps: Profile


@dataclass(frozen=True, slots=True)
class Floor:
    """The agents by their profiles, each once; all queues; the skills and groups that are defined.

    ``asked`` is what flows ask for beyond a queue's own requirement, by queue. Of the queues in ``misread`` not every
    step could be read.
    """

    candidates: tuple[Candidate, ...]
    queues: Mapping[str, QueueText]
    skills: frozenset[str]
    groups: frozenset[str]
    asked: Mapping[str, tuple[Requirement, ...]]
    misread: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom a queue asks after some steps, for a contact with known facts."""

    queue_id: str
    requires: Requirement
    groups: frozenset[str]
    others: tuple[tuple[str, Requirement], ...]
    is_anyone: bool


def asking(
    floor: Floor,
    queue: QueueText,
    steps: Iterable[StepText],
    world: World,
    *,
    hopefully: bool,
    also: Requirement = ANYONE,
) -> Asking:
    """Whom the queue asks once these steps are taken; ``hopefully`` takes what is in doubt for the widest it can be.

    ``also`` is what a flow asks for: all steps lower and drop skills of it. A queue's requirement is relaxed by the
    steps that come after it: after the step that replaced it, or the one that overflows to that queue.
    """
    steps = tuple(steps)
    groups = frozenset(step.widen_to.name for step in steps if step.widen_to is not None)
    overflows = [
        (step.overflow_to.name, steps[n + 1 :]) for n, step in enumerate(steps) if step.overflow_to is not None
    ]
    also = relaxed(resolve(also, world), steps)
    is_unknown = not groups <= floor.groups or not all(target in floor.queues for target, _ in overflows)
    others = (
        (target, relaxed(resolve(_known(floor, floor.queues[target].requires, hopefully), world), later))
        for target, later in overflows
        if target in floor.queues
    )
    return Asking(
        queue_id=queue.queue_id,
        requires=both(held(floor, queue, steps, world, hopefully=hopefully), also),
        groups=groups,
        others=tuple((target, both(requires, also)) for target, requires in others),
        is_anyone=hopefully and is_unknown,
    )


def held(floor: Floor, queue: QueueText, steps: Iterable[StepText], world: World, *, hopefully: bool) -> Requirement:
    """What the queue itself asks of such a contact once these steps are taken, one after the other."""
    requires = resolve(_known(floor, queue.requires, hopefully), world)
    for step in steps:
        if step.requires is not None:
            requires = resolve(_known(floor, step.requires, hopefully), world)
        skill = step.lower or step.drop
        if skill is not None and skill.name not in floor.skills:
            requires = ANYONE if hopefully else requires
        requires = relaxed(requires, [step])
    return requires


def relaxed(requires: Requirement, steps: Iterable[StepText]) -> Requirement:
    """A requirement with its facts put in, once its skills are lowered and dropped as these steps say."""
    for step in steps:
        if step.lower is not None:
            requires = lower(requires, step.lower.name, step.lower.amount)
        elif step.drop is not None:
            requires = drop(requires, step.drop.name)
    return requires


def is_in_doubt(floor: Floor, step: StepText) -> bool:
    """Whether the step names something that is not defined, or cannot be read: what it does is not known."""
    requires = step.requires
    skills = [amount.name for amount in (step.lower, step.drop) if amount is not None]
    return (
        not floor.skills.issuperset(skills)
        or (step.widen_to is not None and step.widen_to.name not in floor.groups)
        or (step.overflow_to is not None and step.overflow_to.name not in floor.queues)
        or (requires is not None and _known(floor, requires, True) != _known(floor, requires, False))
    )


def can_be_asked(profile: Profile, asked: Asking) -> bool:
    """Whether an agent of this profile may be offered the contact."""
    if not profile.media:
        return False
    if asked.is_anyone:
        return True
    if (asked.queue_id in profile.queues or profile.groups & asked.groups) and meets(asked.requires, profile.levels):
        return True
    return any(other in profile.queues and meets(requires, profile.levels) for other, requires in asked.others)


def _known(floor: Floor, text: RequirementText | None, hopefully: bool) -> Requirement:
    if text is None:
        return ANYONE
    if text.parsed is None or not all(_is_defined(floor, skill) for skill in skills_named(text.parsed)):
        return ANYONE if hopefully else NOBODY
    return text.parsed


def _is_defined(floor: Floor, skill: str) -> bool:
    return skill in floor.skills or any(True for _ in skills_of_template(skill, floor.skills))
