"""What an interaction asks for beyond the rules of its queue, set by its flow. Owns the values; decides nothing."""

from dataclasses import dataclass
from enum import Enum

from routing.requirements import ANYONE, Requirement
from routing.vocabulary import AgentId, GroupId, PartyId


class Unavailable(Enum):
    """What to do while the preferred agent is not to be had."""

    WAIT = "wait"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class PreferredAgent:
    """The agent to wait for first: whoever spoke to the customer last, or one asked for by name.

    The agent needs neither the skills nor the queue. ``wait_ms`` is how long nobody else is asked.
    """

    agent_id: AgentId
    wait_ms: int
    if_busy: Unavailable = Unavailable.WAIT
    if_absent: Unavailable = Unavailable.GO_ON


@dataclass(frozen=True, slots=True)
class Asked:
    """What one interaction asks for.

    ``requires`` is asked for together with the queue's own requirement; ``facts`` (grade, area, language, ...) decide
    the terms of both that speak of the contact. ``prefers`` are groups in the order they are tried, the others after
    them. ``excluded`` agents are never offered it. ``party_id`` is who may take up an old place in the line.
    """

    requires: Requirement = ANYONE
    facts: tuple[tuple[str, str], ...] = ()
    priority: int = 0
    grade: str = ""
    prefers: tuple[GroupId, ...] = ()
    preferred: PreferredAgent | None = None
    excluded: tuple[AgentId, ...] = ()
    party_id: PartyId | None = None


NOTHING_ASKED = Asked()
