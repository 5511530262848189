"""Look-ups and PINs: what a source is given, and what its answer does. Owns the way of values; sees no personal one."""

from ivr_flows.actions import AskDigits, AskSource, GivenValue, LookUpCustomer, VerifySecret
from ivr_flows.collecting import entry_ms_max
from ivr_flows.evaluation import evaluate, kind_of
from ivr_flows.expressions import ExpressionError, parse_expression
from ivr_flows.flow_keys import KEY_BACK
from ivr_flows.inputs import DigitsGiven, LookupEnded, LookupResult, SecretVerified, SourceAnswered, Verification
from ivr_flows.model import (
    CALLER_NUMBER,
    COLLECTED,
    Argument,
    AuthenticateNode,
    LookupNode,
    Recording,
    SourceNode,
)
from ivr_flows.session import WaitingFor
from ivr_flows.walk import OUTCOME_MS_MAX, PROMPTS_MS_MAX, Walk
from routing.copying import replace
from routing.vocabulary import PersonalRef


def enter_lookup(walk: Walk, node: LookupNode) -> str | None:
    """Look for the customer."""
    digits = walk.session.collected.get(node.by)
    if digits is None:
        walk.conclude("not_given")
        return node.not_found
    walk.wait(LookUpCustomer(PersonalRef(digits)), WaitingFor.LOOKUP, OUTCOME_MS_MAX)
    return None


def answer_lookup(walk: Walk, node: LookupNode, given: LookupEnded) -> str:
    """The customer was found, or not, or nobody can tell now."""
    walk.conclude(given.result.value)
    match given.result:
        case LookupResult.FOUND if given.caller is not None:
            walk.session = replace(walk.session, caller=given.caller)
            return node.found
        case LookupResult.FAILED:
            return node.failed
        case _:
            return node.not_found


def enter_source(walk: Walk, node: SourceNode) -> str | None:
    """Ask the source, if all that it is asked with is there."""
    given = _given(walk, node.arguments)
    if given is None:
        walk.conclude("not_given")
        return node.not_found
    ask = AskSource(node.source, given, tuple(wanted.result for wanted in node.results))
    walk.wait(ask, WaitingFor.LOOKUP, OUTCOME_MS_MAX)
    return None


def answer_source(walk: Walk, node: SourceNode, given: SourceAnswered) -> str:
    """Keep what was found: variables of their own kind, and references."""
    walk.conclude(given.result.value)
    if given.result is not LookupResult.FOUND:
        return node.failed if given.result is LookupResult.FAILED else node.not_found
    variables, collected = dict(walk.session.variables), dict(walk.session.collected)
    for wanted in node.results:
        value = given.values.get(wanted.result)
        if wanted.result in given.sealed:
            collected[wanted.name] = given.sealed[wanted.result]
        elif value is not None and kind_of(value) is kind_of(walk.flow.variables.get(wanted.name)):
            variables[wanted.name] = value
        else:
            # Lint compares kinds; the source's answer may still lack what it was said to have.
            return node.failed
    walk.session = replace(walk.session, variables=variables, collected=collected)
    return node.found


def enter_authenticate(walk: Walk, node: AuthenticateNode) -> str | None:
    """Ask for the PIN, of a caller of whom all else is known."""
    if _given(walk, node.arguments) is None:
        walk.conclude("not_given")
        return node.not_verified
    walk.session = replace(walk.session, attempt=1)
    _ask_pin(walk, node, node.say)
    return None


def answer_pin(walk: Walk, node: AuthenticateNode, given: DigitsGiven) -> str | None:
    """A PIN was entered, or none."""
    if given.escaped:
        walk.conclude("left")
        return walk.flow.person or node.not_verified
    sources = _given(walk, node.arguments)
    if given.digits is None or sources is None:
        return _ask_pin_again(walk, node, "timeout")
    if not node.digits_min <= given.length <= node.digits_max:
        return _ask_pin_again(walk, node, "wrong")  # it can be no PIN: nobody is asked, and no try is counted
    ask = VerifySecret(node.source, sources, str(given.digits), node.tries_max, node.lock_ms)
    walk.wait(ask, WaitingFor.VERIFICATION, OUTCOME_MS_MAX)
    return None


def answer_verification(walk: Walk, node: AuthenticateNode, given: SecretVerified) -> str | None:
    """The PIN was right or wrong, or the account is locked, or nobody can tell now."""
    match given.result:
        case Verification.VERIFIED:
            walk.conclude("verified")
            return node.verified
        case Verification.LOCKED:
            walk.conclude("locked")
            return node.locked
        case Verification.FAILED:
            walk.conclude("failed")
            return node.failed
        case Verification.WRONG:
            return _ask_pin_again(walk, node, "wrong")


def _ask_pin(walk: Walk, node: AuthenticateNode, *parts: tuple[Recording, ...]) -> None:
    ask = AskDigits(
        walk.prompts(*parts),
        node.digits_min,
        node.digits_max,
        node.terminator,
        node.first_digit_timeout_ms,
        node.next_digit_timeout_ms,
        escape_keys="" if KEY_BACK in node.terminator else KEY_BACK,
        is_secret=True,
    )
    walk.wait(ask, WaitingFor.DIGITS, PROMPTS_MS_MAX + entry_ms_max(node))


def _ask_pin_again(walk: Walk, node: AuthenticateNode, result: str) -> str | None:
    attempt = walk.session.attempt + 1
    walk.conclude(result)
    if attempt > 1 + len(node.say_again):
        return node.not_verified
    walk.arrive(node.node_id)
    walk.session = replace(walk.session, attempt=attempt)
    reason = node.say_on_timeout if result == "timeout" else node.say_on_wrong
    _ask_pin(walk, node, reason, node.say_again[attempt - 2])
    return None


def _given(walk: Walk, arguments: tuple[Argument, ...]) -> tuple[GivenValue, ...] | None:
    """What the source is asked with; None when something of it is not known."""
    given: list[GivenValue] = []
    for argument in arguments:
        value = _given_value(walk, argument)
        if value is None:
            return None
        given.append(value)
    return tuple(given)


def _given_value(walk: Walk, argument: Argument) -> GivenValue | None:
    session = walk.session
    if argument.value == CALLER_NUMBER:
        number = session.caller.number
        return None if number is None else GivenValue(argument.name, sealed=number)
    if argument.value.startswith(COLLECTED):
        name = argument.value.removeprefix(COLLECTED)
        if name in session.collected:
            return GivenValue(argument.name, sealed=PersonalRef(session.collected[name]))
        return GivenValue(argument.name, secret=session.secrets[name]) if name in session.secrets else None
    try:
        value = evaluate(parse_expression(argument.value), walk.facts)
    except ExpressionError:
        return None
    if value is None:
        return None
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return GivenValue(argument.name, text=text)
