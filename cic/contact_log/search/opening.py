"""Puts the search of a site together. Decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.search.forgetting import Forgetting
from cic.contact_log.search.indexing import ContactIndex
from cic.contact_log.search.queries import ContactSearch
from cic.contact_log.search.statements import Statements
from cic.contact_log.store import ContactLogStore
from cic.journal.port import PartyKeys


@dataclass(frozen=True, slots=True)
class OpenedSearch:
    """What finds contacts, and what lets nobody be found who was erased."""

    search: ContactSearch
    forgetting: Forgetting


def open_search(
    store: ContactLogStore,
    queries: ContactLogQueries,
    index: ContactIndex,
    keys: PartyKeys,
    catch_up: Callable[[], object] = lambda: None,
) -> OpenedSearch:
    """Return the search of a site whose log is written with this index."""
    forgetting = Forgetting(store, index, keys)
    search = ContactSearch(store, queries, Statements(index.marks, store.site), forgetting, catch_up)
    return OpenedSearch(search, forgetting)
