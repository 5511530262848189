"""Secrets that sources need, read from where the configuration says. Owns reading them; keeps, logs and shows none.

Blocking: a file is read anew each time, so that a token may be changed while the center runs.
"""

import os
from pathlib import Path

from cic.lookups.answers import LookupFailure, Reason
from cic.lookups.sources import SecretPlace

SECRET_LENGTH_MAX = 8_192


def read_secret(place: SecretPlace, folder: Path) -> str:
    """The secret with its prefix; files are relative to ``folder``. Without one the look-up cannot be made."""
    found = os.environ.get(place.environment, "") if place.environment else _read_file(folder / place.file)
    found = found.strip()
    if not found or len(found) > SECRET_LENGTH_MAX or not found.isprintable():
        raise LookupFailure(Reason.SECRET, place.environment or place.file)
    return place.prefix + found


def _read_file(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(SECRET_LENGTH_MAX + 2)
    except (OSError, UnicodeDecodeError):
        return ""
