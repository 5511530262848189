"""What events change of callers between agents. Part of evolve: the only code that changes them."""

from cic.center.called_flow import CALLED_FLOW
from cic.center.state import Away, AwayKind, CenterState, Contact, Dialled, Handed
from cic.center.transfer_events import (
    AwayEnded,
    ContactDialled,
    InteractionParked,
    SentToAgent,
    SentToNumber,
    TransferEvent,
)
from ivr_flows.interpreter import give_to_agent, start_session
from routing.copying import replace


def evolve_transfers(state: CenterState, event: TransferEvent, at_ms: int) -> None:
    """Let the event have happened at this time."""
    match event:
        case ContactDialled():
            _open(state, event, at_ms)
        case InteractionParked():
            away = Away(AwayKind.PARKED, event.agent_id, event.queue_id, at_ms, event.until_ms, None)
            state.contacts[event.contact_id].away = away
            state.away_deadlines.add(event.contact_id, (event.until_ms, 0))
        case SentToAgent():
            handed = Handed(event.agent_id, event.to_agent_id, event.queue_id)
            state.contacts[event.contact_id].handed = handed
        case SentToNumber():
            away = Away(AwayKind.NUMBER, event.agent_id, event.queue_id, at_ms, None, event.leg_id)
            state.contacts[event.contact_id].away = away
        case AwayEnded():
            state.contacts[event.contact_id].away = None
            state.away_deadlines.discard(event.contact_id)


def _open(state: CenterState, event: ContactDialled, at_ms: int) -> None:
    """The agent is there from the beginning: the session waits for that agent to leave."""
    session = start_session(CALLED_FLOW, event.caller, "", at_ms)
    session = give_to_agent(replace(session, language=event.caller.language or session.language))
    state.contacts[event.contact_id] = Contact(
        event.contact_id,
        event.interaction_id,
        event.leg_id,
        event.provider,
        "",
        at_ms,
        session,
        dialled=Dialled(event.agent_id, event.number),
    )
    state.contact_of[event.interaction_id] = event.contact_id
