"""What a caller may say instead of pressing keys. Owns grammars and the question after an unsure answer."""

from collections.abc import Iterable

from ivr_flows.actions import AskMenu
from ivr_flows.model import Listening, Recording, Wordings
from ivr_flows.session import WaitingFor
from ivr_flows.walk import PROMPTS_MS_MAX, Walk
from routing.copying import replace
from routing.vocabulary import Grammar, Prompt, SpokenPhrase

CANNOT_LISTEN = "cannot_listen"
"""The reason of a failure after which the node goes on by keys alone."""
KEY_RIGHT, KEY_WRONG = "1", "2"
CONFIRMATION_TIMEOUT_MS = 8_000
_YES_AND_NO = {
    "en": (("yes", "yes please", "that is right", "correct"), ("no", "no thanks", "that is wrong", "wrong")),
    "zh": (("是", "是的", "对", "没错"), ("不是", "不对", "不", "错了")),
}
_CONFIRMATION_CONFIDENCE = 50


def grammar(
    walk: Walk, listen: Listening | None, answers: Iterable[tuple[str, tuple[Wordings, ...]]]
) -> Grammar | None:
    """What to listen for in the caller's language, by label; None where nothing can be said or nobody listens."""
    if listen is None or not walk.session.listens:
        return None
    language = walk.session.language
    phrases = tuple(
        SpokenPhrase(label, wordings.words)
        for label, words in answers
        for wordings in words
        if wordings.language == language
    )
    return Grammar(language, phrases, listen.confidence) if phrases else None


def ask_back(walk: Walk, unconfirmed: str, before: tuple[Recording, ...], said: tuple[Prompt, ...],
             keys: tuple[Recording, ...], *, may_speak: bool) -> None:  # fmt: skip
    """Ask whether this is what the caller meant: key 1 or yes, key 2 or no."""
    walk.session = replace(walk.session, unconfirmed=unconfirmed)
    ask = AskMenu(
        (*walk.prompts(before), *said, *walk.prompts(keys)),
        KEY_RIGHT + KEY_WRONG,
        CONFIRMATION_TIMEOUT_MS,
        _yes_or_no(walk) if may_speak else None,
    )
    walk.wait(ask, WaitingFor.CONFIRMATION, PROMPTS_MS_MAX + CONFIRMATION_TIMEOUT_MS)


def _yes_or_no(walk: Walk) -> Grammar | None:
    words = _YES_AND_NO.get(walk.session.language)
    if words is None or not walk.session.listens:
        return None
    yes, no = words
    phrases = (SpokenPhrase(KEY_RIGHT, yes), SpokenPhrase(KEY_WRONG, no))
    return Grammar(walk.session.language, phrases, _CONFIRMATION_CONFIDENCE)
