"""Checks what a flow did besides talking: queues, work, ratings, look-ups, ends. Owns how each is compared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, assert_never

from ivr_flows.actions import (
    AskSource,
    DialNumber,
    EndCall,
    Enqueue,
    GivenValue,
    HandInWork,
    LookUpCustomer,
    Rate,
    ReturnResult,
    VerifySecret,
)
from ivr_flows.testing.conversation import Asked, Conversation
from ivr_flows.testing.coverage import nodes_reached
from ivr_flows.testing.given import GivenWorld
from ivr_flows.testing.parting import NotAsExpectedError
from ivr_flows.testing.read_tests import CUSTOMER
from ivr_flows.testing.script import Dials, Ends, EntersQueue, HandsIn, LooksUp, Rates, Reaches, Returns
from ivr_flows.testing.transcript import in_words, shown
from ivr_flows.walk import find_node

Action = TypeVar("Action")


@dataclass(slots=True)
class Call:
    """A call under test: the conversation, the world around it, and how far its checks have come."""

    talk: Conversation
    world: GivenWorld
    checked: dict[str, int] = field(default_factory=dict)
    reached: int = 0


def check(
    call: Call, step: EntersQueue | HandsIn | Rates | Dials | LooksUp | Ends | Returns | Reaches
) -> None:  # fmt: skip
    """Check one thing that the flow did; NotAsExpectedError where it did not."""
    match step:
        case EntersQueue(queue=queue):
            expected = f"the queue {queue}"
            entered = _next(call, Enqueue, expected)
            is_so = entered.queue_id == queue and step.requires in (None, entered.requires)
            _agree(expected, entered, is_so and step.priority in (None, entered.priority))
        case HandsIn(medium=medium, queue=queue, subject=subject):
            expected = f"a {medium} {subject} to the queue {queue or '(any)'}"
            work = _next(call, HandInWork, expected)
            wanted = (medium, queue or work.queue_id, subject or work.subject)
            _agree(expected, work, (work.medium.value, work.queue_id, work.subject) == wanted)
        case Rates(value=value, subject=subject):
            expected = f"the rating {value} {subject}"
            rate = _next(call, Rate, expected)
            _agree(expected, rate, (rate.value, rate.subject) == (value, subject or rate.subject))
        case Dials(number=number):
            dial = _next(call, DialNumber, f"{number} to be dialled")
            _agree(f"{number} to be dialled", dial, dial.number == number)
        case LooksUp():
            _check_lookup(call, step)
        case Ends():
            _next(call, EndCall, "the flow to hang up")
        case Returns(result=result):
            returned = _next(call, ReturnResult, f"the result {result}")
            _agree(f"the result {result}", returned, returned.result == result)
        case Reaches(node=node):
            _check_reached(call, node)
        case _:
            assert_never(step)


def _next(call: Call, kind: type[Action], expected: str) -> Action:
    """The next thing of a kind that the flow did and that no step has spoken of yet."""
    done = [each.what for each in call.talk.happened if isinstance(each.what, kind)]
    count = call.checked.get(kind.__name__, 0)
    call.checked[kind.__name__] = count + 1
    if count >= len(done):
        raise NotAsExpectedError(expected, state_of(call.talk))
    return done[count]


def _agree(expected: str, found: Enqueue | HandInWork | Rate | DialNumber | ReturnResult, is_so: bool) -> None:
    if not is_so:
        raise NotAsExpectedError(expected, (in_words(found) or "").replace("center  ", "that the center "))


def _check_lookup(call: Call, step: LooksUp) -> None:
    expected = f"{step.source} to be asked"
    done: list[Asked] = [
        each.what for each in call.talk.happened if isinstance(each.what, AskSource | LookUpCustomer | VerifySecret)
    ]
    count = call.checked.get("lookup", 0)
    call.checked["lookup"] = count + 1
    if count >= len(done):
        raise NotAsExpectedError(expected, state_of(call.talk))
    asked = done[count]
    source = CUSTOMER if isinstance(asked, LookUpCustomer) else asked.source
    given = _given_values(call, asked)
    wrong = [name for name, value in step.given.items() if given.get(name) != value]
    if source != step.source:
        raise NotAsExpectedError(expected, f"that {source} was asked")
    if wrong:
        name = wrong[0]
        raise NotAsExpectedError(f"{expected} with {name} {step.given[name]}", f"{name} {given.get(name, '(none)')}")


def _given_values(call: Call, asked: Asked) -> dict[str, str]:
    opened = call.talk.sealed.opened
    if isinstance(asked, LookUpCustomer):
        return {"digits": opened(asked.digits)}
    return {each.name: _value(each, opened) for each in asked.given}


def _value(given: GivenValue, opened: Callable[[str], str]) -> str:
    if given.text is not None:
        return given.text
    return opened(given.sealed if given.sealed is not None else given.secret or "")


def _check_reached(call: Call, node: str) -> None:
    flow, session = call.talk.subject.flow, call.talk.session
    if find_node(flow, node) is None:
        raise NotAsExpectedError(f"the node {node}", "that the flow has no such node")
    reached = nodes_reached(flow, session, call.reached)
    if node not in reached:
        raise NotAsExpectedError(f"the node {node}", f"the way {' > '.join(reached[-8:]) or '(none)'}")
    call.reached += reached.index(node) + 1


def state_of(talk: Conversation) -> str:
    """What goes on instead."""
    if talk.is_over:
        result = talk.session.path[-1].result if talk.session.path else ""
        return f"the call is over ({result or 'ended'})"
    if talk.is_with_agent:
        return "the caller talks with an agent"
    unit = talk.line.unit
    if unit is not None:
        return f"hears {shown(unit)}"
    action = talk.line.action
    if action is None:
        return f"nothing is heard (at the node {talk.session.node})"
    return (in_words(action) or "").removeprefix("hears   ").strip()
