"""What lies behind the routes of customers and days: a real file of customers and a real contact log, and hands that a
test fills. Owns no assertion."""

from collections.abc import Sequence
from pathlib import Path

from cic.api.customer_ports import DayServices, InHand
from cic.api.ports import CommandRefused, JsonObject
from cic.api.rates import Allowance
from cic.api.search_ports import SearchServices
from cic.contact_log.day import DayQueries
from cic.contact_log.export.jobs import ContactExports
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.search.indexing import ContactIndex
from cic.contact_log.search.marks import marks_of
from cic.contact_log.search.opening import open_search
from cic.contact_log.store import ContactLogStore
from cic.customers.areas import notations
from cic.customers.customers import Customers, NumberRules
from cic.customers.desk import CustomerDesk
from cic.customers.numbers import NumberList
from cic.customers.store import CustomerStore
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.keyring import Keyring
from cic.journal.personal import PersonalValues
from cic.journal.sql_journal import SqlJournal
from routing.vocabulary import AgentId, InteractionId, PartyId, SiteId, TenantId

TENANT, SITE = TenantId("demo"), SiteId("main")
SETTINGS: JsonObject = {
    "crm": {"pages": [], "has_lookup": False},
    "embedded_in": [],
    "words": {"main_menu": {"en": "Main menu", "zh": "主菜单"}},
    "card": {"kinds": ["person", "company"], "grades": ["standard"], "languages": ["en", "zh"], "channels": ["mail"]},
}


class DayParts:
    """The parts of one test's center that know customers."""

    def __init__(self, folder: Path) -> None:
        self.at_ms = 1_700_000_000_000
        self.keys = Keyring(folder, TENANT, SITE)
        self.store = CustomerStore(Database(folder / "customers.db"), self.keys, TENANT, SITE)
        self.journal = SqlJournal(folder / "journal.db", TENANT, SITE, deliver=lambda call: call(), on_failure=_failed)
        self.values = PersonalValues(self.journal.database, self.journal.writer, self.keys, TENANT, SITE)
        self.index = ContactIndex(marks_of(self.keys, TENANT, SITE), self.values.open)
        self.log = ContactLogStore(
            Database(folder / "contacts.db"), Codec, TENANT, SITE, agent_number=lambda _: "", index=self.index
        )
        self.exports_folder = folder / "exports"
        self.rules = NumberRules("CN", blocked=NumberList(begins=frozenset({"+1900"})))
        self.in_hand: dict[tuple[AgentId, InteractionId], InHand] = {}
        self.later: list[JsonObject] = []
        self.callbacks: list[JsonObject] = []
        self.crm_answer: JsonObject | CommandRefused = {"result": "not_configured", "reason": "", "fields": []}
        self.settings = SETTINGS
        self.embedded_in: tuple[str, ...] = ()
        self.look_ups = Allowance(burst=20, now_s=lambda: 0.0)

    def services(self) -> DayServices:
        """What the routes work with."""
        desk = CustomerDesk(
            self.store,
            default_language="en",
            now_ms=lambda: self.at_ms,
            rules=lambda: self.rules,
            agent_name={"robin": "Robin"}.get,
        )
        log = DayQueries(self.log, self.values.open, lambda: self.at_ms, lambda: "Asia/Shanghai")
        return DayServices(
            customers=desk,
            log=log,
            hands=self,
            crm=self,
            settings=lambda: self.settings,
            embedded_in=lambda: self.embedded_in,
            look_ups=self.look_ups,
        )

    def search(self) -> SearchServices:
        """What the routes of search and export work with."""
        opened = open_search(self.log, ContactLogQueries(self.log, self.values.open), self.index, self.keys)
        exports = ContactExports(
            self.exports_folder, opened.search, lambda: self.at_ms, lambda: "Asia/Shanghai", pause_share=0
        )
        return SearchServices(opened.search, exports, lambda number: notations(number, "CN"), opened.forgetting.sweep)

    def calls(self, number: str, agent_id: AgentId | None = None, interaction: str = "i-1") -> PartyId:
        """Somebody calls; with ``agent_id`` the call is that agent's from then on."""
        customers = Customers(self.store, self.values, default_language="en")
        party_id = customers.identify(number).party_id
        if agent_id is not None:
            hand = InHand(party_id, f"contact-of-{interaction}", number, "Network Name")  # type: ignore[arg-type]
            self.in_hand[agent_id, InteractionId(interaction)] = hand
        return party_id

    def close(self) -> None:
        """Let the files go."""
        self.journal.close()
        self.log.close()
        self.store.close()
        self.keys.close()

    async def interaction(self, agent_id: AgentId, interaction_id: InteractionId) -> InHand | None:
        """What a test has put into an agent's hand."""
        return self.in_hand.get((agent_id, interaction_id))

    async def parties(self, agent_id: AgentId) -> frozenset[PartyId]:
        """Whose interactions a test has put into an agent's hand."""
        return frozenset(hand.party_id for (whose, _), hand in self.in_hand.items() if whose == agent_id)

    async def follow_ups_of(self, parties: Sequence[PartyId]) -> Sequence[JsonObject]:
        """Those of the list that are of these parties."""
        return [item for item in self.later if item["party_id"] in parties]

    async def follow_ups_for(self, agent_id: AgentId) -> Sequence[JsonObject]:
        """Those of the list that are the agent's."""
        return [item for item in self.later if item["owner"] in (agent_id, None)]

    async def callbacks_for(self, agent_id: AgentId) -> Sequence[JsonObject]:
        """The list."""
        return self.callbacks

    async def fields(self, party_id: PartyId) -> JsonObject | CommandRefused:
        """What a test lets the CRM answer."""
        return self.crm_answer


def _failed(error: Exception) -> None:
    raise error
