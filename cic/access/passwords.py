"""Password hashes (argon2id, RFC 9106). Owns hashing and comparing; stores nothing."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cic.access.password_rules import PASSWORD_LENGTH_MAX, normal_password
from cic.access.secrets_files import new_secret


class Passwords:
    """Makes and compares hashes. Blocking on purpose (about 50 ms each): call it off the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # Compared with when the user is unknown, so that a wrong name takes as long as a wrong password.
        self._nobody = self._hasher.hash(new_secret())

    def hash(self, password: str) -> str:
        """A salted hash of a password."""
        return self._hasher.hash(normal_password(password))

    def is_right(self, password_hash: str | None, password: str) -> bool:
        """Whether the password belongs to the hash; without a hash it never does, in the same time."""
        try:
            self._hasher.verify(password_hash or self._nobody, normal_password(password[:PASSWORD_LENGTH_MAX]))
        except (VerificationError, InvalidHashError):
            return False
        return bool(password_hash) and len(password) <= PASSWORD_LENGTH_MAX
