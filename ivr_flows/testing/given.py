"""What a test takes for granted, as the conversation asks for it: sources, PINs, queues, calendars. Owns no flow."""

from collections.abc import Mapping

from ivr_flows.actions import AskSource, LookUpCustomer, VerifySecret
from ivr_flows.inputs import (
    FlowInput,
    LookupEnded,
    LookupResult,
    SecretVerified,
    SourceAnswered,
    Verification,
)
from ivr_flows.model import SourceNode
from ivr_flows.session import Scalar
from ivr_flows.testing.conversation import Asked, Conversation, Sealed
from ivr_flows.testing.read_tests import CUSTOMER
from ivr_flows.testing.script import Answer, Caller, Given, QueueState
from ivr_flows.walk import find_node
from routing.copying import replace
from routing.vocabulary import CallerFacts, PartyId, PersonalRef, QueueId

LATE_MS = 25_000


class GivenWorld:
    """Answers as one test says; what a flow asks and the test does not say is noted in ``unsaid``."""

    def __init__(self, given: Given) -> None:
        self.unsaid: list[str] = []
        self.agent_number = ""
        self._given = given
        self._queues = dict(given.queues)
        self._answers = {source: list(answers) for source, answers in given.lookups.items()}
        self._wrong: dict[str, int] = {}

    def is_open(self, calendar: str) -> bool:
        """Whether a calendar is open now."""
        return calendar not in self._given.closed

    def waiting(self, queue_id: QueueId) -> Mapping[str, Scalar]:
        """What is known of the waiting in this queue."""
        queue = self._queues.get(queue_id, QueueState())
        known = {"queue.place": queue.place, "queue.wait_ms": queue.wait_ms, "agent.number": self.agent_number or None}
        return {name: value for name, value in known.items() if value is not None}

    def refuses(self, queue_id: QueueId) -> str | None:
        """The reason for which a queue does not take anything in."""
        return self._queues.get(queue_id, QueueState()).refuses

    def move(self, queue_id: QueueId, place: int | None, wait_ms: int | None) -> None:
        """From now on this is known of the waiting."""
        queue = self._queues.get(queue_id, QueueState())
        self._queues[queue_id] = replace(queue, place=place, wait_ms=wait_ms or queue.wait_ms)

    def look_up(self, asked: Asked, talk: Conversation) -> tuple[FlowInput, int]:
        """What a source answers."""
        match asked:
            case VerifySecret():
                return self._verify(asked, talk)
            case LookUpCustomer():
                answer = self._next(CUSTOMER)
                customer = answer.customer if answer.result is LookupResult.FOUND else None
                facts = None if customer is None else caller_facts(customer, talk.subject.flow.language, talk.sealed)
                return LookupEnded(answer.result, facts), LATE_MS if answer.is_late else 0
            case AskSource(source):
                answer = self._next(source)
                return source_answer(answer.result, answer.values, talk), LATE_MS if answer.is_late else 0

    def _next(self, source: str) -> Answer:
        """The next answer of a source; the last one holds from then on."""
        answers = self._answers.get(source)
        if not answers:
            self.unsaid.append(f"the flow asks `{source}`, and `lookups:` does not say what it answers")
            return Answer(LookupResult.FAILED)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _verify(self, asked: VerifySecret, talk: Conversation) -> tuple[FlowInput, int]:
        pin = self._given.pins.get(asked.source)
        if pin is None:
            self.unsaid.append(f"the flow compares a PIN by `{asked.source}`, and `pins:` does not say which is right")
            return SecretVerified(Verification.FAILED), 0
        if pin.always is not None:
            return SecretVerified(pin.always), 0
        wrong = self._wrong.get(asked.source, 0)
        if wrong >= asked.tries_max:
            return SecretVerified(Verification.LOCKED), 0
        if talk.sealed.opened(asked.secret) == pin.right:
            return SecretVerified(Verification.VERIFIED), 0
        self._wrong[asked.source] = wrong + 1
        is_locked = wrong + 1 >= asked.tries_max
        return SecretVerified(Verification.LOCKED if is_locked else Verification.WRONG), 0


def source_answer(result: LookupResult, values: Mapping[str, Scalar], talk: Conversation) -> SourceAnswered:
    """A source's answer, of which the flow's variables take plain values; all else is sealed."""
    node = find_node(talk.subject.flow, talk.session.node)
    if result is not LookupResult.FOUND or not isinstance(node, SourceNode):
        return SourceAnswered(result)
    plain: dict[str, Scalar] = {}
    sealed: dict[str, PersonalRef] = {}
    for wanted in node.results:
        value = values.get(wanted.result)
        if value is not None and wanted.name in talk.subject.flow.variables:
            plain[wanted.result] = value
        elif value is not None:
            sealed[wanted.result] = talk.sealed.seal(str(value))
    return SourceAnswered(result, plain, sealed)


def caller_facts(caller: Caller, language: str, sealed: Sealed) -> CallerFacts:
    """What the flow may know of the caller."""
    return CallerFacts(
        party_id=PartyId("party"),
        number=None if caller.number is None else sealed.seal(caller.number),
        name=None,
        is_known=caller.is_known,
        grade=caller.grade,
        language=caller.language or language,
        area=caller.area,
        is_vip=caller.is_vip,
        is_blocked=caller.is_blocked,
        tries_today=caller.tries_today,
    )
