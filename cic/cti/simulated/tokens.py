"""Rejoin tokens. Owns how a phone proves that a leg is its own, after an engine restart too; keeps no list."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from cic.cti.simulated.frames import PhoneRole
from routing.vocabulary import LegId

SECRET_BYTES_MIN = 16


class RejoinTokens:
    """Tokens over (leg, role, address) with a secret that outlives the engine's process."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        """A short secret is a mistake of ours and refused."""
        assert len(secret) >= SECRET_BYTES_MIN, "the rejoin secret is too short"
        self._secret = secret

    def issue(self, leg_id: LegId, role: PhoneRole, address: str | None) -> str:
        """The token with which a phone of this role and address may take the leg up again."""
        text = "\0".join(("cic.phone.v1", leg_id, role.value, address or ""))
        digest = hmac.new(self._secret, text.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()

    def is_valid(self, token: str, leg_id: LegId, role: PhoneRole, address: str | None) -> bool:
        """Whether this is that token; takes the same time wherever they differ."""
        return hmac.compare_digest(token.encode(), self.issue(leg_id, role, address).encode())
