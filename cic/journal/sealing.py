"""Sealing with keys. Owns the cipher, the master key's file and what is derived from it; stores no value.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. Each party has a key of its own, so few values share one.
"""

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cic.journal.port import JournalError

KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed value does not open with its key: it was altered or belongs elsewhere."""


def seal(key: bytes, text: bytes, bound_to: str) -> bytes:
    """Return the text sealed; it opens only with the same key and the same ``bound_to``."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Return the text, or raise SealBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
    except InvalidTag:
        raise SealBroken("a sealed value does not open") from None


class MasterKey:
    """The one key that wraps all others. Shows nothing of itself."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        assert len(key) == KEY_BYTES, "a master key has 256 bits"
        self._key = key

    def wrap(self, key: bytes, bound_to: str) -> bytes:
        """Return a party's key, sealed."""
        return seal(self._key, key, "key of " + bound_to)

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """Return a party's key, or raise SealBroken."""
        return unseal(self._key, wrapped, "key of " + bound_to)

    def lookup_key(self, purpose: str) -> bytes:
        """Return the key for the look-up marks of one purpose."""
        return hmac.digest(self._key, ("look-up of " + purpose).encode(), hashlib.sha256)


def load_master_key(path: Path, *, may_create: bool) -> MasterKey:
    """Return the master key from its file; make one where there is none and ``may_create``; raise JournalError."""
    if may_create and not path.exists():
        _create(path)
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise JournalError(f"{path}: others can read this key. Run: chmod 600 {path}")
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise JournalError(
            f"{path}: the master key is missing, and there are values sealed with it. Restore it from a backup."
        ) from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise JournalError(f"{path}: this is not a master key (64 hexadecimal digits). Restore it from a backup.")
    return MasterKey(key)


def _create(path: Path) -> None:
    # Written whole under another name first: a crash must not leave half a key behind.
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(file, secrets.token_bytes(KEY_BYTES).hex().encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)
    try:
        os.link(fresh, path)  # fails where another process was first, whose key then holds
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
