"""What no honest peer sends, by seed: broken bytes and senseless JSON. Owns chance only; knows no protocol."""

import json
from random import Random

STRANGE_BYTES = (
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"\0",
    b"\xff\xfe",
    b'"',
    b"\\",
    b"'",
    b"%00",
    b":",
    b" ",
    b"\xed\xa0\x80",
)
STRANGE_TEXTS = (
    "", " ", "\0", "\r\nX: y", '"', "\\", "'; DROP TABLE contact; --", "王小明", "\u202eevil",
    "\ud800", "\ufeff", "a" * 10_000,
    "../../etc/passwd", "%s%n", "{{7*7}}", "<script>", "𝟙𝟚", "٣", "1e999", "NaN", "null",
)  # fmt: skip
STRANGE_VALUES: tuple[object, ...] = (
    None, True, 0, -1, 1.5, 2**63, -(2**64), 10**400, float("nan"), [], {}, [[]], {"a": {"a": {}}},
)  # fmt: skip


def mutated(chance: Random, data: bytes) -> bytes:
    """The bytes with a few faults in them."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0:
                data = data[:at]
            case 1:
                data = data[:at] + chance.choice(STRANGE_BYTES) + data[at:]
            case 2 if data:
                at = min(at, len(data) - 1)
                data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
            case 3:
                data = data[:at] + data[chance.randrange(len(data) + 1) :]
            case 4:
                data = data[:at] + data[at : at + 40] * chance.choice((2, 50, 2_000)) + data[at:]
            case 5:
                data = data[:at] + chance.randbytes(chance.choice((1, 100, 5_000))) + data[at:]
            case _:
                data = data[at:]
    return data


def strange_value(chance: Random, depth: int = 0) -> object:
    """A value of any kind."""
    match chance.randrange(6):
        case 0 | 1:
            return chance.choice(STRANGE_TEXTS)
        case 2 | 3:
            return chance.choice(STRANGE_VALUES)
        case 4 if depth < 3:
            return [strange_value(chance, depth + 1) for _ in range(chance.randrange(4))]
        case _ if depth < 3:
            return {chance.choice(STRANGE_TEXTS): strange_value(chance, depth + 1) for _ in range(chance.randrange(4))}
        case _:
            return chance.random()


def mutated_object(chance: Random, content: dict[str, object]) -> str:
    """JSON of an object with fields changed, left out and added; now and then nested beyond reason, or cut."""
    changed = dict(content)
    for name in content:
        match chance.randrange(5):
            case 0:
                changed[name] = strange_value(chance)
            case 1:
                del changed[name]
    if chance.random() < 0.3:
        changed[chance.choice(STRANGE_TEXTS)] = strange_value(chance)
    text = json.dumps(changed)
    match chance.randrange(12):
        case 0:
            return '{"t":' * 20_000
        case 1:
            return text.replace("{", '{"a":' + "[" * 900 + "]" * 900 + ",", 1)
        case 2:
            return text[: chance.randrange(len(text))]
        case 3:
            return text + "x" * 70_000
        case _:
            return text
