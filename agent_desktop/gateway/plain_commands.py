"""Commands in which nothing is personal, from words to inputs of the center. Owns their arguments."""

from collections.abc import Callable

from agent_desktop.gateway.arguments import Arguments, BadCommand
from cic.center.agent_message_inputs import ReadAgentMessage
from cic.center.control_inputs import (
    CallControl,
    CompleteTransfer,
    ContinueRecording,
    EndConsult,
    HangUpInteraction,
    HoldInteraction,
    JoinConference,
    MuteInteraction,
    ParkInteraction,
    PauseRecording,
    PickUpInteraction,
    ResumeInteraction,
    SendIntoFlow,
    SwapConsult,
)
from cic.center.desk_inputs import AskForHelp, CloseFollowUp, DeskInput, MoveFollowUp
from routing.commands import (
    AcceptOffer,
    AgentCommand,
    AskForWrapUp,
    CompleteInteraction,
    ConfirmOfferShown,
    DeclineOffer,
    SetActivity,
    TakeInteraction,
    TransferToQueue,
)
from routing.vocabulary import Activity, AgentId, ContactId, FlowId, InteractionId, OfferId, QueueId

REASON_LENGTH_MAX = 64
CHOSEN_ACTIVITIES = {
    activity.value: activity for activity in (Activity.AVAILABLE, Activity.ON_BREAK, Activity.SIGNED_OUT)
}

AgentInput = AgentCommand | CallControl | DeskInput | ReadAgentMessage
"""Whatever an agent may ask of the center."""

_OF_INTERACTION: dict[str, Callable[[AgentId, InteractionId], AgentInput]] = {
    "hold": HoldInteraction,
    "resume": ResumeInteraction,
    "hang_up": HangUpInteraction,
    "complete": CompleteInteraction,
    "swap": SwapConsult,
    "conference": JoinConference,
    "complete_transfer": CompleteTransfer,
    "end_consult": EndConsult,
    "park": ParkInteraction,
    "pick_up": PickUpInteraction,
    "pull": TakeInteraction,
    "pause_recording": PauseRecording,
    "continue_recording": ContinueRecording,
}
_OF_OFFER: dict[str, Callable[[AgentId, OfferId], AgentInput]] = {
    "accept_offer": AcceptOffer,
    "decline_offer": DeclineOffer,
    "offer_shown": ConfirmOfferShown,
}


def plain_input(agent_id: AgentId, op: str, args: Arguments) -> AgentInput:
    """The input that a command stands for; BadCommand where it makes no sense."""
    given = _input(agent_id, op, args)
    args.end()
    return given


def _input(agent_id: AgentId, op: str, args: Arguments) -> AgentInput:
    if op in _OF_OFFER:
        return _OF_OFFER[op](agent_id, OfferId(args.word("offer_id")))
    if op in _OF_INTERACTION:
        return _OF_INTERACTION[op](agent_id, InteractionId(args.word("interaction_id")))
    match op:
        case "set_activity":
            return SetActivity(agent_id, _activity(args), args.optional("reason", REASON_LENGTH_MAX))
        case "read_message":
            return ReadAgentMessage(agent_id, args.word("message_id"))
        case "close_follow_up":
            return CloseFollowUp(agent_id, ContactId(args.word("contact_id")))
        case "move_follow_up":
            contact_id, due_at_ms = ContactId(args.word("contact_id")), args.milliseconds("due_at_ms")
            return MoveFollowUp(agent_id, contact_id, due_at_ms, args.optional_milliseconds("remind_at_ms"))
        case "mute" | "unmute" | "transfer_to_queue" | "ask_for_wrap_up" | "ask_for_help" | "send_into_flow":
            return _of_interaction(agent_id, op, InteractionId(args.word("interaction_id")), args)
        case _:
            raise BadCommand("there is no such command")


def _of_interaction(agent_id: AgentId, op: str, interaction_id: InteractionId, args: Arguments) -> AgentInput:
    match op:
        case "transfer_to_queue":
            return TransferToQueue(agent_id, interaction_id, QueueId(args.word("queue_id")))
        case "ask_for_wrap_up":
            return AskForWrapUp(agent_id, interaction_id, args.truth("is_wanted"))
        case "ask_for_help":
            return AskForHelp(agent_id, interaction_id, args.truth("is_wanted"))
        case "send_into_flow":
            return SendIntoFlow(agent_id, interaction_id, FlowId(args.word("flow")))
        case _:
            return MuteInteraction(agent_id, interaction_id, muted=op == "mute")


def _activity(args: Arguments) -> Activity:
    activity = CHOSEN_ACTIVITIES.get(args.word("activity"))
    if activity is None:
        raise BadCommand(f"the argument 'activity' must be one of {', '.join(CHOSEN_ACTIVITIES)}")
    return activity
