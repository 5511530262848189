"""What is outside a flow that is walked by hand: from a file, and else asked of the person. Owns the questions."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from cic.cli.flow_terminal import Terminal
from ivr_flows.actions import AskSource, LookUpCustomer, VerifySecret
from ivr_flows.inputs import FlowInput, LookupEnded, LookupResult, SecretVerified, Verification
from ivr_flows.model import SourceNode
from ivr_flows.session import Scalar
from ivr_flows.testing.conversation import Asked, Conversation
from ivr_flows.testing.given import GivenWorld, caller_facts, source_answer
from ivr_flows.testing.read_tests import CUSTOMER
from ivr_flows.testing.script import Caller, Given
from ivr_flows.walk import find_node
from routing.vocabulary import CallerFacts, QueueId

FIRST_IN_LINE: Mapping[str, Scalar] = {"queue.place": 1, "queue.wait_ms": 60_000}
FOUND = "Enter: found, n: not found, f: failed"
PINS = "Enter: right, n: wrong, l: locked, f: failed"
ANSWERS = {"": LookupResult.FOUND, "y": LookupResult.FOUND, "n": LookupResult.NOT_FOUND, "f": LookupResult.FAILED}
VERIFICATIONS = {
    "": Verification.VERIFIED,
    "y": Verification.VERIFIED,
    "n": Verification.WRONG,
    "l": Verification.LOCKED,
    "f": Verification.FAILED,
}


class AskedWorld(GivenWorld):
    """Answers by the file where it says anything, else by what the person types."""

    def __init__(self, given: Given, terminal: Terminal) -> None:
        super().__init__(given)
        self.before_asking: Callable[[], None] = lambda: None
        self._said = given
        self._terminal = terminal

    def waiting(self, queue_id: QueueId) -> Mapping[str, Scalar]:
        """What is known of the waiting: whoever tries a flow is first in line, unless the file says otherwise."""
        return {**FIRST_IN_LINE, **super().waiting(queue_id)}

    def look_up(self, asked: Asked, talk: Conversation) -> tuple[FlowInput, int]:
        """What a source answers."""
        name = CUSTOMER if isinstance(asked, LookUpCustomer) else asked.source
        if name in (self._said.pins if isinstance(asked, VerifySecret) else self._said.lookups):
            return super().look_up(asked, talk)
        self.before_asking()
        match asked:
            case VerifySecret(source):
                word = self._choice(f"{source} compares the PIN. {PINS}", tuple(VERIFICATIONS))
                return SecretVerified(VERIFICATIONS[word]), 0
            case LookUpCustomer():
                return LookupEnded(*self._customer(talk)), 0
            case AskSource(source):
                result = ANSWERS[self._choice(f"{source} is asked. {FOUND}", tuple(ANSWERS))]
                values = self._values(talk) if result is LookupResult.FOUND else {}
                return source_answer(result, values, talk), 0

    def _choice(self, words: str, known: tuple[str, ...]) -> str:
        while (word := self._terminal.ask(words).lower()) not in known:
            self._terminal.show("not_understood", f"found '{word}', expected one of these letters, or Enter")
        return word

    def _customer(self, talk: Conversation) -> tuple[LookupResult, CallerFacts | None]:
        result = ANSWERS[self._choice(f"The customer is looked up. {FOUND}", tuple(ANSWERS))]
        if result is not LookupResult.FOUND:
            return result, None
        grade = self._terminal.ask("grade (Enter: standard)") or "standard"
        found = replace(Caller(is_known=True), grade=grade, language=talk.session.language)
        return result, caller_facts(found, talk.session.language, talk.sealed)

    def _values(self, talk: Conversation) -> dict[str, Scalar]:
        node = find_node(talk.subject.flow, talk.session.node)
        wanted = node.results if isinstance(node, SourceNode) else ()
        return {each.result: self._value(each.result, talk.subject.flow.variables.get(each.name)) for each in wanted}

    def _value(self, name: str, kind: Scalar) -> Scalar:
        """A value of the kind that the flow's variable has; a text for what is sealed."""
        while True:
            match kind:
                case bool():
                    word = self._terminal.ask(f"{name} (true or false)").lower()
                    if word in ("true", "false"):
                        return word == "true"
                case int():
                    word = self._terminal.ask(f"{name} (a whole number)")
                    if re.fullmatch(r"-?[0-9]{1,15}", word):
                        return int(word)
                case _:
                    return self._terminal.ask(f"{name} (a text)")
            self._terminal.show("not_understood", f"found '{word}', expected a value of this kind")
