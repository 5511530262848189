"""Reads a scenario file, and finds all its problems at once. Owns its keys; `scenario.schema.json` says the same."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cic.configuration.document import FILE_BYTES_MAX, Listing, Scalar, Table, Value, parse_document
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused, choose_from
from cic.configuration.reading import Fields, Reader
from cic.simulation.amounts import Amounts, given
from cic.simulation.mentions import check_mentions
from cic.simulation.rows import IN_CENTER_MAX, Rows
from cic.simulation.scenario import Scenario
from routing.configuration import AgentChoice, InteractionChoice

KEYS = ("queues", "arrivals", "agents", "strategy", "max_in_center", "warm_up_h", "run_h", "replications")
AGENT_CHOICES = tuple(choice.value for choice in AgentChoice if choice is not AgentChoice.WEIGHTED)
INTERACTION_CHOICES = tuple(choice.value for choice in InteractionChoice if choice is not InteractionChoice.WEIGHTED)
"""Weighing by points needs the points, for which a scenario has no keys."""
RUN_H_MAX = 1_000_000.0
REPLICATIONS_MAX = 10_000
REPLICATIONS = 10
Row = TypeVar("Row")


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file; ConfigurationRefused carries all of its problems."""
    reader = Reader(path.name)
    document = parse_document(path.name, _text(path))
    if isinstance(document, ConfigurationProblem):
        raise ConfigurationRefused([document])
    scenario = _scenario(reader, Amounts(reader, path.parent), document)
    if reader.problems:
        raise ConfigurationRefused(reader.problems)
    return scenario


def _scenario(reader: Reader, amounts: Amounts, document: Value) -> Scenario:
    fields = reader.table(document, "scenario", KEYS)
    rows = Rows(reader, amounts)
    strategy = given(fields, "strategy")
    choices = reader.table(
        Table(fields.line, ()) if strategy is None else strategy, "strategy", ("agent", "interaction")
    )
    in_center_max = given(fields, "max_in_center")
    scenario = Scenario(
        queues=_listed(reader, fields, "queues", rows.queue),
        arrivals=_listed(reader, fields, "arrivals", rows.arrival),
        agents=_listed(reader, fields, "agents", rows.agents),
        run_h=amounts.number(fields.required("run_h", "100"), "run_h", 0.001, RUN_H_MAX, 1.0),
        agent_choice=AgentChoice(_choice(reader, choices, "agent", AGENT_CHOICES)),
        interaction_choice=InteractionChoice(_choice(reader, choices, "interaction", INTERACTION_CHOICES)),
        in_center_max=amounts.limit(in_center_max, "max_in_center", 1, IN_CENTER_MAX),
        warm_up_h=amounts.number(given(fields, "warm_up_h"), "warm_up_h", 0, RUN_H_MAX),
        replications=amounts.whole(given(fields, "replications"), "replications", 1, REPLICATIONS_MAX, REPLICATIONS),
    )
    check_mentions(reader, rows.mentions, {"queue": rows.queues, "group": rows.groups})
    return scenario


def _listed(reader: Reader, fields: Fields, key: str, read: Callable[[str, Value], Row]) -> tuple[Row, ...]:
    value = fields.required(key, "[...]")
    if value is None:
        return ()
    items = reader.items(value, key)
    if isinstance(value, Listing) and not items:
        reader.note(value.line, key, "an empty list", "at least one", "add one")
    return tuple(read(f"{key}[{number}]", item) for number, item in enumerate(items, start=1))


def _choice(reader: Reader, fields: Fields, key: str, choices: tuple[str, ...]) -> str:
    """One of the named strategies; the first is the one that holds when it is left out."""
    value = given(fields, key)
    if value is None:
        return choices[0]
    word = value.text.strip() if isinstance(value, Scalar) else ""
    if word in choices:
        return word
    reader.note(value.line, f"strategy.{key}", f"'{word}'", "a named strategy", choose_from(word, choices))
    return choices[0]


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            found, expected, mend = "a file that is too long", f"at most {FILE_BYTES_MAX // 1024} kB", "shorten it"
        else:
            return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        found, expected, mend = f"no file {path}", "a scenario", "see config/scenarios for examples"
    except UnicodeDecodeError:
        found, expected, mend = "bytes that are not UTF-8", "UTF-8", "save it as UTF-8"
    except OSError as fault:
        found = fault.strerror or "a file that cannot be read"
        expected, mend = "a readable file", "check its name and permissions"
    raise ConfigurationRefused([ConfigurationProblem(path.name, 1, "file", found, expected, mend)])
