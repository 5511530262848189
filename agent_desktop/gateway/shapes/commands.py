"""The commands of the desktop, as JSON. Owns their words and the shapes of their arguments; ``gateway/commands`` reads
them, and says more closely what each may be."""

from typing import Literal, NotRequired

from typing_extensions import TypeAliasType, TypedDict

from agent_desktop.gateway.shapes.view import Activity

ACTIONS = (
    "accept", "decline", "hold", "resume", "mute", "unmute", "send_digits", "send_into_flow", "hang_up",
    "transfer_to_queue", "transfer", "consult", "swap", "conference", "complete_transfer", "end_consult", "park",
    "pause_recording", "continue_recording", "ask_for_help", "make_follow_up", "complete", "ask_for_wrap_up",
    "finish_wrap_up",
)  # fmt: skip
"""What may stand among the allowed actions of an interaction."""
AGENT_ACTIONS = ("dial_out", "pick_up", "pull", "enter_contact", "move_follow_up", "close_follow_up")
"""What may stand among the allowed actions of the agent."""


class AgentTarget(TypedDict):
    """One agent, whoever else is free."""

    kind: Literal["agent"]
    agent_id: str


class QueueTarget(TypedDict):
    """Whoever the queue finds."""

    kind: Literal["queue"]
    queue_id: str


class NumberTarget(TypedDict):
    """A number outside: `+` and digits, or digits alone."""

    kind: Literal["number"]
    number: str


Target = TypeAliasType("Target", AgentTarget | QueueTarget | NumberTarget)


class ActivityArgs(TypedDict):
    """One of `available`, `on_break`, `signed_out`; ``reason`` is a break's, else empty."""

    activity: Activity
    reason: str


class OfferArgs(TypedDict):
    """An offer that stands."""

    offer_id: str


class InteractionArgs(TypedDict):
    """An interaction; for `pick_up` a parked one, for `pull` one that waits."""

    interaction_id: str


class DigitsArgs(InteractionArgs):
    """1 to 32 of `0-9*#A-D`."""

    digits: str


class QueueArgs(InteractionArgs):
    """Where the caller is to wait again."""

    queue_id: str


class TargetArgs(InteractionArgs):
    """Whom to ask, or to hand the caller to."""

    target: Target


class FlowArgs(InteractionArgs):
    """One of the view's ``flows``."""

    flow: str


class WantedArgs(InteractionArgs):
    """Wanted, or not any more."""

    is_wanted: bool


class WrapUpArgs(InteractionArgs):
    """``note`` has up to 4,000 characters and may be empty."""

    disposition: str
    note: str


class FollowUpArgs(InteractionArgs):
    """``owner`` is null where anybody of the queue may do it; ``text`` has 1 to 4,000 characters."""

    owner: Literal["me"] | None
    queue_id: str
    due_at_ms: int
    remind_at_ms: int | None
    text: str


class MoveFollowUpArgs(TypedDict):
    """Another time for a follow-up."""

    contact_id: str
    due_at_ms: int
    remind_at_ms: int | None


class ContactArgs(TypedDict):
    """A follow-up, by its contact."""

    contact_id: str


class MessageArgs(TypedDict):
    """One of the agent's ``messages``."""

    message_id: str


class DialArgs(TypedDict):
    """A number, `+` and digits or digits alone, and the queue whose rules hold for the call."""

    number: str
    queue_id: str


class EnteredArgs(TypedDict):
    """A contact that no channel brought. ``number`` finds the party, as a caller's does; empty: somebody new."""

    kind: str
    queue_id: str
    number: str
    name: str
    began_at_ms: int
    duration_ms: int
    disposition: str
    note: str


class SetActivity(TypedDict):
    """What the agent does now, or next."""

    op: Literal["set_activity"]
    args: ActivityArgs


class OfferCommand(TypedDict):
    """About an offer."""

    op: Literal["accept_offer", "decline_offer", "offer_shown"]
    args: OfferArgs


class InteractionCommand(TypedDict):
    """About an interaction, with nothing more to say."""

    op: Literal[
        "hold", "resume", "mute", "unmute", "hang_up", "complete", "swap", "conference", "complete_transfer",
        "end_consult", "park", "pause_recording", "continue_recording", "pick_up", "pull"
    ]  # fmt: skip
    args: InteractionArgs


class SendDigits(TypedDict):
    """Keys for the other party."""

    op: Literal["send_digits"]
    args: DigitsArgs


class TransferToQueue(TypedDict):
    """The caller waits in another queue."""

    op: Literal["transfer_to_queue"]
    args: QueueArgs


class TargetCommand(TypedDict):
    """Ask somebody while the caller is on hold, or hand the caller over without asking."""

    op: Literal["consult", "transfer"]
    args: TargetArgs


class SendIntoFlow(TypedDict):
    """The caller enters what no agent is to hear."""

    op: Literal["send_into_flow"]
    args: FlowArgs


class WantedCommand(TypedDict):
    """A wish that can be taken back."""

    op: Literal["ask_for_wrap_up", "ask_for_help"]
    args: WantedArgs


class FinishWrapUp(TypedDict):
    """What came of the contact."""

    op: Literal["finish_wrap_up"]
    args: WrapUpArgs


class MakeFollowUp(TypedDict):
    """Work to be done later."""

    op: Literal["make_follow_up"]
    args: FollowUpArgs


class MoveFollowUp(TypedDict):
    """A follow-up at another time."""

    op: Literal["move_follow_up"]
    args: MoveFollowUpArgs


class CloseFollowUp(TypedDict):
    """A follow-up that need not be done any more."""

    op: Literal["close_follow_up"]
    args: ContactArgs


class ReadMessage(TypedDict):
    """The agent has read a message, which is not shown any more; read twice is no fault."""

    op: Literal["read_message"]
    args: MessageArgs


class DialOut(TypedDict):
    """Call somebody."""

    op: Literal["dial_out"]
    args: DialArgs


class EnterContact(TypedDict):
    """A visit, a letter, a talk by the way."""

    op: Literal["enter_contact"]
    args: EnteredArgs


Command = TypeAliasType(
    "Command",
    SetActivity
    | OfferCommand
    | InteractionCommand
    | SendDigits
    | TransferToQueue
    | TargetCommand
    | SendIntoFlow
    | WantedCommand
    | FinishWrapUp
    | MakeFollowUp
    | MoveFollowUp
    | CloseFollowUp
    | ReadMessage
    | DialOut
    | EnterContact,
)


class CommandFrame(TypedDict):
    """A command with an id of the client's. ``rev`` is that of the interaction as the agent saw it."""

    t: Literal["command"]
    id: str
    op: str
    args: dict[str, object]
    rev: NotRequired[int]
