"""An agent's commands, from words to inputs of the center. Owns their arguments; the core says what is allowed.

Digits, numbers, notes and texts are sealed before anything is submitted, so the journal never holds them.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from agent_desktop.gateway.arguments import ID_LENGTH_MAX, Arguments, BadCommand
from agent_desktop.gateway.plain_commands import AgentInput, plain_input
from cic.api.ports import JOURNAL_STALLED, CommandRefused, ReadState
from cic.center.control_inputs import (
    DialOut,
    SendInteractionDigits,
    StartConsult,
    Target,
    ToAgent,
    ToNumber,
    ToQueue,
    TransferInteraction,
)
from cic.center.desk_inputs import EnterContact, MakeFollowUp
from cic.center.state import CenterState
from cic.journal.port import CodecError, StorageStalled
from cic.runtime.port import EngineStopped
from routing.commands import FinishWrapUp
from routing.rejections import Rejection, RejectionCode
from routing.vocabulary import AgentId, CallerFacts, InteractionId, PartyId, PersonalRef, ProviderId, QueueId

T = TypeVar("T")
NOTE_LENGTH_MAX = 4_000
NAME_LENGTH_MAX = 100
DIGITS = re.compile(r"[0-9*#A-D]{1,32}")

Submit = Callable[[AgentInput], Awaitable[Rejection | None]]
Seal = Callable[[PartyId, str, str], PersonalRef]
PartyOf = Callable[[AgentId, InteractionId], PartyId | None]
"""The other party of an interaction that this agent has in hand."""
FindParty = Callable[[str, str], Awaitable[CallerFacts]]
"""Whose number this is, as a caller's is found; the name is for somebody whom nobody knows yet."""
ProviderOf = Callable[[AgentId], ProviderId | None]
"""Where an agent's phone is that can be reached now, or else any of the agent's."""

_NOT_IN_HAND = Rejection(RejectionCode.NOT_YOURS, "the agent has no such interaction in hand")


class _Refused(Exception):
    """The command is refused before it is submitted."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__()
        self.rejection = rejection


@dataclass(frozen=True, slots=True)
class AgentCommandDesk:
    """Takes commands of agents and submits them."""

    submit: Submit
    seal: Seal
    party_of: PartyOf
    find_party: FindParty
    provider_of: ProviderOf

    async def perform(self, agent_id: AgentId, op: str, args: Mapping[str, object]) -> CommandRefused | None:
        """Carry out one command; returns after it is journalled, or with the reason why it was not done."""
        try:
            rejection = await self.submit(await self._input(agent_id, op, Arguments(args)))
        except BadCommand as fault:
            return CommandRefused("bad_command", str(fault))
        except _Refused as fault:
            rejection = fault.rejection
        except StorageStalled:  # the party was erased meanwhile or is new, and a key cannot be written
            return CommandRefused(JOURNAL_STALLED, "nothing can be kept of it at the moment; try again later")
        except CodecError:
            return CommandRefused("bad_command", "an argument holds text that cannot be kept, such as half a character")
        except EngineStopped:
            return CommandRefused("engine_stopped", "the engine takes no commands at the moment; try again")
        return CommandRefused(rejection.code.value, rejection.detail) if rejection is not None else None

    async def _input(self, agent_id: AgentId, op: str, args: Arguments) -> AgentInput:
        match op:
            case "send_digits":
                return self._send_digits(agent_id, args)
            case "finish_wrap_up":
                return self._finish_wrap_up(agent_id, args)
            case "consult" | "transfer":
                return self._to_target(agent_id, op, args)
            case "make_follow_up":
                return self._make_follow_up(agent_id, args)
            case "dial_out":
                return await self._dial_out(agent_id, args)
            case "enter_contact":
                return await self._enter_contact(agent_id, args)
            case _:
                return plain_input(agent_id, op, args)

    def _send_digits(self, agent_id: AgentId, args: Arguments) -> AgentInput:
        interaction_id, digits = InteractionId(args.word("interaction_id")), args.word("digits")
        args.end()
        if not DIGITS.fullmatch(digits):
            raise BadCommand("the argument 'digits' may hold 0 to 9, *, #, A to D, 32 at most")
        sealed = self._sealed(agent_id, interaction_id, "digits", digits)
        return SendInteractionDigits(agent_id, interaction_id, sealed)

    def _finish_wrap_up(self, agent_id: AgentId, args: Arguments) -> AgentInput:
        interaction_id, disposition = InteractionId(args.word("interaction_id")), args.word("disposition")
        note = args.optional("note", NOTE_LENGTH_MAX).strip()
        args.end()
        sealed = self._sealed(agent_id, interaction_id, "note", note) if note else None
        return FinishWrapUp(agent_id, interaction_id, disposition, sealed)

    def _to_target(self, agent_id: AgentId, op: str, args: Arguments) -> AgentInput:
        interaction_id, target = InteractionId(args.word("interaction_id")), args.object("target")
        args.end()
        found = self._target(agent_id, interaction_id, target)
        return (StartConsult if op == "consult" else TransferInteraction)(agent_id, interaction_id, found)

    def _target(self, agent_id: AgentId, interaction_id: InteractionId, target: Arguments) -> Target:
        kind = target.word("kind")
        match kind:
            case "agent":
                asked = ToAgent(AgentId(target.word("agent_id")))
                target.end()
                return asked
            case "queue":
                queue = ToQueue(QueueId(target.word("queue_id")))
                target.end()
                return queue
            case "number":
                number = target.number("number")
                target.end()
                return ToNumber(self._sealed(agent_id, interaction_id, "number", number))
            case _:
                raise BadCommand("the argument 'target.kind' must be one of agent, queue, number")

    def _make_follow_up(self, agent_id: AgentId, args: Arguments) -> AgentInput:
        interaction_id, owner = InteractionId(args.word("interaction_id")), args.optional("owner", 8)
        queue_id, due_at_ms = QueueId(args.word("queue_id")), args.milliseconds("due_at_ms")
        remind_at_ms, text = args.optional_milliseconds("remind_at_ms"), args.text("text", NOTE_LENGTH_MAX)
        args.end()
        if owner not in ("", "me"):
            raise BadCommand("the argument 'owner' must be 'me' or null")
        return MakeFollowUp(
            agent_id=agent_id,
            interaction_id=interaction_id,
            owner=agent_id if owner else None,
            queue_id=queue_id,
            due_at_ms=due_at_ms,
            remind_at_ms=remind_at_ms,
            text=self._sealed(agent_id, interaction_id, "note", text),
        )

    async def _dial_out(self, agent_id: AgentId, args: Arguments) -> AgentInput:
        number, queue_id = args.number("number"), QueueId(args.word("queue_id"))
        args.end()
        provider = self.provider_of(agent_id)
        if provider is None:
            raise _Refused(Rejection(RejectionCode.NOT_SUPPORTED, "the agent has no phone to call from"))
        caller = await self.find_party(number, "")
        return DialOut(agent_id, queue_id, provider, caller, self.seal(caller.party_id, "number", number))

    async def _enter_contact(self, agent_id: AgentId, args: Arguments) -> AgentInput:
        kind, queue_id = args.word("kind"), QueueId(args.word("queue_id"))
        disposition = args.optional("disposition", ID_LENGTH_MAX)  # empty where the queue has none
        began_at_ms, duration_ms = args.milliseconds("began_at_ms"), args.milliseconds("duration_ms")
        number, name = args.optional_number("number"), args.optional("name", NAME_LENGTH_MAX).strip()
        note = args.optional("note", NOTE_LENGTH_MAX).strip()
        args.end()
        caller = await self.find_party(number, name)
        return EnterContact(
            agent_id=agent_id,
            kind=kind,
            queue_id=queue_id,
            caller=caller,
            began_at_ms=began_at_ms,
            duration_ms=duration_ms,
            disposition=disposition,
            note=self.seal(caller.party_id, "note", note) if note else None,
        )

    def _sealed(self, agent_id: AgentId, interaction_id: InteractionId, kind: str, text: str) -> PersonalRef:
        party_id = self.party_of(agent_id, interaction_id)
        if party_id is None:
            raise _Refused(_NOT_IN_HAND)
        return self.seal(party_id, kind, text)


def parties_in(read: ReadState) -> PartyOf:
    """Finds parties in the settled state. What is seen stays in the house: it only names the key to seal with."""

    return lambda agent_id, interaction_id: _seen(read, lambda state: _party_in_hand(state, agent_id, interaction_id))


def providers_in(read: ReadState) -> ProviderOf:
    """Finds agents' phones in the settled state."""

    return lambda agent_id: _seen(read, lambda state: _provider_of(state, agent_id))


def _seen(read: ReadState, view: Callable[[CenterState], T]) -> T:
    """What is seen of the settled state at once, durable or not."""
    found: list[T] = []
    read(lambda state: found.append(view(state)), lambda _reading: None)
    return found[0]


def _party_in_hand(state: CenterState, agent_id: AgentId, interaction_id: InteractionId) -> PartyId | None:
    agent = state.routing.agents.get(agent_id)
    assignment = agent.assignments.get(interaction_id) if agent is not None else None
    if assignment is None:
        return None
    contact, item = state.contacts.get(assignment.contact_id), state.work.get(assignment.contact_id)
    if contact is not None:
        return contact.session.caller.party_id
    return None if item is None else item.opened.caller.party_id


def _provider_of(state: CenterState, agent_id: AgentId) -> ProviderId | None:
    agent = state.routing.agents.get(agent_id)
    if agent is None:
        return None
    reachable = [provider for provider, phone in agent.phones.items() if phone.is_reachable]
    return next(iter([*reachable, *agent.phones]), None)
