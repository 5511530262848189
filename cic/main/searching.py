"""Connects contact search and exports: the log's index, the keys of parties, the folder of files. Decides nothing."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from cic.api.search_ports import SearchServices
from cic.contact_log.export.jobs import ContactExports
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.search.forgetting import Forgetting
from cic.contact_log.search.indexing import ContactIndex
from cic.contact_log.search.marks import marks_of
from cic.contact_log.search.opening import open_search
from cic.contact_log.store import ContactLogStore
from cic.customers.areas import notations
from cic.customers.numbers import normalise_number
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.main.parts import Center
from routing.vocabulary import AgentId, PartyId

log = logging.getLogger(__name__)

CONTACTS_FILE = "contacts.db"
EXPORTS = "exports"
SWEEP_EVERY_S = 86_400.0


@dataclass(slots=True)
class SearchedLog:
    """The contact log, and what it is found by."""

    store: ContactLogStore
    index: ContactIndex
    forgetting: Forgetting | None = None

    def erased(self, parties: Sequence[PartyId]) -> None:
        """Forget parties at once; what cannot be written now is swept up later."""
        if self.forgetting is None:
            return
        try:
            self.forgetting.forget(parties)
        except SQLAlchemyError as fault:
            log.warning("erased parties are found by old marks until the next sweep: %s", type(fault).__name__)


def open_log(center: Center, data: Path) -> SearchedLog:
    """Open the contact log, with the index that its contacts are found by."""
    site = (center.compiled.tenant_id, center.compiled.site_id)
    index = ContactIndex(marks_of(center.customer_store.keyring, *site), center.personal.open)
    file = Database(data / CONTACTS_FILE, is_rebuilt=True)
    store = ContactLogStore(file, Codec, *site, agent_number=partial(_agent_number, center), index=index)
    return SearchedLog(store, index)


def search_services(
    center: Center, data: Path, contacts: SearchedLog, queries: ContactLogQueries, catch_up: Callable[[], object]
) -> SearchServices:
    """The services of search and export."""
    keys = center.customer_store.keyring
    opened = open_search(contacts.store, queries, contacts.index, keys, catch_up)
    contacts.forgetting = opened.forgetting
    return SearchServices(
        search=opened.search,
        exports=ContactExports(data / EXPORTS, opened.search, center.clock.now_ms, lambda: center.compiled.time_zone),
        ways_of=partial(_ways_of, center),
        sweep=opened.forgetting.sweep,
    )


async def sweep_daily(sweep: Callable[[], int]) -> None:
    """Let nobody be found who was erased by another process; at the start and once a day, until cancelled."""
    while True:
        try:
            await asyncio.to_thread(sweep)
        except SQLAlchemyError as fault:
            log.warning("erased parties were not swept up: %s", type(fault).__name__)
        await asyncio.sleep(SWEEP_EVERY_S)


def _ways_of(center: Center, number: str) -> Sequence[str]:
    normal = normalise_number(number)
    return notations(normal, center.compiled.country) if normal else ()


def _agent_number(center: Center, agent_id: AgentId) -> str:
    label = center.compiled.labels.agents.get(agent_id)
    return "" if label is None else label.number
