"""What was said on the built-in phone, against a grammar. Owns what counts as a wording; hears no sound.

The phone sends words, so that nothing is recognised here: an exact wording is sure, one among other words is not. Words
are personal: they go no further than this.
"""

import re
import unicodedata

from cic.cti.port import Grammar

_HAN = "\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")


def understood(grammar: Grammar, words: str) -> tuple[str, bool] | None:
    """The label of the phrase that was said, and whether that is sure; None when it is none of them, or several.

    Case, punctuation and spaces mean nothing. Of wordings inside one another the longest was said.
    """
    said = _tokens(words)
    best: list[tuple[int, str]] = []
    for phrase in grammar.phrases:
        for wording in phrase.wordings:
            wanted = _tokens(wording)
            if wanted and "".join(wanted) == "".join(said):
                return phrase.label, True
            if _is_within(wanted, said):
                best.append((len(wanted), phrase.label))
    length = max((length for length, _ in best), default=0)
    labels = {label for tokens, label in best if tokens == length}
    return (labels.pop(), False) if len(labels) == 1 else None


def _tokens(text: str) -> list[str]:
    """Words where a language has spaces, signs where it has none."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def _is_within(wanted: list[str], said: list[str]) -> bool:
    length = len(wanted)
    return length > 0 and any(said[start : start + length] == wanted for start in range(len(said) - length + 1))
