"""The texts of a center that were ever applied, kept by the hash of their content. Owns the folder; applies nothing.

`configurations/<version>/config` and `/flows` hold the files as they were; `history.json` says when each held.
"""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from cic.configuration.loader import ALL_FILES, LoadedCenter, content_version, load_center
from cic.configuration.problems import ConfigurationProblem, ConfigurationRefused

CONFIGURATIONS = "configurations"
"""The folder's name in a center's data folder."""
HISTORY_MAX = 200
"""So many entries are kept; the texts of older ones are removed."""


class How(Enum):
    """Why a text came to hold."""

    STARTED = "started"
    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True, slots=True)
class Held:
    """A text held from then on."""

    version: str
    at_ms: int
    how: How


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
        kept = self._folder / version
        if not version.isalnum() or not kept.exists():
            raise ConfigurationRefused([_problem(kept, "no text of this version is kept", "run cic apply again")])
        loaded = load_center(kept / "config", kept / "flows", self._prompts_folder)
        if loaded.version != version:
            raise ConfigurationRefused([_problem(kept, f"a text of version {loaded.version}", "run cic apply again")])
        return loaded

    def history(self) -> tuple[Held, ...]:
        """What held, the latest last."""
        try:
            rows = json.loads((self._folder / "history.json").read_text(encoding="utf-8"))
            return tuple(Held(row["version"], row["at_ms"], How(row["how"])) for row in rows)
        except FileNotFoundError:
            return ()
        except (ValueError, KeyError, TypeError):
            raise ConfigurationRefused(
                [_problem(self._folder / "history.json", "text that is no history", "remove the file")]
            ) from None

    def note(self, held: Held) -> None:
        """A text holds from now on, unless it did already."""
        before = self.history()
        if before and before[-1].version == held.version:
            return
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
        way: list[str] = []
        for entry in self.history():
            if entry.how is How.ROLLED_BACK and entry.version in way[:-1]:
                way.pop()
                while way[-1] != entry.version:
                    way.pop()
            elif not way or way[-1] != entry.version:
                way.append(entry.version)
        return way[-2] if len(way) > 1 else None

    def rolled_back_from(self) -> tuple[str, str] | None:
        """The version in force and the one that it was rolled back from, if that is how it came to hold."""
        history = self.history()
        if len(history) < 2 or history[-1].how is not How.ROLLED_BACK:
            return None
        return history[-1].version, history[-2].version


def _copy(config_folder: Path, flows_folder: Path, fresh: Path) -> None:
    for file in ALL_FILES:
        if (config_folder / file).exists():
            shutil.copyfile(config_folder / file, fresh / "config" / file)
    for path in flows_folder.glob("*.yaml"):
        shutil.copyfile(path, fresh / "flows" / path.name)


def _is_kept(folder: Path, version: str) -> bool:
    return folder.exists() and content_version(folder / "config", folder / "flows") == version


def _problem(
    path: Path, found: str, mend: str, expected: str = "a text that was applied before"
) -> ConfigurationProblem:
    return ConfigurationProblem(str(path), 1, "file", found, expected, mend)
