"""What is due: in routing, effects without an outcome, sessions that asked to be woken, parked callers, follow-ups.
Owns the order of expiry."""

from cic.calls.reports import CommandFailed
from cic.center.follow_ups import wake_next
from cic.center.outcomes import TIMED_OUT, command_failed
from cic.center.round import Round
from cic.center.sessions import advance
from cic.center.state import CenterState
from cic.center.transferring import come_back
from ivr_flows.inputs import WakeUp
from routing import deadlines as routing
from routing.ordered_index import AnyKey


def next_deadline_ms(state: CenterState) -> int | None:
    """When the center next wants a DeadlinePassed, or None; at once while a new configuration is being taken in."""
    if state.routing.taking_in:
        return 0
    indexes = (state.effect_deadlines, state.session_deadlines, state.away_deadlines, state.follow_up_deadlines)
    heads = [index.head_key() for index in indexes]
    known = [key[0] for key in heads if key is not None]
    routing_ms = routing.next_deadline_ms(state.routing)
    if routing_ms is not None:
        known.append(routing_ms)
    return min(known) if known else None


def expire_next(work: Round) -> bool:
    """Let one thing that is due expire; False when nothing is. Ask again once what follows has been settled."""
    state = work.state
    events = routing.decide_due(state.routing, work.now_ms)
    if events:
        work.apply(events)
        return True
    effect_id = state.effect_deadlines.head()
    if effect_id is not None and _is_due(state.effect_deadlines.head_key(), work.now_ms):
        command_failed(work, CommandFailed(effect_id, TIMED_OUT))
        return True
    contact_id = state.session_deadlines.head()
    if contact_id is not None and _is_due(state.session_deadlines.head_key(), work.now_ms):
        contact = state.contacts[contact_id]
        asked_ms = contact.session.wake_at_ms
        advance(work, contact, WakeUp())
        assert contact.session.wake_at_ms != asked_ms, "a session that was woken asks for a later time or none"
        return True
    contact_id = state.away_deadlines.head()
    if contact_id is not None and _is_due(state.away_deadlines.head_key(), work.now_ms):
        contact = state.contacts[contact_id]
        assert contact.away is not None, "who is parked is away"
        come_back(work, contact, contact.away)
        return True
    return wake_next(work)


def _is_due(key: AnyKey | None, now_ms: int) -> bool:
    return key is not None and key[0] <= now_ms
