"""One interaction as reports follow it: the visit that goes on, who has it in hand, and what time went into what.

Owns what each event means for these facts; knows no other interaction and no agent's day.
"""

from dataclasses import dataclass

from cic.reporting.facts import EnteredBy, Fact, Handling, Visit, VisitOutcome
from cic.reporting.figures import is_in_target, is_short_abandon
from cic.reporting.queue_rules import Limits
from routing.copying import replace
from routing.vocabulary import AgentId, ContactId, EndCause, InteractionId, Medium, QueueId

TALK, HOLD, CONSULT, WORK = "talk_ms", "hold_ms", "consult_ms", "work_ms"
_NOBODY_GAVE_UP = (EndCause.FLOW_ENDED, EndCause.COMPLETED, EndCause.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class InteractionNow:
    """An interaction at a moment. ``number`` counts its facts, ``visits`` its visits.

    ``doing`` is what the time of the agent in contact goes into, since ``since_ms``; empty while nothing is counted.
    ``handlings`` are those that are not finished: the last one may be in contact, the others wrap up.
    """

    interaction_id: InteractionId
    contact_id: ContactId
    medium: Medium
    is_work: bool
    is_consult: bool = False
    is_dialled: bool = False
    is_monitoring: bool = False
    """A supervisor listens in by it: time in hand, and nothing that is handled."""
    is_ended: bool = False
    number: int = 0
    visits: int = 0
    visit: Visit | None = None
    queue_id: QueueId | None = None
    is_handed_on: bool = False
    """Another agent has let go of it, for whoever gets it now."""
    handlings: tuple[Handling, ...] = ()
    doing: str = ""
    since_ms: int = 0
    consult_id: InteractionId | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be counted of it."""
        return self.is_ended and not self.handlings


Changed = tuple[InteractionNow, tuple[Fact, ...]]


def queued(now: InteractionNow, queue_id: QueueId, by: EnteredBy, at_ms: int) -> Changed:
    """It begins to wait in a queue. By whom an agent asks another agent is no customer's wait, and no visit."""
    here = replace(now, queue_id=queue_id, is_handed_on=by is EnteredBy.AGENT)
    if now.is_consult:
        return here, ()
    assert now.visit is None, "who waits has left or been answered before waiting again"
    visits = now.visits + 1
    visit = Visit(now.interaction_id, visits, now.contact_id, queue_id, now.medium, at_ms, by)
    return replace(here, visits=visits, visit=visit), (visit,)


def left(now: InteractionNow, reason: str, at_ms: int) -> Changed:
    """It waits no more, and no agent has it."""
    if now.visit is None:
        return now, ()
    visit = replace(now.visit, outcome=VisitOutcome.LEFT, ended_at_ms=at_ms, reason=reason)
    return replace(now, visit=None), (visit,)


def kept_for_callback(now: InteractionNow, at_ms: int) -> Changed:
    """The caller hangs up and is called back at this place: that is another visit, for a call back takes its time."""
    if now.visit is None:
        return replace(now, medium=Medium.CALLBACK), ()
    gone, before = left(now, Medium.CALLBACK.value, at_ms)
    back, after = queued(replace(gone, medium=Medium.CALLBACK), now.visit.queue_id, EnteredBy.WORK, at_ms)
    return back, (*before, *after)


def taken(now: InteractionNow, queue_id: QueueId, *, is_handed_on: bool) -> InteractionNow:
    """An agent has it without an offer."""
    return replace(now, queue_id=queue_id, is_handed_on=is_handed_on)


def connected(now: InteractionNow, agent_id: AgentId, limits: Limits, at_ms: int) -> Changed:
    """An agent is in contact with the customer, or has the work in hand."""
    if now.is_monitoring:
        return now, ()  # the customer is another's; when the supervisor takes over, that is a handling of its own
    facts: tuple[Fact, ...] = ()
    if now.visit is not None:
        in_time = is_in_target(at_ms - now.visit.entered_at_ms, limits.service_level_target_ms)
        answered = VisitOutcome.ANSWERED
        facts = (replace(now.visit, outcome=answered, ended_at_ms=at_ms, is_in_target=in_time, agent_id=agent_id),)
    assert now.queue_id is not None, "an agent has it under the rules of a queue"
    number = now.number + 1
    begun = Handling(
        now.interaction_id,
        number,
        now.contact_id,
        agent_id,
        now.queue_id,
        now.medium,
        at_ms,
        is_dialled=now.is_dialled and number == 1,
        is_transferred_in=now.is_handed_on,
        is_consulted=now.is_consult,
    )
    doing = WORK if now.is_work else TALK
    after = replace(now, visit=None, number=number, handlings=(*now.handlings, begun), is_handed_on=False)
    return replace(after, doing=doing, since_ms=at_ms), (*facts, begun)


def doing_from_now(now: InteractionNow, doing: str, at_ms: int) -> InteractionNow:
    """The agent in contact spends the time on something else from now on."""
    if not now.doing and not doing:
        return now
    return replace(_settled(now, at_ms), doing=doing, since_ms=at_ms)


def _settled(now: InteractionNow, at_ms: int) -> InteractionNow:
    """The time since the last change is counted."""
    if not now.doing or at_ms <= now.since_ms:
        return now
    in_contact = now.handlings[-1]
    spent = {now.doing: getattr(in_contact, now.doing) + at_ms - now.since_ms}
    return replace(now, handlings=(*now.handlings[:-1], replace(in_contact, **spent)), since_ms=at_ms)


def released(now: InteractionNow, agent_id: AgentId, cause: EndCause, at_ms: int) -> Changed:
    """The agent's part is over but for the wrap-up."""
    settled = replace(_settled(now, at_ms), doing="")
    is_on = cause is EndCause.TRANSFERRED
    handlings = tuple(
        [
            replace(one, released_at_ms=at_ms, is_transferred_out=is_on)
            if one.agent_id == agent_id and one.released_at_ms is None
            else one
            for one in settled.handlings
        ]
    )
    facts = tuple([one for one in handlings if one.is_transferred_out and one not in settled.handlings])
    return replace(settled, handlings=handlings), facts


def wrapped_up(now: InteractionNow, agent_id: AgentId, at_ms: int) -> Changed:
    """An agent has finished."""
    finished = [one for one in now.handlings if one.agent_id == agent_id and one.released_at_ms is not None][:1]
    kept = tuple([one for one in now.handlings if one not in finished])
    return replace(now, handlings=kept), tuple([replace(one, ended_at_ms=at_ms) for one in finished])


def ended(now: InteractionNow, cause: EndCause, limits: Limits, at_ms: int) -> Changed:
    """It is over; whoever waited was abandoned, unless the flow or whoever looked after the work ended it."""
    over = replace(now, is_ended=True, doing="")
    if now.visit is None:
        return over, ()
    if cause in _NOBODY_GAVE_UP or now.is_work or now.is_dialled:
        return left(over, cause.value, at_ms)
    is_short = is_short_abandon(at_ms - now.visit.entered_at_ms, limits.short_abandon_ms)
    outcome = VisitOutcome.SHORT_ABANDONED if is_short else VisitOutcome.ABANDONED
    visit = replace(now.visit, outcome=outcome, ended_at_ms=at_ms, reason=cause.value)
    return replace(over, visit=None), (visit,)
