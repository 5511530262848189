"""Writes the fixtures of published types that have none yet. Owns the folder's layout; changes no file that exists.

Run ``python tests/contract/make_event_fixtures.py`` after a new input or event type, or a new version of one. A fixture
that was released is never written again: a changed type gets a new version in ``cic/journal/versions.py`` instead.
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "events"


def fixture_path(name: str, version: int) -> Path:
    """Return where the fixture of a type's version is."""
    return FOLDER / f"{name}.v{version}.json"


def fixture_text(data: object) -> str:
    """Return a fixture as it stands in its file."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def make_missing() -> list[Path]:
    """Write the fixtures that are missing; return their paths."""
    from cic.journal.codec import Codec
    from cic.journal.versions import PUBLISHED
    from tests.contract.samples import PUBLISHED_TYPES, sample

    made = []
    for kind in PUBLISHED_TYPES:
        path = fixture_path(kind.__name__, PUBLISHED.present.get(kind.__name__, 1))
        if not path.exists():
            path.write_text(fixture_text(Codec(kind).encode(sample(kind))), encoding="utf-8")
            made.append(path)
    return made


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    for path in make_missing():
        print(path.name)
