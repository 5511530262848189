"""What a caller asks of a queue: the flow's requirement and what is known of the caller. Owns the translation.

Only what the center's queues and its strategy look at goes along, so that nothing needless is journalled: the facts of
all queues, since an agent may hand the caller from one to another.
"""

from functools import cache

from cic.center.state import CenterState
from ivr_flows.actions import Enqueue
from ivr_flows.model import LAST_AGENT, Preference
from ivr_flows.session import Session
from routing.asking import Asked, PreferredAgent, Unavailable
from routing.configuration import InteractionChoice
from routing.requirement_text import parse_requirement
from routing.requirement_tokens import RequirementProblem
from routing.requirements import NOBODY, Requirement, facts_named
from routing.vocabulary import AgentId, CallerFacts

_GRADED = (InteractionChoice.AGEING, InteractionChoice.WEIGHTED)


def asked_for(center: CenterState, action: Enqueue, session: Session) -> Asked | None:
    """What the caller asks for beyond the queue's own rules; None when that is nothing."""
    state = center.routing
    queue = state.queues.get(action.queue_id)
    if queue is None:
        return None
    requires = requirement(action.requires)
    named = state.facts_asked | facts_named(requires)
    is_graded = bool(state.strategy.grades) and state.strategy.choice in _GRADED
    asked = Asked(
        requires=requires,
        facts=tuple([fact for fact in _facts(session.caller, session.language) if fact[0] in named]),
        priority=action.priority,
        grade=session.caller.grade if is_graded else "",
        preferred=_preferred(center, action.preferred, session),
        excluded=tuple([AgentId(name) for name in action.excluded]),
        party_id=session.caller.party_id if queue.configuration.admission.resume_within_ms else None,
    )
    return None if asked == Asked() else asked


def asked_for_later(
    center: CenterState, caller: CallerFacts, language: str, preferred: PreferredAgent | None
) -> Asked | None:
    """What work for a customer asks of any queue that it is handed in to without a flow; None when that is nothing."""
    state = center.routing
    is_graded = bool(state.strategy.grades) and state.strategy.choice in _GRADED
    facts = tuple([fact for fact in _facts(caller, language) if fact[0] in state.facts_asked])
    asked = Asked(facts=facts, grade=caller.grade if is_graded else "", preferred=preferred)
    return None if asked == Asked() else asked


def _preferred(center: CenterState, wanted: Preference | None, session: Session) -> PreferredAgent | None:
    """The agent to wait for first; nobody for a caller whom no agent has served yet."""
    if wanted is None:
        return None
    is_last = wanted.agent == LAST_AGENT
    agent_id = center.last_agents.get(session.caller.party_id) if is_last else AgentId(wanted.agent)
    if agent_id is None:
        return None
    if_busy = Unavailable.WAIT if wanted.waits_if_busy else Unavailable.GO_ON
    if_absent = Unavailable.WAIT if wanted.waits_if_absent else Unavailable.GO_ON
    return PreferredAgent(agent_id, wanted.wait_ms, if_busy, if_absent)


@cache
def requirement(text: str) -> Requirement:
    """The requirement that a flow's text stands for. Flows are checked before they are taken; a text that slipped
    through asks for nobody, so that it is seen."""
    parsed = parse_requirement(text or "anyone")
    return NOBODY if isinstance(parsed, RequirementProblem) else parsed


def _facts(caller: CallerFacts, language: str) -> tuple[tuple[str, str], ...]:
    return (
        ("grade", caller.grade),
        ("area", caller.area),
        ("language", language),
        ("is_known", "true" if caller.is_known else "false"),
        ("is_vip", "true" if caller.is_vip else "false"),
    )
