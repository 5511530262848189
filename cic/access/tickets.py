"""Single-use tickets that open one websocket. Owns them in memory only: a restart makes all of them void."""

import hashlib
from collections import OrderedDict
from typing import Generic, TypeVar

from cic.access.identity import Ticket
from cic.access.secrets_files import new_secret

TICKET_LIFE_MS = 30_000
TICKETS_MAX = 10_000

Grant = TypeVar("Grant")


class Tickets(Generic[Grant]):
    """Tickets of one kind; the oldest gives way when there are too many."""

    def __init__(self, tickets_max: int = TICKETS_MAX) -> None:
        self._tickets_max = tickets_max
        self._open: OrderedDict[bytes, tuple[Grant, int]] = OrderedDict()

    def issue(self, grant: Grant, now_ms: int) -> Ticket:
        """A fresh ticket for what was granted."""
        ticket = new_secret()
        self._drop_expired(now_ms)
        self._open[_digest(ticket)] = (grant, now_ms + TICKET_LIFE_MS)
        while len(self._open) > self._tickets_max:
            self._open.popitem(last=False)
        return Ticket(ticket=ticket, expires_in_ms=TICKET_LIFE_MS)

    def redeem(self, ticket: str, now_ms: int) -> Grant | None:
        """What the ticket was for, the first time it is shown in time; else nothing."""
        # Looked up by its hash: the time this takes tells nothing about the ticket itself.
        found = self._open.pop(_digest(ticket), None)
        if found is None or now_ms >= found[1]:
            return None
        return found[0]

    def _drop_expired(self, now_ms: int) -> None:
        while self._open:
            key, (_, until_ms) = next(iter(self._open.items()))
            if now_ms < until_ms:
                return
            del self._open[key]


def _digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
