"""Checks what the files say of each other: every name used is defined, no number or phone belongs to two agents.

What queues ask of agents has names too: ``requirement_names`` checks those.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from cic.configuration.media import MEDIUM_NAMES
from cic.configuration.problems import ConfigurationProblem, choose_from
from cic.configuration.schema import AgentText, ConfigurationText
from cic.configuration.schema_parts import AmountText, Reference


@dataclass(frozen=True, slots=True)
class Names:
    """What the text may refer to beyond itself."""

    providers: tuple[str, ...]
    flows: tuple[str, ...]


@dataclass(slots=True)
class _Check:
    problems: list[ConfigurationProblem] = field(default_factory=list)

    def known(
        self, file: str, where: str, reference: Reference | AmountText, names: Collection[str], kind: str
    ) -> None:
        if not reference.name or reference.name in names:
            return  # an empty name is noted already by whoever read it
        found, mend = f"the unknown {kind} '{reference.name}'", choose_from(reference.name, names)
        self.problems.append(
            ConfigurationProblem(file, reference.line, where, found, f"a {kind} that is defined", mend)
        )

    def once(self, agent: AgentText, line: int, kind: str, key: str, owners: dict[str, str]) -> None:
        first = owners.setdefault(key, agent.agent_id)
        if first != agent.agent_id and key:
            found, expected = f"the {kind} of '{first}' again", f"a {kind} of its own for each agent"
            where = f"agents.{agent.agent_id}.{kind}"
            mend = f"change one {kind}"
            self.problems.append(ConfigurationProblem("agents.yaml", line, where, found, expected, mend))


def check_references(text: ConfigurationText, names: Names) -> tuple[ConfigurationProblem, ...]:
    """All names that are used and not defined, and all that must be unique and are not."""
    check = _Check()
    _check_queues(check, text)
    _check_agents(check, text, names)
    _check_media(check, text)
    for number in text.numbers:
        check.known("channels.yaml", f"numbers.{number.number}", number.flow, names.flows, "flow")
    if not text.agents:
        _missing(check, "agents.yaml", "agents", "an agent")
    if not text.queues:
        _missing(check, "queues.yaml", "queues", "a queue")
    if not text.numbers:
        _missing(check, "channels.yaml", "numbers", "a dialled number")
    return tuple(check.problems)


def _check_queues(check: _Check, text: ConfigurationText) -> None:
    codes = {choice.code for choice in text.center.dispositions}
    for queue in text.queues:
        where = f"queues.{queue.queue_id}.dispositions"
        for disposition in queue.dispositions:
            check.known("queues.yaml", where, disposition, codes, "disposition")
        if not queue.dispositions:
            check.problems.append(
                ConfigurationProblem(
                    "queues.yaml", queue.line, where, "an empty list", "at least one disposition",
                    f"add one of: {', '.join(sorted(codes))}",
                )
            )  # fmt: skip


def _check_agents(check: _Check, text: ConfigurationText, names: Names) -> None:
    queue_ids = {queue.queue_id for queue in text.queues}
    numbers = dict[str, str]()
    phones = dict[str, str]()
    for agent in text.agents:
        where = f"agents.{agent.agent_id}"
        for queue in agent.queues:
            check.known("agents.yaml", f"{where}.queues", queue, queue_ids, "queue")
        _check_what_agents_have(check, text, agent, where)
        check.once(agent, agent.line, "number", agent.number, numbers)
        for phone in agent.phones:
            at = f"{where}.phones"
            check.known("agents.yaml", at, phone.provider, names.providers, "provider")
            key = f"{phone.provider.name} {phone.address}" if phone.address else ""
            check.once(agent, phone.provider.line, "phone", key, phones)


def _check_what_agents_have(check: _Check, text: ConfigurationText, agent: AgentText, where: str) -> None:
    skills, groups = {skill.code for skill in text.skills}, {group.code for group in text.groups}
    for skill in agent.skills:
        check.known("agents.yaml", f"{where}.skills", skill, skills, "skill")
    for group in agent.groups:
        check.known("agents.yaml", f"{where}.groups", group, groups, "group")
    for medium in agent.at_most:
        check.known("agents.yaml", f"{where}.at_most", medium, MEDIUM_NAMES, "medium")


def _check_media(check: _Check, text: ConfigurationText) -> None:
    for medium in text.center.media:
        check.known("center.yaml", "center.media", medium.medium, MEDIUM_NAMES, "medium")
        where = f"center.media.{medium.medium.name}.interrupted_by"
        for other in medium.interrupted_by or ():
            check.known("center.yaml", where, other, MEDIUM_NAMES, "medium")


def _missing(check: _Check, file: str, where: str, what: str) -> None:
    check.problems.append(ConfigurationProblem(file, 1, where, "none", f"at least {what}", f"add {what}"))
