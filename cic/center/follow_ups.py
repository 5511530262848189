"""Work that agents put off: made during a contact or after it, moved, closed, and handed in as a task when it is due.

Owns these rules. A follow-up that its queue refuses is handed in again later: it is never lost. One for which there is
no queue any more is tried again when another configuration holds, and not before: until then it is overdue, on the list
of its owner or else of who made it, with the reason, to be seen to and closed by hand.
"""

from cic.center.asking import asked_for_later
from cic.center.desk_events import FollowUpClosed, FollowUpMade, FollowUpMoved, FollowUpPutOff, FollowUpReminded
from cic.center.desk_inputs import CloseFollowUp, MakeFollowUp, MoveFollowUp
from cic.center.events import WorkOpened
from cic.center.round import Round
from cic.center.state import CenterState, FollowUp
from routing import decide as routing
from routing.agents import find_agent, find_assignment
from routing.asking import PreferredAgent, Unavailable
from routing.commands import SubmitWork
from routing.machines.assignment import AssignmentState
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import AgentId, CallerFacts, ContactId, InteractionId, Medium, PersonalRef

FOLLOW_UPS_MAX = 200
"""So many count for one agent at most: those that the agent owns, and those without an owner that the agent made."""
AHEAD_MS_MAX = 366 * 86_400_000
OWNER_WAIT_MS = 86_400_000
"""So long a task waits for the owner alone, absent or busy; then whoever the queue finds may have it."""
AGAIN_AFTER_MS = 300_000
_BY_CONFIGURATION = (RejectionCode.UNKNOWN_QUEUE, RejectionCode.NOT_SUPPORTED)
"""Why a follow-up cannot become a task however long one waits: there is no such queue, or no such medium."""
EVENTS_AT_ONCE = 1_000
"""What comes due at one moment is handed in by parts: no input is to keep calls waiting."""
SUBJECT = "follow_up"
DUE, CLOSED = "due", "closed"


def make(work: Round, given: MakeFollowUp) -> Rejection | None:
    """Put off work for the customer of a contact in hand, or one that is being wrapped up."""
    state = work.state
    assignment = find_assignment(state.routing, given.agent_id, given.interaction_id)
    if isinstance(assignment, Rejection):
        return assignment
    if assignment.state is AssignmentState.CONNECTING:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the contact has not begun yet; expected one in hand or over")
    refusal = (
        _refuse_place(state, given)
        or _refuse_times(work.now_ms, given.due_at_ms, given.remind_at_ms, given.owner)
        or _refuse_more(state, given)
    )
    customer = _customer(state, assignment.contact_id)
    if refusal is not None or customer is None:
        return refusal or Rejection(RejectionCode.NOT_SUPPORTED, "the contact is of no customer whom the center knows")
    caller, language, dialled_number, number = customer
    made = FollowUpMade(
        contact_id=ContactId(work.new_id("c")),
        origin=assignment.contact_id,
        agent_id=given.agent_id,
        owner=given.owner,
        queue_id=given.queue_id,
        due_at_ms=given.due_at_ms,
        remind_at_ms=given.remind_at_ms,
        text=given.text,
        caller=caller,
        language=language,
        dialled_number=dialled_number,
        number=number,
    )
    work.apply([made])
    return None


def move(work: Round, given: MoveFollowUp) -> Rejection | None:
    """Let a follow-up be due at another time."""
    item = _find(work.state, given.agent_id, given.contact_id)
    if isinstance(item, Rejection):
        return item
    refusal = _refuse_times(work.now_ms, given.due_at_ms, given.remind_at_ms, item.made.owner)
    if refusal is not None:
        return refusal
    if (given.due_at_ms, given.remind_at_ms) != (item.due_at_ms, item.remind_at_ms):
        work.apply([FollowUpMoved(given.contact_id, given.agent_id, given.due_at_ms, given.remind_at_ms)])
    return None


def close(work: Round, given: CloseFollowUp) -> Rejection | None:
    """Let a follow-up be no more: it need not become a task."""
    item = _find(work.state, given.agent_id, given.contact_id)
    if isinstance(item, Rejection):
        return item
    work.apply([FollowUpClosed(given.contact_id, item.made.agent_id, item.made.owner, given.agent_id, CLOSED)])
    return None


def wake_next(work: Round) -> bool:
    """Remind of the follow-up whose time has come first, or hand it in; False when none is due, or enough was done."""
    state = work.state
    entry = state.follow_up_deadlines.first_entry()
    if entry is None or entry[0][0] > work.now_ms or len(work.events) >= EVENTS_AT_ONCE:
        return False
    item = state.follow_ups[entry[1]]
    if item.remind_at_ms is not None and not item.is_reminded:
        work.apply([FollowUpReminded(item.made.contact_id)])
    else:
        _hand_in(work, item)
    return True


def can_be_made(state: CenterState) -> bool:
    """Whether a follow-up could become a task: whether the center has that medium."""
    return Medium.TASK in state.routing.media


def _hand_in(work: Round, item: FollowUp) -> None:
    """It becomes a task of the same contact: for its owner first, else for whoever its queue finds."""
    state, made = work.state, item.made
    interaction_id = InteractionId(work.new_id("i"))
    preferred = None
    if made.owner is not None and made.owner in state.routing.agents:
        preferred = PreferredAgent(made.owner, OWNER_WAIT_MS, Unavailable.WAIT, Unavailable.WAIT)
    asked = asked_for_later(state, made.caller, made.language, preferred)
    command = SubmitWork(interaction_id, made.contact_id, Medium.TASK, made.queue_id, asked)
    decided = routing.decide(state.routing, command, *work.moment)
    if isinstance(decided, Rejection):
        # While another configuration is still being taken in, the queue may yet come with it.
        is_for_good = decided.code in _BY_CONFIGURATION and not state.routing.taking_in
        again_at_ms = 0 if is_for_good else work.now_ms + AGAIN_AFTER_MS
        work.apply([FollowUpPutOff(made.contact_id, decided.code.value, again_at_ms)])
        return
    opened = WorkOpened(
        contact_id=made.contact_id,
        interaction_id=interaction_id,
        origin=made.origin,
        medium=Medium.TASK,
        queue_id=made.queue_id,
        subject=SUBJECT,
        dialled_number=made.dialled_number,
        caller=made.caller,
        language=made.language,
        due_at_ms=item.due_at_ms,
        recording=None,
        duration_ms=0,
        number=made.number,
        collected={SUBJECT: made.text},
    )
    closed = FollowUpClosed(made.contact_id, made.agent_id, made.owner, None, DUE)
    work.apply([closed, opened, *decided])


def _customer(state: CenterState, contact_id: ContactId) -> tuple[CallerFacts, str, str, PersonalRef | None] | None:
    """Of a contact: who it is with, in which language, the number that was dialled, and where to call back."""
    contact, item = state.contacts.get(contact_id), state.work.get(contact_id)
    if contact is not None:
        session = contact.session if contact.outer is None else contact.outer
        return session.caller, session.language, contact.dialled_number, session.caller.number
    if item is not None:
        opened = item.opened
        return opened.caller, opened.language, opened.dialled_number, opened.number or opened.caller.number
    return None


def _find(state: CenterState, agent_id: AgentId, contact_id: ContactId) -> FollowUp | Rejection:
    """A follow-up that this agent may change."""
    agent = find_agent(state.routing, agent_id)
    if isinstance(agent, Rejection):
        return agent
    item = state.follow_ups.get(contact_id)
    if item is None:
        return Rejection(RejectionCode.UNKNOWN_CONTACT, "no follow-up of this id is open; it may have become a task")
    if is_for(state, item, agent_id):
        return item
    if _has_owner(state, item):
        return Rejection(RejectionCode.NOT_YOURS, "another agent owns this follow-up")
    return Rejection(RejectionCode.NOT_YOURS, "the follow-up is of a queue that the agent does not serve")


def is_for(state: CenterState, item: FollowUp, agent_id: AgentId) -> bool:
    """Whether a follow-up is for this agent: the agent's own; one of nobody's, where the agent serves its queue; or
    made by the agent, where there is no such queue any more."""
    made, agent = item.made, state.routing.agents.get(agent_id)
    if agent is None or _has_owner(state, item):
        return agent is not None and made.owner == agent_id
    return made.queue_id in agent.queues or (made.queue_id not in state.routing.queues and made.agent_id == agent_id)


def _has_owner(state: CenterState, item: FollowUp) -> bool:
    """Whether it has one who is still an agent."""
    return item.made.owner is not None and item.made.owner in state.routing.agents


def _refuse_place(state: CenterState, given: MakeFollowUp) -> Rejection | None:
    if not can_be_made(state):
        return Rejection(RejectionCode.NOT_SUPPORTED, "the center has no medium task, which a follow-up becomes")
    if given.owner is not None and given.owner not in state.routing.agents:
        return Rejection(RejectionCode.UNKNOWN_AGENT, "the owner is no configured agent")
    if given.queue_id not in state.routing.queues:
        return Rejection(RejectionCode.UNKNOWN_QUEUE, "no queue of this id is configured")
    return None


def _refuse_times(now_ms: int, due_at_ms: int, remind_at_ms: int | None, owner: AgentId | None) -> Rejection | None:
    if not now_ms < due_at_ms <= now_ms + AHEAD_MS_MAX:
        days = AHEAD_MS_MAX // 86_400_000
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"expected a time that is to come, within {days} days")
    if remind_at_ms is None:
        return None
    if owner is None:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "a follow-up without an owner reminds nobody; expected no time")
    if remind_at_ms > due_at_ms:  # one whose time has gone by comes at once: clocks differ
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "expected a reminder no later than the work is due")
    return None


def _refuse_more(state: CenterState, given: MakeFollowUp) -> Rejection | None:
    holder = given.agent_id if given.owner is None else given.owner
    if len(state.follow_ups_of.get(holder, ())) < FOLLOW_UPS_MAX:
        return None
    whose = "of the agent" if holder == given.agent_id else "of the owner"
    return Rejection(RejectionCode.NOT_ALLOWED_NOW, f"{FOLLOW_UPS_MAX} follow-ups {whose} are open; close some first")
