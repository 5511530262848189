"""How values sound, by example: a page to read beside what people of either language say."""

import pytest

from ivr_flows.speaking.forms import NotSpeakable
from ivr_flows.speaking.spoken import spoken
from ivr_flows.speaking.vocabulary import VOCABULARIES

pytestmark = pytest.mark.unit

EXAMPLES = [
    ("number", 0, "zero", "零"),
    ("number", 2, "two", "二"),
    ("number", 10, "ten", "十"),
    ("number", 12, "twelve", "十二"),
    ("number", 110, "one hundred and ten", "一百一十"),
    ("number", 202, "two hundred and two", "两百零二"),
    ("number", 1034, "one thousand and thirty four", "一千零三十四"),
    ("number", 10_010, "ten thousand and ten", "一万零一十"),
    ("number", 22_222, "twenty two thousand two hundred and twenty two", "两万两千两百二十二"),
    ("number", 105_000, "one hundred and five thousand", "十万五千"),
    ("number", 1_020_000, "one million twenty thousand", "一百零二万"),
    ("number", 100_001_000, "one hundred million one thousand", "一亿零一千"),
    ("number", 200_020_002, "two hundred million twenty thousand and two", "两亿零两万零二"),
    ("number", -7, "minus seven", "负七"),
    ("ordinal", 2, "second", "第二"),
    ("ordinal", 121, "one hundred and twenty first", "第一百二十一"),
    ("percent", -12, "minus twelve percent", "负百分之十二"),
    ("minutes", 299_001, "five minutes", "五分钟"),
    ("minutes", 0, "one minute", "一分钟"),
    ("minutes", 7_500_000, "two hours and five minutes", "两小时五分钟"),
    ("amount_cny", 12_50, "twelve yuan and fifty fen", "十二元五角"),
    ("amount_cny", 12_05, "twelve yuan and five fen", "十二元零五分"),
    ("amount_cny", 2_22, "two yuan and twenty two fen", "两元两角二分"),
    ("amount_cny", 2, "two fen", "两分"),
    ("amount_eur", 12_50, "twelve euros and fifty cents", "十二欧元五十欧分"),
    ("amount_usd", 1_01, "one dollar and one cent", "一美元零一美分"),
    ("amount_gbp", -1_00, "minus one pound", "负一英镑"),
    ("amount_gbp", 0, "zero pounds", "零英镑"),
    ("date", "2026-11-27", "November twenty seventh", "十一月二十七日"),
    ("date_year", "2026-11-27", "November twenty seventh twenty twenty six", "二零二六年十一月二十七日"),
    ("date_year", "2005-02-10", "February tenth two thousand and five", "二零零五年二月十日"),
    ("time", "09:05", "nine oh five A.M.", "上午九点零五分"),
    ("time", "14:30", "two thirty P.M.", "下午两点三十分"),
    ("time", "12:00", "noon", "中午十二点"),
    ("time", "00:00", "midnight", "凌晨零点"),
    ("digits", "+86 10-12", "plus eight six one zero one two", "加八六幺零幺二"),
    ("spelled", "Ab 1", "A B one", "AB幺"),
]


@pytest.mark.parametrize(("form", "value", "english", "chinese"), EXAMPLES)
def test_a_value_is_spoken_as_people_say_it(form: str, value: object, english: str, chinese: str) -> None:
    assert " ".join(VOCABULARIES["en"][name] for name in spoken(form, value, "en")) == english
    assert "".join(VOCABULARIES["zh"][name] for name in spoken(form, value, "zh")) == chinese


@pytest.mark.parametrize(
    ("form", "value", "found", "expected"),
    [
        ("number", "12", "a text", "a whole number"),
        ("number", True, "true or false", "a whole number"),
        ("number", None, "nothing", "a whole number"),
        ("number", 10**12, "a number out of these bounds", "999999999999"),
        ("ordinal", 0, "a number out of these bounds", "from 1 to"),
        ("minutes", -1, "a number out of these bounds", "milliseconds from 0"),
        ("digits", 12, "a number", "1 to 40 digits"),
        ("digits", "1" * 41, "a text of 41 characters", "1 to 40 digits"),
        ("date", "2026-02-29", "no such day", "YYYY-MM-DD"),
        ("date", "1899-12-31", "no such day", "1900 to 2099"),
        ("time", "24:00", "no such time", "HH:MM"),
        ("amount", 5, "a form that nobody knows", "amount_eur"),
    ],
)
def test_what_cannot_be_spoken_is_refused(form: str, value: object, found: str, expected: str) -> None:
    with pytest.raises(NotSpeakable) as refused:
        spoken(form, value, "en")
    assert found in refused.value.found
    assert expected in refused.value.expected


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(NotSpeakable, match="found a language without words for values, expected one of en, zh"):
        spoken("number", 5, "fr")
