"""What was made from what: a file beside the recordings, kept with them. Owns its form; makes nothing.

Without it nobody could tell a recording whose text has changed from one that a person put there.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from cic.prompts.fault import PromptsError

FILE = "made.json"


@dataclass(frozen=True, slots=True)
class Made:
    """One recording: a hash of all that it was made from, and of its samples."""

    source: str
    sound: str


@dataclass(slots=True)
class MadeRecordings:
    """Which voice each language has, and how each recording was made, by name."""

    voices: dict[str, str] = field(default_factory=dict)
    recordings: dict[str, Made] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write it, one line a recording, so that a change of one is a change of one line."""
        recordings = {name: f"{made.source} {made.sound}" for name, made in sorted(self.recordings.items())}
        text = json.dumps({"voices": self.voices, "recordings": recordings}, indent=1, sort_keys=True)
        beside = folder / f".{FILE}.new"
        beside.write_text(f"{text}\n", encoding="utf-8")
        os.replace(beside, folder / FILE)


def read_made(folder: Path) -> MadeRecordings:
    """What the file says; nothing when there is none. PromptsError when it is not of its form."""
    path = folder / FILE
    if not path.exists():
        return MadeRecordings()
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        recordings = {str(name): Made(*both.split(" ")) for name, both in told["recordings"].items()}
        voices = {str(language): str(voice) for language, voice in told["voices"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        mend = "take it from version control again, or remove it and run `cic prompts build`"
        raise PromptsError(f"{path}: found what was not written here ({type(fault).__name__}); {mend}") from None
    return MadeRecordings(voices, recordings)
