"""Menus and ratings: asking for one key or its words, and what becomes of the answer. Owns their attempts."""

from ivr_flows.actions import AskMenu, Rate
from ivr_flows.flow_keys import KEY_BACK, KEY_PERSON, KEY_REPEAT, flow_wide_keys, follow_flow_wide_key
from ivr_flows.inputs import FlowInput, KeyPressed, PhraseGiven
from ivr_flows.listening import KEY_RIGHT, ask_back, grammar
from ivr_flows.model import MenuKey, MenuNode, RatingNode, Recording
from ivr_flows.session import WaitingFor
from ivr_flows.walk import PROMPTS_MS_MAX, Walk
from routing.copying import replace


def enter_menu(walk: Walk, node: MenuNode) -> None:
    """Ask for the first time."""
    menus = walk.session.menus
    # A menu met again cuts the way back to where it first stood, so the way never grows beyond the flow's menus.
    before = menus[: menus.index(node.node_id)] if node.node_id in menus else menus
    walk.session = replace(walk.session, attempt=1, menus=(*before, node.node_id))
    ask_menu(walk, node, node.say)


def ask_menu(walk: Walk, node: MenuNode, *parts: tuple[Recording, ...]) -> None:
    """Ask for a key with these words."""
    keys = "".join(key.key for key in node.keys)
    if walk.flow.person is not None and KEY_PERSON not in keys:
        keys += KEY_PERSON
    listen = grammar(walk, node.listen, ((key.key, key.words) for key in node.keys))
    ask = AskMenu(walk.prompts(*parts), keys + KEY_BACK + KEY_REPEAT, node.timeout_ms, listen)
    walk.wait(ask, WaitingFor.KEY, PROMPTS_MS_MAX + node.timeout_ms)


def ask_menu_in_keys(walk: Walk, node: MenuNode) -> None:
    """Ask the same once more, of a caller whom nobody can listen to any more."""
    attempt = walk.session.attempt
    ask_menu(walk, node, node.say if attempt == 1 else node.say_again[attempt - 2])


def answer_menu(walk: Walk, node: MenuNode, given: FlowInput) -> str | None:
    """A key, a phrase, or nothing that could be used."""
    match given:
        case KeyPressed(None):
            return _ask_again(walk, node, "timeout")
        case KeyPressed(str() as key):
            chosen = _answer_of(node, key)
            if chosen is None:
                return follow_flow_wide_key(walk, key) or _ask_again(walk, node, "wrong_key")
            walk.conclude(chosen.label)
            return chosen.go
        case PhraseGiven(label, is_sure):
            return _take_phrase(walk, node, _answer_of(node, label), is_sure)
        case _:
            return _ask_again(walk, node, "not_understood")


def confirm_menu(walk: Walk, node: MenuNode, given: FlowInput) -> str | None:
    """The caller was asked back: yes, or something else."""
    chosen = _answer_of(node, walk.session.unconfirmed)
    walk.session = replace(walk.session, unconfirmed="")
    is_right = isinstance(given, KeyPressed) and given.key == KEY_RIGHT
    is_right = is_right or (isinstance(given, PhraseGiven) and given.label == KEY_RIGHT)
    if is_right and chosen is not None:
        walk.conclude(chosen.label)
        return chosen.go
    return _ask_again(walk, node, "not_understood")


def _answer_of(node: MenuNode, key: str) -> MenuKey | None:
    return next((offered for offered in node.keys if offered.key == key), None)


def _take_phrase(walk: Walk, node: MenuNode, chosen: MenuKey | None, is_sure: bool) -> str | None:
    if chosen is not None and is_sure:
        walk.conclude(chosen.label)
        return chosen.go
    if chosen is not None and chosen.said is not None and node.listen is not None and node.listen.confirm:
        said = walk.prompts((chosen.said,))
        ask_back(walk, chosen.key, node.listen.confirm, said, node.listen.confirm_keys, may_speak=True)
        return None
    return _ask_again(walk, node, "not_understood")


def _ask_again(walk: Walk, node: MenuNode, result: str) -> str | None:
    attempt = walk.session.attempt + 1
    walk.conclude(result)
    if attempt > 1 + len(node.say_again):
        return node.on_failure or walk.flow.on_error
    walk.arrive(node.node_id)
    walk.session = replace(walk.session, attempt=attempt)
    reason = {"timeout": node.say_on_timeout, "wrong_key": node.say_on_wrong_key}.get(
        result, node.say_on_not_understood
    )
    ask_menu(walk, node, reason, node.say_again[attempt - 2])
    return None


def enter_rating(walk: Walk, node: RatingNode) -> None:
    """Ask how it was."""
    walk.session = replace(walk.session, attempt=1)
    ask_rating(walk, node, node.say)


def ask_rating(walk: Walk, node: RatingNode, *parts: tuple[Recording, ...]) -> None:
    """Ask for a rating with these words."""
    keys = "".join(str(value) for value in range(node.lowest, node.highest + 1))
    more = "".join(key for key in flow_wide_keys(walk) if key not in keys)
    ask = AskMenu(walk.prompts(*parts), keys + more, node.timeout_ms)
    walk.wait(ask, WaitingFor.KEY, PROMPTS_MS_MAX + node.timeout_ms)


def answer_rating(walk: Walk, node: RatingNode, given: FlowInput) -> str | None:
    """A rating, or nothing that could be used; whoever gives none goes on as well."""
    key = given.key if isinstance(given, KeyPressed) else None
    if key is not None and key.isdecimal() and node.lowest <= int(key) <= node.highest:
        walk.conclude(f"rated_{key}")
        walk.act(Rate(node.subject, int(key), node.lowest, node.highest))
        return node.next
    if key is not None and (elsewhere := follow_flow_wide_key(walk, key)) is not None:
        return elsewhere
    result = "timeout" if key is None else "wrong_key"
    attempt = walk.session.attempt + 1
    walk.conclude(result)
    if attempt > 1 + len(node.say_again):
        return node.on_failure or node.next
    walk.arrive(node.node_id)
    walk.session = replace(walk.session, attempt=attempt)
    reason = node.say_on_timeout if result == "timeout" else node.say_on_wrong_key
    ask_rating(walk, node, reason, node.say_again[attempt - 2])
    return None
