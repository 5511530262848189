"""Secrets in files that only their owner can read. Owns how such files are made; logs and shows no content."""

import contextlib
import os
import secrets
from pathlib import Path

TOKEN_BYTES = 32
OWNER_ONLY = 0o600


def new_secret() -> str:
    """A fresh random secret of 256 bits that may stand in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def write_owner_only(path: Path, text: str) -> None:
    """Replace a file whole, readable by its owner only, at no moment half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def read_or_make_secret(path: Path) -> str:
    """The secret of a file, made at random if there is none; rights that are too wide are narrowed."""
    try:
        if path.stat().st_mode & 0o077:
            path.chmod(OWNER_ONLY)
        kept = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        kept = ""
    if kept:
        return kept
    made = new_secret()
    write_owner_only(path, made + "\n")
    return made
