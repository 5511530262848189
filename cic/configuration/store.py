"""The texts of a center that were ever applied, kept by the hash of their content. Owns the folder; applies nothing.

`configurations/<version>/config` and `/flows` hold the files as they were, `/flows/prompts` what prompts said, without
their recordings; `history.json` says when each held.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from cic.configuration.catalogues import PROMPTS_FOLDER, catalogue_files
from cic.configuration.document import FILE_BYTES_MAX
from cic.configuration.loader import ALL_FILES, LoadedCenter, content_version, load_center
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused

CONFIGURATIONS = "configurations"
"""The folder's name in a center's data folder."""
HISTORY_MAX = 200
"""So many entries are kept; the texts of older ones are removed."""
Step = TypeVar("Step")


class How(Enum):
    """Why a text came to hold."""

    STARTED = "started"
    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"
    FLOWS_PUBLISHED = "flows_published"
    FLOWS_ROLLED_BACK = "flows_rolled_back"

    @property
    def is_way_back(self) -> bool:
        """Whether somebody went back to what held before."""
        return self in (How.ROLLED_BACK, How.FLOWS_ROLLED_BACK)


@dataclass(frozen=True, slots=True)
class Held:
    """A text held from then on. ``by`` is who asked for it, ``flows`` the version of each of its flows.

    Entries of before flows had versions of their own, and nothing else, have no ``flows``.
    """

    version: str
    at_ms: int
    how: How
    by: str = ""
    note: str = ""
    flows: Mapping[str, str] = field(default_factory=dict)


class ConfigurationStore:
    """Keeps texts below one folder. Blocking."""

    def __init__(self, folder: Path, prompts_folder: Path) -> None:
        self._folder = folder
        self._prompts_folder = prompts_folder

    def keep(self, version: str, config_folder: Path, flows_folder: Path) -> None:
        """Keep a copy of a text; one that is kept already stays. ConfigurationRefused if it is another text by now."""
        kept = self._folder / version
        if _is_kept(kept, version):
            return
        fresh = self._folder / f".{version}.{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        (fresh / "config").mkdir(parents=True, mode=0o700)
        (fresh / "flows").mkdir(mode=0o700)
        with suppress(FileNotFoundError):  # a file that has gone makes another text, like one that was written anew
            _copy(config_folder, flows_folder, fresh)
        if not _is_kept(fresh, version):
            shutil.rmtree(fresh, ignore_errors=True)
            found, expected = "the text was changed while it was read", "a text that stays as it is meanwhile"
            raise ConfigurationRefused([_problem(config_folder, found, "run the command again", expected)])
        if not _is_kept(kept, version):
            shutil.rmtree(kept, ignore_errors=True)
        try:
            fresh.rename(kept)
        except OSError:  # somebody else kept the same text meanwhile
            shutil.rmtree(fresh, ignore_errors=True)

    def load(self, version: str) -> LoadedCenter:
        """A kept text, checked anew: recordings may be gone, and the program another one."""
        kept = self._kept(version)
        loaded = load_center(kept / "config", kept / "flows", self._prompts_folder)
        if loaded.version != version:
            raise ConfigurationRefused([_another(kept, loaded.version)])
        return loaded

    def folders_of(self, version: str) -> tuple[Path, Path]:
        """Where a kept text and its flows lie, for reading; ConfigurationRefused if somebody has changed it."""
        kept = self._kept(version)
        found = content_version(kept / "config", kept / "flows")
        if found != version:
            raise ConfigurationRefused([_another(kept, found or "unknown")])
        return kept / "config", kept / "flows"

    def _kept(self, version: str) -> Path:
        kept = self._folder / version
        if not version.isalnum() or not kept.exists():
            raise ConfigurationRefused([_problem(kept, "no text of this version is kept", "run cic apply again")])
        return kept

    def keep_composed(
        self, config_folder: Path, flow_files: Mapping[str, Path], catalogues: Mapping[str, str]
    ) -> LoadedCenter:
        """Check and keep a text whose flows come from several places: by the name that each file is to have.

        ``catalogues`` are what their prompts say, as texts by the name of their file.
        """
        fresh = self._folder / f".composed.{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True, mode=0o700)
        try:
            _copy_flows(flow_files, fresh)
            for file, text in catalogues.items():
                (fresh / file).parent.mkdir(exist_ok=True, mode=0o700)
                (fresh / file).write_text(text, encoding="utf-8")
            loaded = load_center(config_folder, fresh, self._prompts_folder)
            self.keep(loaded.version, config_folder, fresh)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return loaded

    def history(self) -> tuple[Held, ...]:
        """What held, the latest last."""
        try:
            rows = json.loads((self._folder / "history.json").read_text(encoding="utf-8"))
            return tuple(_held(row) for row in rows)
        except FileNotFoundError:
            return ()
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ConfigurationRefused(
                [_problem(self._folder / "history.json", "text that is no history", "remove the file")]
            ) from None

    def note(self, held: Held) -> None:
        """A text holds from now on, unless it did already."""
        before = self.history()
        if before and before[-1].version == held.version:
            if before[-1].flows or not held.flows:
                return
            before, held = before[:-1], replace(before[-1], flows=held.flows)
        kept = (*before, held)[-HISTORY_MAX:]
        rows = [asdict(entry) | {"how": entry.how.value} for entry in kept]
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._folder / "history.json.new"
        fresh.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        fresh.replace(self._folder / "history.json")
        for version in {entry.version for entry in before} - {entry.version for entry in kept}:
            shutil.rmtree(self._folder / version, ignore_errors=True)

    def previous(self) -> str | None:
        """The version that held before the one that holds; rolling back twice goes back two texts."""
        return before_the_last((entry.version, entry.how) for entry in self.history())

    def rolled_back_from(self) -> tuple[str, str] | None:
        """The version in force and the one that it was rolled back from, if that is how it came to hold."""
        history = self.history()
        if len(history) < 2 or not history[-1].how.is_way_back:
            return None
        return history[-1].version, history[-2].version


def before_the_last(steps: Iterable[tuple[Step, How]]) -> Step | None:
    """What held before the last of these; going back twice goes back two."""
    way: list[Step] = []
    for step, how in steps:
        if way and way[-1] == step:
            continue
        if how.is_way_back and step in way:
            while way[-1] != step:
                way.pop()
        else:
            way.append(step)
    return way[-2] if len(way) > 1 else None


def _held(row: dict[str, Any]) -> Held:
    flows = {str(name): str(version) for name, version in row.get("flows", {}).items()}
    words = str(row.get("by", "")), str(row.get("note", ""))
    return Held(row["version"], row["at_ms"], How(row["how"]), *words, flows)


def _copy(config_folder: Path, flows_folder: Path, fresh: Path) -> None:
    for file in ALL_FILES:
        if (config_folder / file).exists():
            shutil.copyfile(config_folder / file, fresh / "config" / file)
    for path in flows_folder.glob("*.yaml"):
        shutil.copyfile(path, fresh / "flows" / path.name)
    for file, path in catalogue_files(flows_folder).items():
        (fresh / "flows" / PROMPTS_FOLDER).mkdir(exist_ok=True, mode=0o700)
        shutil.copyfile(path, fresh / "flows" / file)


def _copy_flows(flow_files: Mapping[str, Path], fresh: Path) -> None:
    problems: list[ConfigurationProblem] = []
    for name, path in flow_files.items():
        try:
            if path.stat().st_size > FILE_BYTES_MAX or not path.is_file():
                found, expected = "a file that is too long, or none", f"a file of at most {FILE_BYTES_MAX // 1024} kB"
                problems.append(ConfigurationProblem(name, 1, "file", found, expected, "split it"))
            else:
                shutil.copyfile(path, fresh / name)
        except OSError as fault:
            found = fault.strerror or "a file that cannot be read"
            problems.append(ConfigurationProblem(name, 1, "file", found, "a readable file", "run the command again"))
    if problems:
        raise ConfigurationRefused(problems)


def _is_kept(folder: Path, version: str) -> bool:
    return folder.exists() and content_version(folder / "config", folder / "flows") == version


def _another(kept: Path, found: str) -> ConfigurationProblem:
    return _problem(kept, f"a text of version {found}", "run cic apply again")


def _problem(
    path: Path, found: str, mend: str, expected: str = "a text that was applied before"
) -> ConfigurationProblem:
    return ConfigurationProblem(str(path), 1, "file", found, expected, mend)
