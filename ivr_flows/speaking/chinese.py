"""Values as Chinese words. Owns where 零 stands, where 2 is 两, groups of 万 and 亿, and the texts of the words.

A word is the name of a recording below `values/`; TEXTS has what each one says. A figure and its unit are one
recording (三百), because tones change where the two meet.
"""

_FIGURES = "零一二三四五六七八九"
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONEY = {
    "amount_eur": ("euros", "euro_cents"),
    "amount_gbp": ("pounds", "pence"),
    "amount_usd": ("dollars", "us_cents"),
}
_GROUP = 10_000
# The beginning of each part of the day.
_PARTS_OF_DAY = ((18, "evening"), (13, "afternoon"), (12, "midday"), (6, "morning"), (0, "night"))


def _below_hundred_text(value: int) -> str:
    tens, rest = divmod(value, 10)
    return ("" if tens < 2 else _FIGURES[tens]) + ("十" if tens else "") + (_FIGURES[rest] if rest or not tens else "")


TEXTS: dict[str, str] = {
    **{f"n{figure}": text for figure, text in enumerate(_FIGURES)},
    "n10": "十",
    **{f"n{figure}0": f"{_FIGURES[figure]}十" for figure in range(2, 10)},
    "one_ten": "一十",
    **{f"n{figure}00": f"{'两' if figure == 2 else _FIGURES[figure]}百" for figure in range(1, 10)},
    **{f"n{figure}000": f"{'两' if figure == 2 else _FIGURES[figure]}千" for figure in range(1, 10)},
    "two": "两", "ten_thousand": "万", "hundred_million": "亿", "minus": "负", "plus": "加", "ordinal": "第",
    "percent": "百分之", "digit_1": "幺",
    **{month: f"{_below_hundred_text(place + 1)}月" for place, month in enumerate(_MONTHS)},
    **{f"day_{day}": f"{_below_hundred_text(day)}日" for day in range(1, 32)},
    "year": "年",
    **{f"hour_{hour}": f"{'两' if hour == 2 else _below_hundred_text(hour)}点" for hour in range(13)},
    "night": "凌晨", "morning": "上午", "midday": "中午", "afternoon": "下午", "evening": "晚上",
    "minute": "分", "minutes": "分钟", "hours": "小时",
    "yuan": "元", "jiao": "角", "fen": "分", "dollars": "美元", "us_cents": "美分", "euros": "欧元",
    "euro_cents": "欧分", "pounds": "英镑", "pence": "便士",
    **{f"letter_{letter}": letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"},
}  # fmt: skip


def number(value: int) -> list[str]:
    """A whole number: 十二万零三十四."""
    if value < 0:
        return ["minus", *number(-value)]
    if value < 10:
        return [f"n{value}"]
    words: list[str] = []
    groups = ((_GROUP**2, "hundred_million"), (_GROUP, "ten_thousand"), (1, ""))
    is_apart = False  # a place without a figure lies between what was said and what comes
    for size, name in groups:
        group = value // size % _GROUP
        if not group:
            is_apart = True
            continue
        if words and (is_apart or group < 1000):
            words.append("n0")
        words += ["two"] if group == 2 and name else _below_group(group, is_first=not words)
        words += [name] if name else []
        is_apart = False
    return words


def ordinal(value: int) -> list[str]:
    """A place in an order: 第二."""
    return ["ordinal", *number(value)]


def percent(value: int) -> list[str]:
    """A share of a hundred: 负百分之十."""
    return ["minus", "percent", *number(-value)] if value < 0 else ["percent", *number(value)]


def amount(form: str, value: int) -> list[str]:
    """Money of minor units: 十二元五角, 两美元五十美分."""
    if value < 0:
        return ["minus", *amount(form, -value)]
    whole, minor = divmod(value, 100)
    if form == "amount_cny":
        major_name, minor_words = "yuan", _jiao_and_fen(minor, has_yuan=whole > 0)
    else:
        major_name, minor_name = _MONEY[form]
        minor_words = [*_counted(minor), minor_name] if minor else []
        if whole and 0 < minor < 10:
            minor_words = ["n0", f"n{minor}", minor_name]
    if not whole and minor:
        return minor_words
    return [*_counted(whole), major_name, *minor_words]


def date(month: int, day: int) -> list[str]:
    """A day of the year: 十一月二十七日."""
    return [_MONTHS[month - 1], f"day_{day}"]


def date_year(year: int, month: int, day: int) -> list[str]:
    """A day with its year, whose figures are said one by one: 二零二六年十一月二十七日."""
    return [*(f"n{figure}" for figure in str(year)), "year", *date(month, day)]


def time(hour: int, minute: int) -> list[str]:
    """A time of day: 下午两点零五分."""
    part = next(name for begin, name in _PARTS_OF_DAY if hour >= begin)
    words = [part, f"hour_{hour - 12 if hour > 12 else hour}"]
    if minute:
        words += [*(["n0"] if minute < 10 else []), *number(minute), "minute"]
    return words


def duration(minutes: int) -> list[str]:
    """A length of time: 两小时五分钟."""
    hours, rest = divmod(minutes, 60)
    hour_words = [*_counted(hours), "hours"] if hours else []
    return hour_words + ([*_counted(rest), "minutes"] if rest or not hours else [])


def characters(text: str) -> list[str]:
    """Digits and letters one by one; 1 is 幺, as on every telephone."""
    names = {"+": "plus", "1": "digit_1"}
    return [names.get(each) or (f"n{each}" if each.isdigit() else f"letter_{each}") for each in text]


def _counted(value: int) -> list[str]:
    """A number before what it counts, where 2 is 两."""
    return ["two"] if value == 2 else number(value)


def _jiao_and_fen(minor: int, has_yuan: bool) -> list[str]:
    jiao, fen = divmod(minor, 10)
    words = [*_counted(jiao), "jiao"] if jiao else []
    if fen and has_yuan and not jiao:
        return ["n0", f"n{fen}", "fen"]
    if fen:
        words += [*(_counted(fen) if not jiao else [f"n{fen}"]), "fen"]
    return words


def _below_group(value: int, is_first: bool) -> list[str]:
    """A number below 10,000 inside a longer one; only at its very beginning is 10 said without 一."""
    words: list[str] = []
    is_apart = False
    for size in (1000, 100, 10, 1):
        figure = value // size % 10
        if not figure:
            is_apart = bool(words)
            continue
        if is_apart:
            words.append("n0")
        is_apart = False
        if size == 10 and figure == 1 and (words or not is_first):
            words.append("one_ten")
        else:
            words.append(f"n{figure * size}")
    return words
