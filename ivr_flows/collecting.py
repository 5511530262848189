"""Collecting digits: asking, judging their form, reading them back. Owns attempts; never sees a digit."""

from ivr_flows.actions import AskDigits
from ivr_flows.flow_keys import KEY_BACK
from ivr_flows.inputs import DigitsGiven, FlowInput, KeyPressed, PhraseGiven
from ivr_flows.listening import KEY_RIGHT, ask_back, grammar
from ivr_flows.model import AuthenticateNode, CollectNode, Recording
from ivr_flows.session import WaitingFor
from ivr_flows.walk import PROMPTS_MS_MAX, Walk
from routing.copying import replace
from routing.vocabulary import PersonalRef, Prompt


def enter_collect(walk: Walk, node: CollectNode) -> None:
    """Ask for the first time."""
    walk.session = replace(walk.session, attempt=1)
    ask_digits(walk, node, node.say)


def ask_digits(walk: Walk, node: CollectNode, *parts: tuple[Recording, ...]) -> None:
    """Ask for digits with these words."""
    has_way_out = _way_out(walk, node) is not None and KEY_BACK not in node.terminator
    ask = AskDigits(
        walk.prompts(*parts),
        digits_min=node.digits_min,
        digits_max=node.digits_max,
        terminator=node.terminator,
        first_digit_timeout_ms=node.first_digit_timeout_ms,
        next_digit_timeout_ms=node.next_digit_timeout_ms,
        escape_keys=KEY_BACK if has_way_out else "",
        is_secret=node.is_secret,
        rule=node.rule,
        listen=grammar(walk, node.listen, ((word.label, word.words) for word in node.words)),
    )
    walk.wait(ask, WaitingFor.DIGITS, PROMPTS_MS_MAX + entry_ms_max(node))


def entry_ms_max(node: CollectNode | AuthenticateNode) -> int:
    """How long entering may take."""
    return node.first_digit_timeout_ms + node.digits_max * node.next_digit_timeout_ms


def ask_digits_in_keys(walk: Walk, node: CollectNode) -> None:
    """Ask the same once more, of a caller whom nobody can listen to any more."""
    attempt = walk.session.attempt
    ask_digits(walk, node, node.say if attempt == 1 else node.say_again[attempt - 2])


def answer_collect(walk: Walk, node: CollectNode, given: FlowInput) -> str | None:
    """Digits came, or none, or not such as were wanted, or words instead."""
    _forget(walk, node)
    match given:
        case PhraseGiven(label, is_sure):
            word = next((word for word in node.words if word.label == label), None)
            if word is None or not is_sure:
                return _ask_again(walk, node, "not_understood")
            walk.conclude(word.label)
            return word.go
        case DigitsGiven():
            return _take_digits(walk, node, given)
        case _:
            return _ask_again(walk, node, "not_understood")


def _take_digits(walk: Walk, node: CollectNode, given: DigitsGiven) -> str | None:
    if given.escaped:
        walk.conclude("left")
        return _way_out(walk, node) or node.on_failure or walk.flow.on_error
    if given.digits is None:
        if not given.timed_out and node.on_skip is not None:
            walk.conclude("skipped")
            return node.on_skip
        return _ask_again(walk, node, "timeout")
    if not node.digits_min <= given.length <= node.digits_max:
        return _ask_again(walk, node, "wrong_length")
    if not given.fits:
        return _ask_again(walk, node, "wrong_form")
    _keep(walk, node, given.digits, given.length)
    if node.confirm is not None and not node.is_secret:
        said = (Prompt("digits", walk.session.language, given.digits),)
        ask_back(walk, "", node.confirm.say, said, node.confirm.keys, may_speak=node.listen is not None)
        return None
    walk.conclude("given")
    return node.next


def confirm_collect(walk: Walk, node: CollectNode, given: FlowInput) -> str | None:
    """The digits were read back: right, or to be entered anew."""
    is_right = isinstance(given, KeyPressed) and given.key == KEY_RIGHT
    if is_right or (isinstance(given, PhraseGiven) and given.label == KEY_RIGHT):
        walk.conclude("given")
        return node.next
    _forget(walk, node)
    return _ask_again(walk, node, "not_confirmed")


def _ask_again(walk: Walk, node: CollectNode, result: str) -> str | None:
    attempt = walk.session.attempt + 1
    walk.conclude(result)
    if attempt > 1 + len(node.say_again):
        return node.on_failure or walk.flow.on_error
    walk.arrive(node.node_id)
    walk.session = replace(walk.session, attempt=attempt)
    reasons = {
        "timeout": node.say_on_timeout,
        "wrong_length": node.say_on_wrong_length,
        "wrong_form": node.say_on_wrong_form or node.say_on_wrong_length,
        "not_understood": node.say_on_not_understood,
    }
    ask_digits(walk, node, reasons.get(result, ()), node.say_again[attempt - 2])
    return None


def _way_out(walk: Walk, node: CollectNode) -> str | None:
    return node.on_star or (walk.flow.person if walk.flow.keys_in_prompts else None)


def _keep(walk: Walk, node: CollectNode, digits: PersonalRef, length: int) -> None:
    session = walk.session
    lengths = {**session.collected_lengths, node.name: length}
    if node.is_secret:
        walk.session = replace(session, secrets={**session.secrets, node.name: str(digits)}, collected_lengths=lengths)
    else:
        walk.session = replace(session, collected={**session.collected, node.name: digits}, collected_lengths=lengths)


def _forget(walk: Walk, node: CollectNode) -> None:
    """What was entered before under this name is worth nothing any more."""
    session, name = walk.session, node.name
    if name in session.collected_lengths:
        walk.session = replace(
            session,
            collected={key: ref for key, ref in session.collected.items() if key != name},
            secrets={key: handle for key, handle in session.secrets.items() if key != name},
            collected_lengths={key: length for key, length in session.collected_lengths.items() if key != name},
        )
