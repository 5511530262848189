"""A center's sources as its flows ask them: look-ups as they are, secrets with a lock on each account.

Owns that no secret is compared while its account is locked, and that unknown accounts are treated as known ones are.
"""

from collections.abc import Callable, Mapping

from sqlalchemy.exc import SQLAlchemyError

from cic.lookups.answers import LookupAnswer
from cic.lookups.answers import Verification as Compared
from cic.lookups.locks import Locks, Try
from cic.lookups.lookups import Lookups
from cic.lookups.threads import OwnThreads
from ivr_flows.inputs import Verification


class GuardedSources:
    """What the switchboard asks. Always answers."""

    def __init__(self, lookups: Lookups, locks: Locks, now_ms: Callable[[], int]) -> None:
        self._lookups = lookups
        self._locks = locks
        self._now_ms = now_ms
        # A file that another process holds takes its time: that is nobody else's.
        self._threads = OwnThreads("locks", 1)

    async def look_up(self, source: str, given: Mapping[str, str]) -> LookupAnswer:
        """Ask a source."""
        return await self._lookups.look_up(source, given)

    async def verify(
        self, source: str, given: Mapping[str, str], secret: str, tries_max: int, lock_ms: int
    ) -> Verification:
        """Compare a secret, unless the account is locked; FAILED when nobody can tell, which counts for nothing."""
        locks, mark = self._locks, self._locks.mark(source, given)
        try:
            begun = await self._threads.run(lambda: locks.begin_try(mark, tries_max, lock_ms, self._now_ms()))
            if begun is Try.REFUSED:
                return Verification.LOCKED
            compared = await self._lookups.verify(source, given, secret)
            match compared:
                case Compared.VERIFIED:
                    await self._threads.run(lambda: locks.note_right(mark))
                    return Verification.VERIFIED
                case Compared.WRONG | Compared.UNKNOWN:
                    return Verification.LOCKED if begun is Try.LAST else Verification.WRONG
                case Compared.FAILED:
                    await self._threads.run(lambda: locks.take_back(mark))
                    return Verification.FAILED
        except SQLAlchemyError:
            return Verification.FAILED
