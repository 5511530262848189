"""The import table of docs/architecture.md as data, and how a file's imports are read. Owns the rule, not the report.

A row says what a package may import of ours. Imports in functions and under TYPE_CHECKING count like any other.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.source import PRODUCT, Source

CORES = ("routing", "ivr_flows", "cic.calls", "cic.center")
LANGUAGE_OF_CORES = (
    "routing.vocabulary", "routing.commands", "routing.events", "routing.configuration_events", "routing.rejections",
    "routing.supervisor_commands", "routing.supervision_events",
    "cic.calls.commands", "cic.calls.events", "cic.calls.reports",
    "cic.center.inputs", "cic.center.control_inputs", "cic.center.desk_inputs",
    "cic.center.agent_message_inputs", "cic.center.agent_message_events", "cic.center.events",
    "cic.center.effects", "ivr_flows.session",
    # What an agent's desktop shows is computed by the center, from its state, for whoever shows it.
    "cic.center.state", "cic.center.views", "cic.center.view_types", "cic.center.board_views",
    "cic.center.board_figures",
)  # fmt: skip
SHELL_PORTS = ("cic.runtime.port", "cic.journal.port")
# What a capability shows to the others; everything else of it is its inside.
DOORS = (
    "cic.access.identity", "cic.access.walls", "cic.access.permissions", "cic.access.settings", "cic.access.user_words",
    "cic.configuration.labels", "cic.api.ports", "cic.api.search_ports",
    # Whoever lets something be done notes who did it.
    "cic.audit.port",
    # A number has one normal form, wherever it was written.
    "cic.customers.numbers",
    # Sources of look-ups are written as text, and are the same thing to whoever asks them.
    "cic.lookups.sources", "cic.lookups.values",
    # A figure means the same on a live board and in a report.
    "cic.reporting.definitions", "cic.reporting.figures",
    # Thresholds are text of the configuration, and are judged where the figures are.
    "cic.diagnostics.thresholds",
    # What may be asked of reports, and the form of the answer.
    "cic.reporting.asked",
)  # fmt: skip
# Whatever a person writes as text is read in one way, with problems of one form.
READING_TEXT = (
    "cic.configuration.document", "cic.configuration.problems", "cic.configuration.reading", "cic.configuration.media",
)  # fmt: skip
EVERYTHING = PRODUCT

# The longest name that fits a module is its row.
TABLE: dict[str, tuple[str, ...]] = {
    "routing": ("routing",),
    "cic.calls": ("cic.calls", "routing.vocabulary"),
    "ivr_flows": ("ivr_flows", "routing.vocabulary", "routing.copying"),
    "cic.center": ("routing", "cic.calls", "ivr_flows", "cic.center"),
    "cic.runtime": ("cic.runtime", "cic.journal", "cic.cluster", *CORES),
    "cic.journal": ("cic.runtime", "cic.journal", "cic.cluster", *CORES),
    "cic.cluster": ("cic.runtime", "cic.journal", "cic.cluster", *CORES),
    "cic.cti.port": ("cic.cti.port", "cic.calls", "routing.vocabulary"),
    # Between runtime and providers: it knows the port that all implement, and none of them.
    "cic.cti.switchboard": ("cic.cti.switchboard", "cic.cti.port", *SHELL_PORTS, *CORES),
    "cic.simulation": ("cic.simulation", *CORES, *SHELL_PORTS, *DOORS, *READING_TEXT),
    "cic.main": EVERYTHING,
    "cic.cli": EVERYTHING,
    "agent_desktop": ("agent_desktop", *LANGUAGE_OF_CORES, *SHELL_PORTS, *DOORS),
    "cic": ("cic",),
}
COMPOSITION_ROOT = ("cic.main",)
MAY_IMPORT_COMPOSITION_ROOT = (*COMPOSITION_ROOT, "cic.cli")

IMPURE = (
    "time", "datetime", "zoneinfo", "random", "os", "io", "socket", "asyncio", "threading", "logging", "subprocess",
    # The same by another door.
    "secrets", "uuid", "pathlib", "tempfile", "multiprocessing", "concurrent", "selectors", "ssl", "http", "urllib",
    "calendar", "shutil", "signal", "sched",
)  # fmt: skip
# Reading files, the terminal, and what differs from one process to the next.
IMPURE_CALLS = ("open", "print", "input", "breakpoint", "exec", "eval", "__import__", "hash", "id")
THIRD_PARTY_OF_CORES = {"ivr_flows/parse.py": ("yaml",)}


@dataclass(frozen=True)
class Import:
    """One imported name, and where."""

    name: str
    node: ast.Import | ast.ImportFrom


def imports(file: Source, modules: frozenset[str] = frozenset()) -> Iterator[Import]:
    """Every import of a file. ``from package import module`` names the module when it is one of ``modules``."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{file.path}:{node.lineno}: imports are absolute"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield Import(inner if inner in modules else node.module, node)


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a module is one of these packages or inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def allowed(module: str) -> tuple[str, ...]:
    """What of ours a module may import."""
    rows = [row for row in TABLE if is_within(module, (row,))]
    row = max(rows, key=len)
    if row != "cic":
        return TABLE[row]
    parts = module.split(".")
    if parts[:2] == ["cic", "cti"]:
        return (".".join(parts[:3]), "cic.cti.port", "routing.vocabulary")
    capability = ".".join(parts[: 3 if parts[:2] == ["cic", "channels"] else 2])
    return (capability, *CORES, *SHELL_PORTS, *DOORS)
