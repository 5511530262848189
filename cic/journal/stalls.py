"""Which errors mean that a file takes nothing at the moment. Owns telling them from damage; waits for nothing.

Codes: https://www.sqlite.org/rescode.html
"""

import contextlib
import errno
import os
import secrets
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from cic.journal.port import Stall, StorageStalled

_PRIMARY_CODE = 0xFF
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_PROBE_BYTES = 64 * 1024


def stall_of(error: Exception, folder: Path) -> Stall | None:
    """Return why files of the folder take nothing at the moment, or None when the error is another, such as damage."""
    if isinstance(error, StorageStalled):
        return error.stall
    if isinstance(error, OSError):
        return Stall.DISK_FULL if error.errno in _NO_ROOM else None
    raw = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(raw, "sqlite_errorcode", None)
    if code is None:
        return None
    match code & _PRIMARY_CODE:
        case sqlite3.SQLITE_FULL:
            return Stall.DISK_FULL
        case sqlite3.SQLITE_BUSY:
            return Stall.LOCKED
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            # SQLite says so of a quota, and where it cannot make or lengthen a file beside the database.
            return None if has_room(folder) else Stall.DISK_FULL
        case _:
            return None


def has_room(folder: Path) -> bool:
    """Whether a little can be written in a folder. Tried, not asked: a quota counts too."""
    probe = folder / f".room-{secrets.token_hex(4)}"
    try:
        probe.write_bytes(bytes(_PROBE_BYTES))
    except OSError as error:
        return error.errno not in _NO_ROOM
    finally:
        with contextlib.suppress(OSError):
            os.unlink(probe)
    return True
