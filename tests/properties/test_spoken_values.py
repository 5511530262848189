"""Values as words, read back by readers that know nothing of how they were said; over the whole range of each form."""

import re
from datetime import date, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ivr_flows.speaking.forms import (
    AMOUNT_FORMS,
    AMOUNT_MAX,
    DURATION_MS_MAX,
    FORMS,
    NUMBER_FORMS,
    NUMBER_MAX,
    TEXT_LENGTH_MAX,
    NotSpeakable,
)
from ivr_flows.speaking.spoken import LANGUAGES, spoken
from ivr_flows.speaking.vocabulary import VOCABULARIES

pytestmark = pytest.mark.property

BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH = {word: number for number, word in enumerate(BELOW_TWENTY.split(" "))} | {
    word: 10 * tens for tens, word in enumerate(TENS.split(" "), start=2)
}
ENGLISH_ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine",
    "twelfth": "twelve",
}  # fmt: skip
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
MONTHS = "January February March April May June July August September October November December"
FIGURES = "零一二三四五六七八九"

# As many short numbers as long ones.
numbers = st.integers(0, 12).flatmap(lambda digits: st.integers(-(10**digits) + 1, 10**digits - 1))
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def heard(form: str, value: object, language: str) -> str:
    """What a caller hears."""
    texts = VOCABULARIES[language]
    return (" " if language == "en" else "").join(texts[name] for name in spoken(form, value, language))


def english_number(words: str) -> int:
    """The number that these words say."""
    sign = -1 if words.startswith("minus ") else 1
    total = group = 0
    for word in words.removeprefix("minus ").replace(" and ", " ").split(" "):
        if word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word == "hundred":
            group *= 100
        else:
            group += ENGLISH[word]
    return sign * (total + group)


def chinese_number(text: str) -> int:
    """The number that these characters say."""
    if text.startswith("负"):
        return -chinese_number(text[1:])
    for character, size in (("亿", 10**8), ("万", 10**4)):
        if character in text:
            head, _, tail = text.partition(character)
            return chinese_number(head) * size + (chinese_number(tail) if tail else 0)
    total, figure = 0, -1
    for character in text.replace("两", "二"):
        if character in "十百千":
            total, figure = total + (1 if figure <= 0 else figure) * 10 ** ("十百千".index(character) + 1), 0
        else:
            figure = FIGURES.index(character)
    return total + max(figure, 0)


def chinese_by_rewriting(value: int) -> str:
    """The same number written figure by figure with every zero, then shortened as a schoolbook says."""
    if not value:
        return "零"
    text = ""
    for place, figure in enumerate(reversed(str(abs(value)))):
        unit = ("", "十", "百", "千")[place % 4] if figure != "0" else ""
        group = ("", "万", "亿")[place // 4] if place % 4 == 0 else ""
        text = FIGURES[int(figure)] + unit + group + text
    text = re.sub("零+", "零", text)
    text = re.sub("零([万亿])", r"\1", text)
    text = re.sub("零+", "零", text.replace("亿万", "亿零")).rstrip("零")
    text = re.sub("^一十", "十", text)
    text = re.sub("二(?=[百千])|(?:(?<=^)|(?<=亿零)|(?<=亿))二(?=[万亿])", "两", text)
    return ("负" if value < 0 else "") + text


@given(numbers)
@example(NUMBER_MAX)
@example(-NUMBER_MAX)
@example(100_001_000)
@example(1_020_000)
def test_a_number_is_read_back(value: int) -> None:
    assert english_number(heard("number", value, "en")) == value
    assert chinese_number(heard("number", value, "zh")) == value


@given(numbers)
@example(20_000)
@example(200_020_002)
@example(105_000)
@example(100_000_010)
@example(1_020_000)
def test_chinese_puts_zero_two_and_groups_where_the_schoolbook_does(value: int) -> None:
    assert heard("number", value, "zh") == chinese_by_rewriting(value)


@given(st.integers(0, 11).flatmap(lambda digits: st.integers(10**digits, 10 ** (digits + 1) - 1)))
def test_an_ordinal_is_the_number_with_another_end(value: int) -> None:
    *before, last = heard("ordinal", value, "en").split(" ")
    cardinal = ENGLISH_ORDINALS.get(last) or re.sub("ie$", "y", last.removesuffix("th"))
    assert english_number(" ".join([*before, cardinal])) == value
    assert heard("ordinal", value, "zh") == f"第{heard('number', value, 'zh')}"


@given(numbers)
def test_a_share_is_its_number(value: int) -> None:
    assert heard("percent", value, "en") == f"{heard('number', value, 'en')} percent"
    sign = "负" if value < 0 else ""
    assert heard("percent", value, "zh") == f"{sign}百分之{heard('number', abs(value), 'zh')}"


@given(st.sampled_from(AMOUNT_FORMS), st.one_of(st.integers(-400, 400), st.integers(-AMOUNT_MAX, AMOUNT_MAX)))
@example("amount_cny", 1205)
@example("amount_cny", 2_20)
@example("amount_usd", 1_01)
def test_an_amount_is_read_back(form: str, value: int) -> None:
    assert english_minor_units(heard(form, value, "en")) == value
    assert chinese_minor_units(heard(form, value, "zh")) == value


def english_minor_units(words: str) -> int:
    """The amount that these words say; singular and plural must fit."""
    if words.startswith("minus "):
        return -english_minor_units(words.removeprefix("minus "))
    found = re.fullmatch(
        r"(?:(.+?) (yuan|euros?|pounds?|dollars?))?(?: and )?(?:(.+?) (fen|cents?|penny|pence))?", words
    )
    assert found is not None, words
    whole, minor = english_number(found[1] or "zero"), english_number(found[3] or "zero")
    for count, unit in ((whole, found[2]), (minor, found[4])):
        if unit not in (None, "yuan", "fen"):
            assert (unit in ("euro", "pound", "dollar", "cent", "penny")) == (count == 1), words
    return 100 * whole + minor


def chinese_minor_units(text: str) -> int:
    """The amount that these characters say; a jiao is ten fen, and 零 stands before fen without jiao."""
    if text.startswith("负"):
        return -chinese_minor_units(text[1:])
    found = re.fullmatch(
        "(?:(.+?)(?:元|美元|欧元|英镑))?(?:(零)?(.+?)(?:美分|欧分|便士)|(?:(.)角)?(零)?(?:(.)分)?)", text
    )
    assert found is not None, text
    whole, apart, minor, jiao, apart_fen, fen = found.groups()
    for said, is_small in ((apart, minor), (apart_fen, fen)):
        if said:
            assert whole and is_small and len(is_small) == 1, text
    tail = chinese_number(minor) if minor else 10 * chinese_number(jiao or "零") + chinese_number(fen or "零")
    return 100 * chinese_number(whole or "零") + tail


@given(days)
@example(date(2000, 2, 29))
@example(date(1900, 1, 1))
@example(date(2009, 12, 31))
def test_a_day_is_read_back(day: date) -> None:
    month, *ordinal = heard("date", day.isoformat(), "en").split(" ")
    assert (month, ordinal) == (MONTHS.split(" ")[day.month - 1], heard("ordinal", day.day, "en").split(" "))
    assert heard("date_year", day.isoformat(), "en").startswith(f"{month} {' '.join(ordinal)} ")
    found = re.fullmatch("(....)年(.+)月(.+)日", heard("date_year", day.isoformat(), "zh"))
    assert found is not None
    assert "".join(str(FIGURES.index(figure)) for figure in found[1]) == str(day.year)
    assert (chinese_number(found[2]), chinese_number(found[3])) == (day.month, day.day)
    assert heard("date", day.isoformat(), "zh") == f"{found[2]}月{found[3]}日"


@given(st.integers(1900, 2099))
def test_a_year_is_read_back(year: int) -> None:
    words = heard("date_year", f"{year}-05-01", "en").removeprefix("May first ")
    if "thousand" in words:
        said = english_number(words)
    elif words.endswith("hundred"):
        said = 100 * ENGLISH[words.split(" ")[0]]
    else:
        century, *rest = words.split(" ")
        said = 100 * ENGLISH[century] + sum(ENGLISH[word] for word in rest if word != "oh")
    assert said == year


@given(st.integers(0, 1439))
def test_a_time_of_day_is_read_back(minutes: int) -> None:
    at = time(minutes // 60, minutes % 60)
    assert english_time(heard("time", f"{at:%H:%M}", "en")) == at
    assert chinese_time(heard("time", f"{at:%H:%M}", "zh")) == at


def english_time(words: str) -> time:
    """The time that these words say."""
    if words in ("noon", "midnight"):
        return time(12 if words == "noon" else 0)
    hour, *minute, half = words.split(" ")
    assert (minute[:1] == ["oh"]) == (len(minute) == 2 and ENGLISH[minute[1]] < 10 and minute[0] not in ENGLISH)
    past = sum(ENGLISH[word] for word in minute if word != "oh")
    return time(ENGLISH[hour] % 12 + (12 if half == "P.M." else 0), past)


def chinese_time(text: str) -> time:
    """The time that these characters say."""
    found = re.fullmatch("(凌晨|上午|中午|下午|晚上)(.+)点(?:(零)?(.+)分)?", text)
    assert found is not None, text
    hour, minute = chinese_number(found[2]), chinese_number(found[4] or "零")
    assert bool(found[3]) == (0 < minute < 10)
    return time(hour + (12 if found[1] in ("下午", "晚上") else 0), minute)


@given(st.integers(0, DURATION_MS_MAX))
@example(0)
@example(60_000)
@example(60_001)
def test_a_duration_is_rounded_up_to_minutes(duration_ms: int) -> None:
    length = timedelta(milliseconds=duration_ms)
    found = re.fullmatch(r"(?:(.+?) hours?)?(?: and )?(?:(.+?) minutes?)?", heard("minutes", duration_ms, "en"))
    assert found is not None
    said = timedelta(hours=english_number(found[1] or "zero"), minutes=english_number(found[2] or "zero"))
    assert said >= max(length, timedelta(minutes=1))
    assert said - length < timedelta(minutes=1) or said == timedelta(minutes=1)
    found = re.fullmatch("(?:(.+?)小时)?(?:(.+?)分钟)?", heard("minutes", duration_ms, "zh"))
    assert found is not None
    assert said == timedelta(hours=chinese_number(found[1] or "零"), minutes=chinese_number(found[2] or "零"))


@given(st.text("0123456789", min_size=1, max_size=TEXT_LENGTH_MAX))
def test_digits_are_said_one_by_one(digits: str) -> None:
    assert "".join(str(ENGLISH[word]) for word in heard("digits", digits, "en").split(" ")) == digits
    said = heard("digits", digits, "zh").replace("幺", "一")
    assert "".join(str(FIGURES.index(figure)) for figure in said) == digits
    assert "一" not in heard("digits", digits, "zh")


@given(st.text("abcXYZ0189", min_size=1, max_size=TEXT_LENGTH_MAX))
def test_letters_are_spelled(text: str) -> None:
    said = [str(ENGLISH.get(word, word)) for word in heard("spelled", text, "en").split(" ")]
    assert "".join(said) == text.upper()


@given(st.sampled_from(sorted(FORMS)), st.one_of(st.none(), st.booleans(), st.integers(), st.text()))
@example("date", "2026-02-29")
@example("digits", "+")
@example("digits", "12a")
@example("spelled", "")
@example("time", "24:00")
def test_every_value_is_spoken_with_known_words_or_refused_without_being_repeated(form: str, value: object) -> None:
    for language in LANGUAGES:
        try:
            names = spoken(form, value, language)
        except NotSpeakable as refused:
            assert refused.expected == FORMS[form]
            if isinstance(value, str):
                with pytest.raises(NotSpeakable) as other:
                    spoken(form, "?" * len(value), language)
                assert str(other.value) == str(refused)
        else:
            assert names
            assert set(names) <= VOCABULARIES[language].keys()
            assert isinstance(value, int if form in NUMBER_FORMS else str)
