"""Chinese text as pinyin with tones, cut where letters stand. Owns readings and digits; makes no sound.

The synthetic voice reads characters wrong that have several readings (银行, 重新), so it is never given characters.
"""

import re
from dataclasses import dataclass
from functools import cache

from pypinyin import Style, lazy_pinyin, load_phrases_dict

from cic.prompts.fault import PromptsError
from ivr_flows.speaking.spoken import spoken
from ivr_flows.speaking.vocabulary import VOCABULARIES

_SIGNS = {"#": "井号", "＃": "井号", "*": "星号", "＊": "星号", "+": "加"}
# Readings that the dictionary of pypinyin does not have.
_READINGS = {
    "重置": (("chóng",), ("zhì",)),
    "重拨": (("chóng",), ("bō",)),
    "还款": (("huán",), ("kuǎn",)),
    "还清": (("huán",), ("qīng",)),
    "长时间": (("cháng",), ("shí",), ("jiān",)),
}
_PAUSES = {**dict.fromkeys("，、；：,;:—", ","), **dict.fromkeys("。！？….!?", ".")}
_SILENT = frozenset("《》“”‘’（）()「」\"' \t\n·-")
_TOKEN = re.compile(r"[A-Za-z]+|[0-9]+[%％]|[0-9]+|[㐀-鿿]+|.", re.DOTALL)
_NUMBER_DIGITS_MAX = 4


@dataclass(frozen=True, slots=True)
class Pinyin:
    """Syllables with the numbers of their tones."""

    text: str


@dataclass(frozen=True, slots=True)
class Latin:
    """A word of letters, for another language's voice."""

    text: str


def mandarin_runs(text: str) -> tuple[Pinyin | Latin, ...]:
    """A text as what the voices are given, in order; PromptsError for a sign that nobody can speak."""
    runs: list[Pinyin | Latin] = []
    characters = ""
    for token in _TOKEN.finditer(text):
        if re.fullmatch(r"[A-Za-z]+", token[0]):
            runs += [*_pinyin(characters), Latin(token[0])]
            characters = ""
        else:
            characters += _in_characters(token[0], is_year=text[token.end() :].startswith("年"))
    return (*runs, *_pinyin(characters))


def _in_characters(token: str, is_year: bool) -> str:
    """A token in Chinese characters and pauses."""
    if token[0].isascii() and token[0].isdigit():
        digits = token.rstrip("%％")
        if len(digits) < len(token):
            return _said("percent", int(digits))
        is_number = len(digits) <= _NUMBER_DIGITS_MAX and not is_year and (digits == "0" or digits[0] != "0")
        return _said("number", int(digits)) if is_number else _one_by_one(digits, is_year)
    if token in _SIGNS:
        return _SIGNS[token]
    if token in _PAUSES or token in _SILENT:
        return _PAUSES.get(token, "")
    if "\u3400" <= token[0] <= "\u9fff":
        return token
    raise PromptsError(f"the sign '{token}' cannot be spoken in Chinese; write it in words")


def _one_by_one(digits: str, is_year: bool) -> str:
    """Digits said singly: 1 is 幺 in a number of a telephone, not in a year."""
    return "".join(_said("number", int(digit)) for digit in digits) if is_year else _said("digits", digits)


def _said(form: str, value: int | str) -> str:
    return "".join(VOCABULARIES["zh"][name] for name in spoken(form, value, "zh"))


def _pinyin(characters: str) -> list[Pinyin | Latin]:
    if not any("\u3400" <= letter <= "\u9fff" for letter in characters):
        return []
    _learn_readings()
    # A neutral tone is 5; third tones that meet are changed by the voice, 一 and 不 by pypinyin's phrases.
    syllables = lazy_pinyin(characters, style=Style.TONE3, neutral_tone_with_five=True)
    return [Pinyin(" ".join(syllables))]


@cache
def _learn_readings() -> None:
    load_phrases_dict({phrase: [list(reading) for reading in readings] for phrase, readings in _READINGS.items()})
