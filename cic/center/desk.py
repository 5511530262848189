"""What an agent asks of the desk beside calls: follow-ups, help, contacts entered by hand. Owns who wants help; the
other two have modules of their own."""

from typing import assert_never

from cic.center import entered_contacts, follow_ups
from cic.center.desk_events import HelpAsked
from cic.center.desk_inputs import AskForHelp, CloseFollowUp, DeskInput, EnterContact, MakeFollowUp, MoveFollowUp
from cic.center.round import Round
from cic.center.state import CenterState
from routing.agents import find_assignment
from routing.machines.assignment import AssignmentState
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import AgentId, InteractionId


def decide_desk(work: Round, given: DeskInput) -> Rejection | None:
    """Carry out an agent's wish, or say why not."""
    match given:
        case MakeFollowUp():
            return follow_ups.make(work, given)
        case MoveFollowUp():
            return follow_ups.move(work, given)
        case CloseFollowUp():
            return follow_ups.close(work, given)
        case AskForHelp():
            return _ask_for_help(work, given)
        case EnterContact():
            return entered_contacts.enter(work, given)
        case _:
            assert_never(given)


def end_help(work: Round) -> None:
    """Whoever has left the contact, for whatever reason, wants no help with it any more."""
    for interaction_id, (agent_id, _) in list(work.state.help.items()):
        if not is_in_contact(work.state, agent_id, interaction_id):
            work.apply([HelpAsked(interaction_id, agent_id, is_wanted=False)])


def is_in_contact(state: CenterState, agent_id: AgentId, interaction_id: InteractionId) -> bool:
    """Whether the agent has the interaction in hand, connected and not being wrapped up."""
    agent = state.routing.agents.get(agent_id)
    held = None if agent is None else agent.assignments.get(interaction_id)
    return held is not None and held.state is AssignmentState.IN_CONTACT


def _ask_for_help(work: Round, given: AskForHelp) -> Rejection | None:
    assignment = find_assignment(work.state.routing, given.agent_id, given.interaction_id)
    if isinstance(assignment, Rejection):
        return assignment
    if assignment.state is not AssignmentState.IN_CONTACT:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "help is for a contact going on, not before it or after it")
    if given.interaction_id in work.state.calls.monitorings:
        return Rejection(RejectionCode.NOT_ALLOWED_NOW, "the talk is another agent's, who may ask")
    if (given.interaction_id in work.state.help) is not given.is_wanted:
        work.apply([HelpAsked(given.interaction_id, given.agent_id, given.is_wanted)])
    return None
