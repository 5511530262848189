"""Takes the text's agents to the profiles that checks reckon with. Owns what is in doubt of them; words no problems."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cic.configuration.media import MEDIUM_NAMES, media_of
from cic.configuration.problems import ConfigurationProblem
from cic.configuration.reach import Candidate, Floor, Profile
from cic.configuration.schema import ConfigurationText
from cic.configuration.schema_routing import AgentText
from routing.configuration import MediumConfiguration
from routing.requirements import Requirement
from routing.vocabulary import Medium

AGENTS_FILE = "agents.yaml"
UNREAD = frozenset({"file", "agents"})
COUNTS = frozenset({"queues", "skills", "groups", "capacity", "at_most"})


def floor_of(
    text: ConfigurationText,
    problems: Iterable[ConfigurationProblem],
    asked: Mapping[str, tuple[Requirement, ...]],
) -> Floor:
    """The floor of a text; what the problems speak of is in doubt. ``asked`` is what flows ask for, by queue."""
    problems = tuple(problems)
    doubted = {problem.where for problem in problems if problem.file == AGENTS_FILE}
    phones_misread = {parts[1] for parts in (where.split(".") for where in doubted) if parts[2:3] == ["phones"]}
    misread = {where.split(".")[1] for where in doubted if _matters(where)}
    ground = _Ground(text)
    candidates = [
        ground.candidate(agent, agent.agent_id in misread, agent.agent_id in phones_misread) for agent in text.agents
    ]
    if doubted & UNREAD:
        candidates.append(Candidate(ground.nothing, ground.everything))  # an agent whom we could not read at all
    return Floor(
        candidates=tuple(dict.fromkeys(candidates)),
        queues={queue.queue_id: queue for queue in text.queues},
        skills=frozenset(ground.skills),
        groups=ground.groups,
        asked=asked,
        misread=frozenset(filter(None, (_misread_steps(problem) for problem in problems))),
    )


def _misread_steps(problem: ConfigurationProblem) -> str | None:
    """The queue of whose steps one could not be read; a step that could be read is spoken of by its number."""
    match problem.where.split("."):
        case ["queues", queue_id, "relax", *_]:
            return queue_id
        case _:
            return None


def media_that_fit(agent: AgentText, media: Iterable[MediumConfiguration]) -> frozenset[Medium]:
    """The media that the agent can be offered at all."""
    at_most = {amount.name: amount.amount for amount in agent.at_most}
    return frozenset(
        medium.medium
        for medium in media
        if medium.share <= agent.capacity and at_most.get(medium.medium.value, medium.at_most) > 0
    )


def _matters(where: str) -> bool:
    parts = where.split(".")
    return parts[0] == "agents" and (len(parts) == 2 or (len(parts) > 2 and parts[2] in COUNTS))


class _Ground:
    """What is defined, to take agents by."""

    def __init__(self, text: ConfigurationText) -> None:
        self._media = media_of(text.center.media)
        self.skills = {skill.code: 100 for skill in text.skills}
        self.queues = frozenset(queue.queue_id for queue in text.queues)
        self.groups = frozenset(group.code for group in text.groups)
        self.nothing = _profile({}, frozenset(), frozenset(), frozenset(), has_phone=False)
        self.everything = _profile(self.skills, self.queues, self.groups, frozenset(Medium), has_phone=True)

    def candidate(self, agent: AgentText, is_misread: bool, are_phones_misread: bool) -> Candidate:
        levels = {skill.name: skill.amount for skill in agent.skills}
        queues = frozenset(queue.name for queue in agent.queues)
        groups = frozenset(group.name for group in agent.groups)
        surely = _profile(levels, queues, groups, media_that_fit(agent, self._media), has_phone=bool(agent.phones))
        has_phone = surely.has_phone or are_phones_misread
        if not is_misread:
            return Candidate(surely, replace(surely, has_phone=has_phone))
        # Only what is misspelt is in doubt: the rest of the agent stays as it is written.
        is_all_known = set(levels) <= set(self.skills) and queues <= self.queues and groups <= self.groups
        if is_all_known or any(amount.name not in MEDIUM_NAMES for amount in agent.at_most):
            return Candidate(surely, self.everything)
        perhaps = _profile(
            levels if set(levels) <= set(self.skills) else levels | self.skills,
            queues if queues <= self.queues else queues | self.queues,
            groups if groups <= self.groups else groups | self.groups,
            surely.media,
            has_phone=has_phone,
        )
        return Candidate(surely, perhaps)


def _profile(
    levels: dict[str, int],
    queues: frozenset[str],
    groups: frozenset[str],
    media: frozenset[Medium],
    *,
    has_phone: bool,
) -> Profile:
    return Profile(tuple(sorted(levels.items())), queues, groups, media, levels, has_phone)
