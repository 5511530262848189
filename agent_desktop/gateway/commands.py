"""An agent's commands, from words to inputs of the center. Owns their arguments; the core says what is allowed.

Digits and notes are sealed before anything is submitted, so the journal never holds them.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from cic.api.ports import JOURNAL_STALLED, CommandRefused, ReadState
from cic.center.inputs import (
    CallControl,
    HangUpInteraction,
    HoldInteraction,
    MuteInteraction,
    ResumeInteraction,
    SendInteractionDigits,
    SendIntoFlow,
)
from cic.center.state import CenterState
from cic.journal.port import CodecError, StorageStalled
from cic.runtime.port import EngineStopped
from routing.commands import (
    AcceptOffer,
    AgentCommand,
    AskForWrapUp,
    CompleteInteraction,
    ConfirmOfferShown,
    DeclineOffer,
    FinishWrapUp,
    SetActivity,
    TransferToQueue,
)
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import Activity, AgentId, FlowId, InteractionId, OfferId, PartyId, PersonalRef, QueueId

ID_LENGTH_MAX = 128
REASON_LENGTH_MAX = 64
NOTE_LENGTH_MAX = 4_000
DIGITS = re.compile(r"[0-9*#A-D]{1,32}")
CHOSEN_ACTIVITIES = {
    activity.value: activity for activity in (Activity.AVAILABLE, Activity.ON_BREAK, Activity.SIGNED_OUT)
}

Submit = Callable[[AgentCommand | CallControl], Awaitable[Rejection | None]]
Seal = Callable[[PartyId, str, str], PersonalRef]
PartyOf = Callable[[AgentId, InteractionId], PartyId | None]
"""The other party of an interaction that this agent has in hand."""


class BadCommand(Exception):
    """The command makes no sense. Says which argument, never its value."""


class Arguments:
    """The arguments of one command: each is taken once, and none may be left over."""

    def __init__(self, args: Mapping[str, object]) -> None:
        self._left = dict(args)

    def word(self, name: str, length_max: int = ID_LENGTH_MAX) -> str:
        """An argument that must be given and not be empty."""
        value = self.optional(name, length_max)
        if not value:
            raise BadCommand(f"the argument '{name}' is missing")
        if not value.isascii():
            raise BadCommand(f"the argument '{name}' is no id of ours")
        return value

    def optional(self, name: str, length_max: int) -> str:
        """An argument that may be left out, empty or null."""
        value = self._left.pop(name, None)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise BadCommand(f"the argument '{name}' must be text")
        if not value.isprintable() and length_max <= ID_LENGTH_MAX:
            raise BadCommand(f"the argument '{name}' has characters that cannot be shown")
        if len(value) > length_max:
            raise BadCommand(f"the argument '{name}' is longer than {length_max} characters")
        return value

    def truth(self, name: str) -> bool:
        """An argument that must be true or false."""
        value = self._left.pop(name, None)
        if not isinstance(value, bool):
            raise BadCommand(f"the argument '{name}' must be true or false")
        return value

    def end(self) -> None:
        """Nothing may be left over: a misspelt argument is told, not ignored."""
        if self._left:
            raise BadCommand(f"{len(self._left)} unknown argument(s)")


@dataclass(frozen=True, slots=True)
class AgentCommandDesk:
    """Takes commands of agents and submits them."""

    submit: Submit
    seal: Seal
    party_of: PartyOf

    async def perform(self, agent_id: AgentId, op: str, args: Mapping[str, object]) -> CommandRefused | None:
        """Carry out one command; returns after it is journalled, or with the reason why it was not done."""
        try:
            given = self._input(agent_id, op, Arguments(args))
        except BadCommand as fault:
            return CommandRefused("bad_command", str(fault))
        except StorageStalled:  # the party was erased meanwhile, and a new key cannot be written
            return CommandRefused(JOURNAL_STALLED, "nothing can be kept of it at the moment; try again later")
        try:
            rejection = given if isinstance(given, Rejection) else await self.submit(given)
        except CodecError:
            return CommandRefused("bad_command", "an argument holds text that cannot be kept, such as half a character")
        except EngineStopped:
            return CommandRefused("engine_stopped", "the engine takes no commands at the moment; try again")
        return CommandRefused(rejection.code.value, rejection.detail) if rejection is not None else None

    def _input(self, agent_id: AgentId, op: str, args: Arguments) -> AgentCommand | CallControl | Rejection:
        match op:
            case "send_digits":
                return self._send_digits(agent_id, args)
            case "finish_wrap_up":
                return self._finish_wrap_up(agent_id, args)
            case _:
                return _plain_input(agent_id, op, args)

    def _send_digits(self, agent_id: AgentId, args: Arguments) -> CallControl | Rejection:
        interaction_id, digits = InteractionId(args.word("interaction_id")), args.word("digits")
        args.end()
        if not DIGITS.fullmatch(digits):
            raise BadCommand("the argument 'digits' may hold 0 to 9, *, #, A to D, 32 at most")
        sealed = self._sealed(agent_id, interaction_id, "digits", digits)
        return sealed if isinstance(sealed, Rejection) else SendInteractionDigits(agent_id, interaction_id, sealed)

    def _finish_wrap_up(self, agent_id: AgentId, args: Arguments) -> AgentCommand | Rejection:
        interaction_id, disposition = InteractionId(args.word("interaction_id")), args.word("disposition")
        note = args.optional("note", NOTE_LENGTH_MAX).strip()
        args.end()
        if not note:
            return FinishWrapUp(agent_id, interaction_id, disposition, None)
        sealed = self._sealed(agent_id, interaction_id, "note", note)
        return sealed if isinstance(sealed, Rejection) else FinishWrapUp(agent_id, interaction_id, disposition, sealed)

    def _sealed(
        self, agent_id: AgentId, interaction_id: InteractionId, kind: str, text: str
    ) -> PersonalRef | Rejection:
        party_id = self.party_of(agent_id, interaction_id)
        if party_id is None:
            return Rejection(RejectionCode.NOT_YOURS, "the agent has no such interaction in hand")
        return self.seal(party_id, kind, text)


def parties_in(read: ReadState) -> PartyOf:
    """Finds parties in the settled state. What is seen stays in the house: it only names the key to seal with."""

    def party_of(agent_id: AgentId, interaction_id: InteractionId) -> PartyId | None:
        found: list[PartyId | None] = []
        read(lambda state: found.append(_party_in_hand(state, agent_id, interaction_id)), lambda _reading: None)
        return found[0]

    return party_of


def _party_in_hand(state: CenterState, agent_id: AgentId, interaction_id: InteractionId) -> PartyId | None:
    agent = state.routing.agents.get(agent_id)
    assignment = agent.assignments.get(interaction_id) if agent is not None else None
    if assignment is None:
        return None
    contact, item = state.contacts.get(assignment.contact_id), state.work.get(assignment.contact_id)
    if contact is not None:
        return contact.session.caller.party_id
    return None if item is None else item.opened.caller.party_id


def _plain_input(agent_id: AgentId, op: str, args: Arguments) -> AgentCommand | CallControl:
    given: AgentCommand | CallControl
    match op:
        case "set_activity":
            given = SetActivity(agent_id, _activity(args), args.optional("reason", REASON_LENGTH_MAX))
        case "accept_offer":
            given = AcceptOffer(agent_id, OfferId(args.word("offer_id")))
        case "decline_offer":
            given = DeclineOffer(agent_id, OfferId(args.word("offer_id")))
        case "offer_shown":
            given = ConfirmOfferShown(agent_id, OfferId(args.word("offer_id")))
        case "transfer_to_queue":
            interaction_id = InteractionId(args.word("interaction_id"))
            given = TransferToQueue(agent_id, interaction_id, QueueId(args.word("queue_id")))
        case "hold":
            given = HoldInteraction(agent_id, InteractionId(args.word("interaction_id")))
        case "resume":
            given = ResumeInteraction(agent_id, InteractionId(args.word("interaction_id")))
        case "mute" | "unmute":
            given = MuteInteraction(agent_id, InteractionId(args.word("interaction_id")), muted=op == "mute")
        case "hang_up":
            given = HangUpInteraction(agent_id, InteractionId(args.word("interaction_id")))
        case "ask_for_wrap_up":
            given = AskForWrapUp(agent_id, InteractionId(args.word("interaction_id")), args.truth("is_wanted"))
        case "send_into_flow":
            interaction_id = InteractionId(args.word("interaction_id"))
            given = SendIntoFlow(agent_id, interaction_id, FlowId(args.word("flow")))
        case "complete":
            given = CompleteInteraction(agent_id, InteractionId(args.word("interaction_id")))
        case _:
            raise BadCommand("there is no such command")
    args.end()
    return given


def _activity(args: Arguments) -> Activity:
    activity = CHOSEN_ACTIVITIES.get(args.word("activity"))
    if activity is None:
        raise BadCommand(f"the argument 'activity' must be one of {', '.join(CHOSEN_ACTIVITIES)}")
    return activity
