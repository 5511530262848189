"""Numbers, times and requirements as people write them in a scenario. Owns their form and limits; knows no queues."""

import re
from decimal import Decimal
from pathlib import Path

from cic.configuration.document import Scalar, Table, Value
from cic.configuration.problems import ConfigurationProblem
from cic.configuration.reading import Fields, Reader
from cic.simulation.scenario import Empirical, Exponential, Fixed, Lognormal, Time
from routing.requirement_text import parse_requirement
from routing.requirement_tokens import RequirementProblem
from routing.requirements import ANYONE, Requirement

NULLS = ("null", "~", "")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
WHOLE = re.compile(r"([+-]?[0-9]{1,9})(?:\.0*)?")
TIME_S_MAX = 10_000_000.0
EMPIRICAL_FILE_BYTES_MAX = 8 * 1024 * 1024
A_TIME = "a number of seconds, {exponential: mean}, {lognormal: {mean, sd}}, {empirical: file} or null"


class Amounts:
    """Reads values of one scenario file; files with measured times are looked for beside it."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self.reader = reader
        self._folder = folder

    def number(self, value: Value | None, where: str, least: float, most: float, otherwise: float = 0.0) -> float:
        """A number within limits; ``otherwise`` where it is left out or wrong."""
        if value is None:
            return otherwise
        word = value.text.strip() if isinstance(value, Scalar) else ""
        if NUMBER.fullmatch(word) and least <= float(word) <= most:
            return float(word)
        self._refuse(value, where, f"a number from {least:,.10g} to {most:,.10g}", "change the number")
        return otherwise

    def thousandths(self, value: Value | None, where: str, most: int) -> int:
        """A number from 0 on with at most three decimal places, in thousandths; 0 where it is left out or wrong."""
        if value is None:
            return 0
        word = value.text.strip() if isinstance(value, Scalar) else ""
        found = Decimal(word) * 1000 if NUMBER.fullmatch(word) else Decimal(-1)
        if 0 <= found <= most * 1000 and found == int(found):
            return int(found)
        expected = f"a number from 0 to {most:,} with at most three decimal places"
        self._refuse(value, where, expected, "change the number, for example to 0.5")
        return 0

    def whole(self, value: Value | None, where: str, least: int, most: int, otherwise: int) -> int:
        """A whole number within limits; ``otherwise`` where it is left out or wrong."""
        if value is None:
            return otherwise
        word = value.text.strip() if isinstance(value, Scalar) else ""
        match = WHOLE.fullmatch(word)
        if match and least <= int(match[1]) <= most:
            return int(match[1])
        self._refuse(value, where, f"a whole number from {least} to {most}", "change the number")
        return otherwise

    def limit(self, value: Value | None, where: str, least: int, most: int) -> int | None:
        """A whole number that limits something; None, no limit, where it is left out."""
        if value is None:
            return None
        return self.whole(value, where, least, most, least)

    def requirement(self, value: Value | None, where: str) -> Requirement:
        """What is required of an agent's skills."""
        if value is None:
            return ANYONE
        text = self.reader.text(value, where)
        parsed = parse_requirement(text) if text else ANYONE
        if isinstance(parsed, RequirementProblem):
            found = f"{parsed.found} at column {parsed.column}"
            self.reader.note(value.line, where, found, parsed.expected, parsed.mend)
            return ANYONE
        return parsed

    def time(self, fields: Fields, where: str, key: str) -> Time | None:
        """A length of time or where it is drawn from; None where it is left out or null."""
        value = given(fields, key)
        where = f"{where}.{key}"
        if value is None:
            return None
        if isinstance(value, Scalar):
            return Fixed(self.number(value, where, 0, TIME_S_MAX))
        if not isinstance(value, Table) or len(value.entries) != 1:
            self._refuse(value, where, A_TIME, "write one of these")
            return None
        entry = value.entries[0]
        match entry.key:
            case "exponential":
                return Exponential(self.number(entry.value, f"{where}.exponential", 0, TIME_S_MAX))
            case "lognormal":
                return self._lognormal(entry.value, f"{where}.lognormal")
            case "empirical":
                return self._empirical(entry.value, f"{where}.empirical")
        self.reader.table(value, where, ("exponential", "lognormal", "empirical"))
        return None

    def _lognormal(self, value: Value, where: str) -> Time:
        fields = self.reader.table(value, where, ("mean", "sd"))
        mean = self.number(fields.required("mean", "180"), f"{where}.mean", 0.001, TIME_S_MAX, 1.0)
        return Lognormal(mean, self.number(fields.required("sd", "60"), f"{where}.sd", 0, TIME_S_MAX))

    def _empirical(self, value: Value, where: str) -> Time | None:
        name = self.reader.text(value, where)
        text = self._read(value, where, self._folder / name) if name else None
        lengths_s: list[float] = []
        for number, line in enumerate((text or "").splitlines(), start=1):
            word = line.strip()
            if not word:
                continue
            if not NUMBER.fullmatch(word) or not 0 <= float(word) <= TIME_S_MAX:
                wrong = ("a length of time in seconds, one a line", "correct or remove the line")
                self.reader.problems.append(ConfigurationProblem(name, number, where, f"'{word[:40]}'", *wrong))
                break  # of a file that is something else altogether one line is enough
            lengths_s.append(float(word))
        else:
            if text is not None and not lengths_s:
                self.reader.note(value.line, where, f"no times in {name}", "one number a line", "name another file")
        return Empirical(tuple(lengths_s)) if lengths_s else None

    def _read(self, value: Value, where: str, path: Path) -> str | None:
        try:
            if not path.is_file():
                self.reader.note(
                    value.line, where, f"no file {path}", "a file of times", "create it, or correct its name"
                )
            elif path.stat().st_size > EMPIRICAL_FILE_BYTES_MAX:
                expected = f"at most {EMPIRICAL_FILE_BYTES_MAX // 2**20} MB"
                self.reader.note(value.line, where, "a file that is too long", expected, "take a sample of it")
            else:
                return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.reader.note(value.line, where, "bytes that are not UTF-8", "UTF-8", "save it as UTF-8")
        except (OSError, ValueError) as fault:
            found = (isinstance(fault, OSError) and fault.strerror) or "a name that no file can have"
            self.reader.note(value.line, where, found, "a readable file", "check its name and permissions")
        return None

    def _refuse(self, value: Value, where: str, expected: str, mend: str) -> None:
        found = f"'{value.text.strip()[:40]}'" if isinstance(value, Scalar) else "a list or a table"
        self.reader.note(value.line, where, found, expected, mend)


def given(fields: Fields, key: str) -> Value | None:
    """The value of a key that may be left out; null is the same as leaving it out."""
    value = fields.optional(key)
    return None if value is None or is_null(value) else value


def is_null(value: Value) -> bool:
    """Whether the value is null, which means that there is none."""
    return isinstance(value, Scalar) and not value.is_quoted and value.text.strip().lower() in NULLS
