"""Versions of flows among the texts that held: what changed when, what was before, which files make a text with other
flows. Owns these answers; applies nothing, and the store keeps the files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from cic.configuration.catalogues import catalogue_texts, merged
from cic.configuration.loader import LoadedCenter
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused, choose_from
from cic.configuration.store import ConfigurationStore, Held, How, before_the_last
from ivr_flows.model import Flow
from ivr_flows.parse import TEXT_LENGTH_MAX, ParsedFlow, parse_flow


@dataclass(frozen=True, slots=True)
class FlowChange:
    """A flow that has another version than before; None where it was not, or is no more."""

    flow: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class WayBack:
    """A kept text whose flows are to hold: all of them, or the one named."""

    version: str
    flow: str | None


@dataclass(frozen=True, slots=True)
class NoWayBack:
    """Why nothing can be gone back to."""

    code: str
    detail: str


def versions_of(flows: Sequence[Flow]) -> dict[str, str]:
    """The version of each flow, by its id."""
    return {str(flow.flow_id): flow.version for flow in flows}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FlowChange, ...]:
    """The flows that differ, by name."""
    names = sorted(before.keys() | after.keys())
    pairs = ((name, before.get(name), after.get(name)) for name in names)
    return tuple(FlowChange(name, old, new) for name, old, new in pairs if old != new)


def changes_in(history: Sequence[Held], flow: str | None = None) -> tuple[tuple[Held, tuple[FlowChange, ...]], ...]:
    """What held and changed a flow, the latest last; of one flow or of all."""
    known = _known(history)
    steps: list[tuple[Held, tuple[FlowChange, ...]]] = []
    for before, after in pairwise([Held("", 0, How.STARTED), *known]):
        found = tuple(each for each in changes(before.flows, after.flows) if flow in (None, each.flow))
        if found:
            steps.append((after, found))
    return tuple(steps)


def way_back(history: Sequence[Held], flow: str | None, to: str | None) -> WayBack | NoWayBack:
    """Where to go back to: the version before the one that holds, or the one that is named."""
    known = _known(history)
    names = {name for held in known for name in held.flows}
    if flow is not None and flow not in names:
        return NoWayBack("unknown_flow", f"no flow of this name ever held; {choose_from(flow, names)}")
    if to is not None:
        wanted = next((held.version for held in reversed(known) if _is_named(held, flow, to)), None)
        if wanted is None:
            return NoWayBack("unknown_version", "no such version is kept; 'cic flows history' shows which are")
        return WayBack(wanted, flow)
    return _step_back(known, flow)


def _is_named(held: Held, flow: str | None, to: str) -> bool:
    """A version of a text stands for the flows that it had; one of a flow, for that flow."""
    return held.version == to if flow is None else flow in held.flows and to in (held.version, held.flows[flow])


def _step_back(known: Sequence[Held], flow: str | None) -> WayBack | NoWayBack:
    """A flow that is gone by now goes back to what it was when it was last there."""
    had = [held for held in known if flow is None or flow in held.flows]
    before: object
    if flow is not None and had and flow not in known[-1].flows:
        before = had[-1].flows[flow]
    else:
        before = before_the_last((_flows_of(held, flow), held.how) for held in had)
    if before is None:
        return NoWayBack("nothing_before", "no other version held before the one that holds")
    return WayBack(next(held.version for held in reversed(had) if _flows_of(held, flow) == before), flow)


def _flows_of(held: Held, flow: str | None) -> object:
    return dict(held.flows) if flow is None else held.flows[flow]


def withheld(history: Sequence[Held]) -> dict[str, frozenset[str]]:
    """The versions that each flow was taken back from and that nobody has published again since."""
    found: dict[str, frozenset[str]] = {}
    for before, after in pairwise(_known(history)):
        for change in changes(before.flows, after.flows):
            if after.how is How.FLOWS_ROLLED_BACK and change.old is not None and change.new is not None:
                found[change.flow] = (found.get(change.flow, frozenset()) | {change.old}) - {change.new}
            else:
                found.pop(change.flow, None)
    return found


def lay_flows(store: ConfigurationStore, base: str, folder: Path, names: Sequence[str]) -> LoadedCenter:
    """Check and keep the text of a kept version with the flows of a folder: all of them, or only those named."""
    config_folder, flows_folder = store.folders_of(base)
    texts = catalogue_texts(folder)
    if not names:
        return store.keep_composed(config_folder, {path.name: path for path in _files(folder)}, texts)
    files = {path.name: path for path in _files(flows_folder)}
    kept, found = flow_files(flows_folder), flow_files(folder)
    problems: list[ConfigurationProblem] = []
    for name in dict.fromkeys(names):
        if name not in found:
            problems.append(_unknown(folder, name, tuple(found)))
            continue
        if name in kept:
            files.pop(kept[name].name, None)
        taken = files.setdefault(found[name].name, found[name])
        if taken != found[name]:
            problems.append(_taken(found[name], name))
    if problems:
        raise ConfigurationRefused(problems)
    return store.keep_composed(config_folder, files, merged(catalogue_texts(flows_folder), texts, names))


def lay_without_withheld(
    store: ConfigurationStore, config_folder: Path, loaded: LoadedCenter, flows_folder: Path
) -> tuple[LoadedCenter, tuple[str, ...]]:
    """The text of a folder, but for the flows that are the very ones somebody went back from; and their names."""
    history = store.history()
    back, versions = withheld(history), versions_of(loaded.flows)
    names = tuple(name for name, gone in back.items() if versions.get(name) in gone)
    if not names:
        return loaded, ()
    files = {path.name: path for path in _files(flows_folder)}
    held_folder = store.folders_of(history[-1].version)[1]
    own, held = flow_files(flows_folder), flow_files(held_folder)
    # An older text may hold a flow that this program reads no more.
    if unread := [name for name in names if name not in held]:
        raise ConfigurationRefused(_unknown(held_folder, name, tuple(held)) for name in unread)
    files |= {own[name].name: held[name] for name in names}
    texts = merged(catalogue_texts(flows_folder), catalogue_texts(held_folder), names)
    return store.keep_composed(config_folder, files, texts), names


def flow_files(folder: Path) -> dict[str, Path]:
    """The file of each flow. One that does not parse is known by the name of its file: it has problems to be told."""
    return {_flow_name(path): path for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.glob("*.yaml")))


def _flow_name(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            parsed = parse_flow(file.read(TEXT_LENGTH_MAX + 1), path.name)
    except (OSError, UnicodeDecodeError):
        return path.stem
    return str(parsed.flow.flow_id) if isinstance(parsed, ParsedFlow) else path.stem


def _known(history: Sequence[Held]) -> list[Held]:
    return [held for held in history if held.flows]


def _unknown(folder: Path, name: str, known: Sequence[str]) -> ConfigurationProblem:
    found = f"no flow '{name}' in {folder}"
    return ConfigurationProblem(f"{name}.yaml", 1, "flow", found, "a flow of the folder", choose_from(name, known))


def _taken(path: Path, name: str) -> ConfigurationProblem:
    found = f"the flow '{name}' in a file whose name another flow of the running center has"
    return ConfigurationProblem(
        path.name, 1, "flow", found, "a file name of its own", "rename the file, or publish all flows"
    )
