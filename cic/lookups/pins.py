"""Compares what a caller typed with a hash that a source has (argon2, RFC 9106). Owns which hashes are taken.

Neither leaves this module. Blocking: some tens of milliseconds each, so call it in a thread.
"""

import secrets
from functools import cache

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from cic.lookups.answers import LookupFailure, Reason

PIN_LENGTH_MAX = 64
HASH_LENGTH_MAX = 512
# A row of a table may not ask for all of our memory.
MEMORY_KB_MAX = 256 * 1024
ROUNDS_MAX = 16
LANES_MAX = 16


def is_right(pin_hash: str | None, pin: str) -> bool:
    """Whether a PIN belongs to a hash. Without a hash it never does, in about the same time."""
    kept = _nobody() if pin_hash is None else pin_hash
    _refuse_costly(kept)
    try:
        PasswordHasher().verify(kept, pin[:PIN_LENGTH_MAX])
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError):
        raise LookupFailure(Reason.NO_PIN, "no argon2 hash") from None
    return pin_hash is not None and 0 < len(pin) <= PIN_LENGTH_MAX


def _refuse_costly(pin_hash: str) -> None:
    try:
        if len(pin_hash) > HASH_LENGTH_MAX:
            raise LookupFailure(Reason.NO_PIN, "no argon2 hash")
        cost = extract_parameters(pin_hash)
    except (InvalidHashError, ValueError):
        raise LookupFailure(Reason.NO_PIN, "no argon2 hash") from None
    if cost.memory_cost > MEMORY_KB_MAX or cost.time_cost > ROUNDS_MAX or cost.parallelism > LANES_MAX:
        raise LookupFailure(Reason.NO_PIN, "too costly a hash")


@cache
def _nobody() -> str:
    return PasswordHasher().hash(secrets.token_hex(16))
