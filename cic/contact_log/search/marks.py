"""Terms as keyed marks. Owns the key and the form of a mark: the file alone tells nobody's number, name or note."""

import hashlib
import hmac
from collections.abc import Iterable
from functools import lru_cache

from cic.journal.port import PartyKeys
from routing.vocabulary import SiteId, TenantId

MARK_BYTES = 6
"""Two of ten million terms that share a mark only show a contact too many, once in a lifetime of asking."""
CACHED_MAX = 50_000


class SearchMarks:
    """Marks of one site: equal terms have equal marks, and nobody without the key can make one. For any thread."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        # Of agents, queues and results there are few, and each contact has some of them.
        self._often = lru_cache(maxsize=CACHED_MAX)(self.mark)

    def mark(self, term: str) -> str:
        """Return the mark of a term, as a word of digits and small letters."""
        return hmac.digest(self._key, term.encode("utf-8", "replace"), hashlib.sha256)[:MARK_BYTES].hex()

    def document(self, open_terms: Iterable[str], personal_terms: Iterable[str]) -> str:
        """Return the marks of all terms of a contact, each once."""
        return " ".join({*map(self._often, open_terms), *map(self.mark, personal_terms)})


def marks_of(keys: PartyKeys, tenant: TenantId, site: SiteId) -> SearchMarks:
    """Return the marks of a site."""
    return SearchMarks(keys.lookup_key(f"contact term {tenant}/{site}"))
