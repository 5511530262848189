"""Checks the names in what queues ask for: skills, groups, queues, grades, attributes. Owns no meaning of them."""

from collections.abc import Collection, Iterator

from cic.configuration.problems import ConfigurationProblem, choose_from
from cic.configuration.requirement_terms import skills_of_template, terms_of
from cic.configuration.schema import ConfigurationText
from cic.configuration.schema_parts import RequirementText
from cic.configuration.schema_routing import QueueText, StepText
from routing.requirements import FactIs, Requirement, skills_named

FILE = "queues.yaml"
STANDARD_GRADE = "standard"


def check_requirement_names(text: ConfigurationText) -> Iterator[ConfigurationProblem]:
    """All names that queues ask by and that are not defined."""
    names = DefinedNames(text)
    for queue in text.queues:
        where = f"queues.{queue.queue_id}"
        yield from names.requirement(queue.requires, f"{where}.requires")
        for group in queue.prefers:
            yield from _known(group.name, group.line, f"{where}.prefers", names.groups, "group")
        for number, step in enumerate(queue.relax, start=1):
            yield from names.step(step, f"{where}.relax step {number}")
        yield from names.attributes_of(queue, where)


class DefinedNames:
    """The names that are defined."""

    def __init__(self, text: ConfigurationText) -> None:
        self.skills = {skill.code for skill in text.skills}
        self.groups = {group.code for group in text.groups}
        self.queues = {queue.queue_id for queue in text.queues}
        self.attributes = {attribute.name for agent in text.agents for attribute in agent.attributes}
        grades = {grade.name for grade in text.center.next_interaction.grades}
        self.grades = grades | {STANDARD_GRADE} if grades else grades

    def step(self, step: StepText, where: str) -> Iterator[ConfigurationProblem]:
        """The names in a step that are not defined."""
        for skill in (step.lower, step.drop):
            if skill is not None:
                yield from _known(skill.name, skill.line, where, self.skills, "skill")
        if step.widen_to is not None:
            yield from _known(step.widen_to.name, step.widen_to.line, where, self.groups, "group")
        if step.overflow_to is not None:
            yield from _known(step.overflow_to.name, step.overflow_to.line, where, self.queues, "queue")
        yield from self.requirement(step.requires, f"{where}.requires")

    def requirement(self, text: RequirementText | None, where: str) -> Iterator[ConfigurationProblem]:
        """The names in a requirement of `queues.yaml` that are not defined."""
        if text is None or text.parsed is None:
            return
        yield from self.names_of(text.parsed, FILE, text.line, where)

    def names_of(self, requirement: Requirement, file: str, line: int, where: str) -> Iterator[ConfigurationProblem]:
        """The names in a requirement that are not defined."""
        for skill in sorted(skills_named(requirement)):
            if "{" not in skill:
                yield from _known(skill, line, where, self.skills, "skill", file=file)
            elif not any(True for _ in skills_of_template(skill, self.skills)):
                found, mend = f"'{skill}', which fits no skill", f"define the skills that '{skill}' can mean"
                yield ConfigurationProblem(file, line, where, found, "at least one skill of this form", mend)
        if self.grades:
            grades = {term.value for term in terms_of(requirement) if isinstance(term, FactIs) and term.fact == "grade"}
            for grade in sorted(grades):
                yield from _known(grade, line, where, self.grades, "grade", file=file)

    def attributes_of(self, queue: QueueText, where: str) -> Iterator[ConfigurationProblem]:
        """The attributes that a queue weighs and no agent has."""
        weights = queue.choose_agent.weights
        at = f"{where}.choose_agent.weights.attributes"
        for attribute, _ in weights.attributes if weights is not None else ():
            yield from _known(attribute, queue.choose_agent.line, at, self.attributes, "attribute")


def _known(
    name: str, line: int, where: str, names: Collection[str], kind: str, *, file: str = FILE
) -> Iterator[ConfigurationProblem]:
    if name and name not in names:
        found, mend = f"the unknown {kind} '{name}'", choose_from(name, names)
        yield ConfigurationProblem(file, line, where, found, f"a {kind} that is defined", mend)
