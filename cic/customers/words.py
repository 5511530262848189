"""The words that customers are found by. Owns how a text is taken apart; marks and stores nothing.

What is stored are marks of whole words and of how they begin, at a few lengths: a longer beginning is looked up by the
longest of those that fits, and the rest is compared once the name is opened.
"""

import unicodedata
from collections.abc import Iterable

WORDS_FORM = 1
"""Rises when words are taken apart in another way: cards of an older form are marked anew."""
WORDS_MAX = 16
WORD_LENGTH_MAX = 40
BEGINNINGS = (3, 5)
"""Of words in letters; shorter beginnings fit half of a large file."""
CHINESE_BEGINNINGS = (1, 2)
"""A family name is most often one character."""
_FIRST_OF_CHINESE = "\u2e80"


def words_of(*texts: str) -> tuple[str, ...]:
    """Return the words of some texts, each once, in their one form: letters and digits, small."""
    found: dict[str, None] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKC", text).casefold()
        for word in "".join(letter if letter.isalnum() else " " for letter in plain).split():
            found[word[:WORD_LENGTH_MAX]] = None
    return tuple(found)[:WORDS_MAX]


def stored_forms(words: Iterable[str]) -> tuple[str, ...]:
    """Return what is marked of a card's words: each whole, and its beginnings."""
    found: dict[str, None] = {}
    for word in words:
        found["=" + word] = None
        for length in _beginnings(word):
            if len(word) >= length:
                found["<" + word[:length]] = None
    return tuple(found)


def asked_forms(word: str) -> tuple[str, ...]:
    """Return what a word that somebody looks for is looked up by, the surest first."""
    fitting = [length for length in _beginnings(word) if len(word) >= length]
    return ("=" + word, *(["<" + word[: fitting[-1]]] if fitting else []))


def mail_form(address: str) -> str:
    """Return what is marked of a mail address."""
    return "@" + unicodedata.normalize("NFKC", address).strip().casefold()


def fits(asked: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each word that is looked for begins one of these words."""
    known = tuple(words)
    return all(any(word.startswith(begin) for word in known) for begin in asked)


def is_chinese(text: str) -> bool:
    """Whether a text begins with a character of a script that writes names without spaces."""
    return text[:1] >= _FIRST_OF_CHINESE


def _beginnings(word: str) -> tuple[int, ...]:
    return CHINESE_BEGINNINGS if is_chinese(word) else BEGINNINGS
