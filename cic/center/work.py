"""Work that callers leave for a queue: messages, tasks, calls back. Owns its life beside routing's.

Each is a contact of its own that follows from the caller's; it has no legs and no session.
"""

from dataclasses import replace

from cic.center.asking import asked_for
from cic.center.events import ContactClosed, WorkOpened
from cic.center.round import Round
from cic.center.state import Contact, WorkItem
from ivr_flows.actions import Enqueue, HandInWork
from ivr_flows.session import Session
from routing import decide as routing
from routing.asking import NOTHING_ASKED, Asked
from routing.commands import EnqueueInteraction, LeaveQueue, SubmitWork, WithdrawWork
from routing.events import InteractionEnded, InteractionLeftQueue, RoutingEvent, WrapUpEnded
from routing.machines.interaction import InteractionStage
from routing.rejections import Rejection
from routing.vocabulary import ContactId, InteractionId, Medium

_IN_LINE = (InteractionStage.WAITING, InteractionStage.OFFERED)


def hand_in(work: Round, contact: Contact, session: Session, action: HandInWork) -> Rejection | None:
    """Open work for a queue; a wish to be called back takes over the place in line of a caller who waits there."""
    contact_id, interaction_id = ContactId(work.new_id("c")), InteractionId(work.new_id("i"))
    instead_of = contact.interaction_id if action.medium is Medium.CALLBACK else None
    asked = _asked(work, contact, session, action)
    command = SubmitWork(interaction_id, contact_id, action.medium, action.queue_id, asked, instead_of)
    decided = routing.decide(work.state.routing, command, *work.moment)
    if isinstance(decided, Rejection):
        _stop_waiting(work, contact, action)
        return decided
    opened = WorkOpened(
        contact_id=contact_id,
        interaction_id=interaction_id,
        origin=contact.contact_id,
        medium=action.medium,
        queue_id=action.queue_id,
        subject=action.subject,
        dialled_number=contact.dialled_number,
        caller=session.caller,
        language=session.language,
        due_at_ms=work.now_ms + action.due_after_ms,
        recording=action.recording,
        duration_ms=action.duration_ms,
        number=action.number,
        collected=dict(session.collected),
    )
    work.apply([opened, *decided])
    _stop_waiting(work, contact, action)
    return None


def _asked(work: Round, contact: Contact, session: Session, action: HandInWork) -> Asked | None:
    """Whom this work is for: as the caller who waits there had asked, or as the queue asks for such a caller.

    Nobody gives up work, so no old place in the line is ever taken up with it: the party is left out.
    """
    interaction = work.state.routing.interactions.get(contact.interaction_id)
    asked = asked_for(work.state, Enqueue(action.queue_id, priority=action.priority), session)
    takes_place = action.medium is Medium.CALLBACK and interaction is not None and interaction.stage in _IN_LINE
    if takes_place and interaction is not None and interaction.queue_id == action.queue_id and interaction.asked:
        asked = replace(interaction.asked, priority=action.priority or interaction.asked.priority)
    asked = None if asked is None else replace(asked, party_id=None)
    return None if asked == NOTHING_ASKED else asked


def _stop_waiting(work: Round, contact: Contact, action: HandInWork) -> None:
    """A caller who waited elsewhere, or whom this queue does not take in, has chosen not to wait all the same."""
    interaction = work.state.routing.interactions.get(contact.interaction_id)
    if interaction is not None and interaction.stage in _IN_LINE:
        command = LeaveQueue(contact.interaction_id, action.medium.value)
        work.take(routing.decide(work.state.routing, command, *work.moment))


def react_to_work(work: Round, item: WorkItem, event: RoutingEvent) -> None:
    """Work that is finished and wrapped up is closed. A queue that lets it go (after so long a wait, or by a step that
    hands callers on) gets it back: nobody is there to choose another way. It is ended when the queue refuses that."""
    match event:
        case InteractionEnded() | WrapUpEnded():
            if item.end_cause is not None and not item.wrap_ups:
                work.apply([ContactClosed(item.opened.contact_id, item.end_cause)])
        case InteractionLeftQueue(interaction_id):
            interaction = work.state.routing.interactions[interaction_id]
            if interaction.stage is not InteractionStage.SELF_SERVICE:
                return  # a supervisor has moved it, and it waits there
            assert interaction.queue_id is not None, "who has waited, waited in a queue"
            again = EnqueueInteraction(interaction_id, interaction.queue_id, interaction.asked)
            if work.take(routing.decide(work.state.routing, again, *work.moment)) is not None:
                work.take(routing.decide(work.state.routing, WithdrawWork(interaction_id), *work.moment))
        case _:
            pass
