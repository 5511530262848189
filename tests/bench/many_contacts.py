"""A contact log of very many contacts, seeded. Owns what such a year looks like.

The last quarter is written by the log's own writers; the three before are copies of its rows and marks, each of them so
much earlier, with contacts of their own.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.record import ContactRecord, Rating, RecordingNoted, Segment, SegmentKind, TrackNoted
from cic.contact_log.search.indexing import ContactIndex
from cic.contact_log.search.marks import marks_of
from cic.contact_log.search.opening import OpenedSearch, open_search
from cic.contact_log.search.tables import first_place
from cic.contact_log.sides import Initiator
from cic.contact_log.store import ContactLogStore
from cic.contact_log.tables import CONTACT_LOG
from cic.contact_log.writing import ContactWriter
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.keyring import Keyring
from cic.journal.personal import PersonalValues
from cic.journal.sql_journal import SqlJournal
from routing.vocabulary import (
    AgentId,
    CallerFacts,
    ContactId,
    EndCause,
    FlowId,
    InteractionId,
    Medium,
    PartyId,
    PersonalRef,
    ProviderId,
    QueueId,
    RecordingId,
    SiteId,
    TenantId,
)

TENANT, SITE = TenantId("bench"), SiteId("main")
BEGIN_MS = 1_735_689_600_000
DAY_MS = 86_400_000
QUARTERS, QUARTER_MS = 4, 91 * DAY_MS
AGENTS, QUEUES, DISPOSITIONS = 500, 30, 20
CONTACTS_A_PARTY = 4
BATCH = 500
FAMILY = ("王", "李", "张", "刘", "陈", "Smith", "Jones", "Garcia", "Müller", "Rossi")
GIVEN = ("伟", "小明", "芳", "丽华", "Anna", "Peter", "Maria", "Alexander", "Yusuf", "Chloe")
WORDS = (
    "refund", "invoice", "delivery", "address", "password", "contract", "router", "broken", "called", "back", "later",
    "客户", "要求", "退款", "发票", "地址", "合同", "已经", "解决", "投诉",
)  # fmt: skip


@dataclass(slots=True)
class Party:
    """Somebody who calls again and again."""

    party_id: PartyId
    number: str
    name: str
    number_ref: PersonalRef
    name_ref: PersonalRef


class ManyContacts:
    """The files of a center with very many contacts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chance = random.Random(7)
        self.parties: list[Party] = []
        self.keys = Keyring(self.folder, TENANT, SITE)
        self.journal = SqlJournal(
            self.folder / "journal.db", TENANT, SITE, deliver=lambda call: call(), on_failure=_failed
        )
        self.values = PersonalValues(self.journal.database, self.journal.writer, self.keys, TENANT, SITE)
        self.index = ContactIndex(marks_of(self.keys, TENANT, SITE), self.values.open)
        self.store = ContactLogStore(
            Database(self.folder / "contacts.db", is_rebuilt=True),
            Codec,
            TENANT,
            SITE,
            agent_number=lambda agent_id: agent_id[-3:],
            index=self.index,
        )

    def searching(self) -> OpenedSearch:
        """The search over them."""
        return open_search(self.store, ContactLogQueries(self.store, self.values.open), self.index, self.keys)

    def fill(self, count: int) -> dict[str, float]:
        """Write so many contacts; return the seconds that writing rows and keeping what they are found by took."""
        spent = {"rows": 0.0, "index": 0.0}
        if self._written() == 0:
            self._write(count // QUARTERS, spent)
        for quarter in range(1, QUARTERS):
            if self._written(f"WHERE contact_id LIKE '%-copy-{quarter}'") == 0:
                self._copy(quarter)
        return spent

    def _written(self, which: str = "") -> int:
        with self.store.database.reading() as connection:
            return int(connection.exec_driver_sql(f"SELECT COUNT(*) FROM contact_search {which}").scalar() or 0)

    def _copy(self, quarter: int) -> None:
        """Write the last quarter's contacts again, so many quarters earlier."""
        earlier_ms = quarter * (QUARTER_MS + DAY_MS)
        with self.store.database.writing() as connection:
            for table in CONTACT_LOG.sorted_tables:
                if "contact_id" not in table.c or table.name == "contact_open":
                    continue
                names = table.columns.keys()
                shifted = [_earlier(name, earlier_ms, quarter) for name in names]
                connection.exec_driver_sql(
                    f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(shifted)} FROM {table.name} "
                    "WHERE contact_id NOT LIKE '%-copy-%'"
                )
            connection.exec_driver_sql(
                f"INSERT OR REPLACE INTO contact_term (rowid, marks) SELECT place - {first_place(earlier_ms)}, marks "
                "FROM contact_search JOIN contact_term ON contact_term.rowid = place "
                "WHERE contact_id NOT LIKE '%-copy-%'"
            )

    def _write(self, count: int, spent: dict[str, float]) -> None:
        self._make_parties(max(10, count * QUARTERS // CONTACTS_A_PARTY))
        contacts = self._contacts(count)
        while some := [item for _, item in zip(range(BATCH), contacts, strict=False)]:
            with self.store.database.kept.writing() as connection:
                began_s = time.thread_time()
                rows = [self.store.own_rows(item) for item in some]
                ContactWriter(connection, self.store.site).write(rows, 86_400_000)
                written_s = time.thread_time()
                self.index.write(connection, self.store.site, rows)
                spent["rows"] += written_s - began_s
                spent["index"] += time.thread_time() - written_s
            self.journal.commit_open()

    def close(self) -> None:
        """Let the files go."""
        self.journal.close()
        self.store.close()
        self.keys.close()

    def _make_parties(self, count: int) -> None:
        for start in range(0, count, BATCH):
            ids = [PartyId(f"visitor-{number:08x}") for number in range(start, min(count, start + BATCH))]
            self.keys.ensure(ids)
            for party_id in ids:
                number = f"+861{self.chance.randrange(3, 10)}{self.chance.randrange(10**9):09d}"
                name = f"{self.chance.choice(FAMILY)} {self.chance.choice(GIVEN)}{self.chance.randrange(2000)}"
                refs = (self.values.seal(party_id, "number", number), self.values.seal(party_id, "name", name))
                self.parties.append(Party(party_id, number, name, *refs))
            self.journal.commit_open()

    def _contacts(self, count: int) -> Iterator[ContactRecord]:
        at_ms = BEGIN_MS
        for number in range(count):
            at_ms += int(self.chance.expovariate(count / QUARTER_MS))
            yield self._contact(number, at_ms)

    def _contact(self, number: int, at_ms: int) -> ContactRecord:
        chance, party = self.chance, self.chance.choice(self.parties)
        queue = QueueId(f"queue-{min(int(chance.expovariate(0.5)), QUEUES - 1)}")
        agent = AgentId(f"agent-{min(int(chance.expovariate(6 / AGENTS)), AGENTS - 1):03d}")
        fate = chance.random()
        segments = [Segment(SegmentKind.IVR, at_ms, Initiator.CALLER, ended_at_ms=at_ms + 9_000)]
        now_ms = at_ms + 9_000
        if fate > 0.25:  # a quarter is served by the flow
            wait_ms = int(chance.expovariate(1 / 30_000))
            segments.append(
                Segment(SegmentKind.QUEUE, now_ms, Initiator.FLOW, ended_at_ms=now_ms + wait_ms, queue_id=queue)
            )
            now_ms += wait_ms
        wrap_ups: tuple[Segment, ...] = ()
        if fate > 0.35:  # a tenth gives up
            of = {"queue_id": queue, "agent_id": agent}
            for kind, mean_ms in ((SegmentKind.RING, 4_000), (SegmentKind.TALK, 180_000)):
                lasted_ms = int(chance.expovariate(1 / mean_ms))
                segments.append(Segment(kind, now_ms, Initiator.QUEUE, ended_at_ms=now_ms + lasted_ms, **of))  # type: ignore[arg-type]
                now_ms += lasted_ms
            wrap_ups = (self._wrap_up(party.party_id, now_ms, queue, agent),)
        is_rated, is_recorded = fate > 0.8, fate > 0.7
        return ContactRecord(
            contact_id=ContactId(f"contact-{number:012x}"),
            interaction_id=InteractionId(f"interaction-{number:012x}"),
            opened_seq=number + 1,
            arrived_at_ms=at_ms,
            provider=ProviderId("asterisk"),
            dialled_number="+864001234567",
            entry_flow=FlowId("main" if chance.random() < 0.9 else "support_line"),
            caller=CallerFacts(
                party.party_id, party.number_ref, party.name_ref, True, "standard", "zh", "guangdong", False
            ),
            language="zh",
            segments=tuple(segments),
            wrap_ups=wrap_ups,
            ended_at_ms=now_ms,
            end_cause=EndCause.CALLER_HUNG_UP if fate > 0.25 else EndCause.FLOW_ENDED,
            is_abandoned=0.25 < fate <= 0.35,
            is_closed=True,
            medium=Medium.VOICE if chance.random() < 0.97 else Medium.CALLBACK,
            ratings=_ratings(chance.choice((1, 2, 4, 5, 5, 5)), now_ms, queue, agent) if is_rated else (),
            recordings=_recordings(number, at_ms, now_ms, agent) if is_recorded else (),
        )

    def _wrap_up(self, party_id: PartyId, at_ms: int, queue: QueueId, agent: AgentId) -> Segment:
        note = None
        if self.chance.random() < 0.4:
            words = [*self.chance.choices(WORDS, k=8), f"case{self.chance.randrange(200_000)}"]
            note = self.values.seal(party_id, "note", " ".join(words))
        return Segment(
            SegmentKind.WRAP_UP,
            at_ms,
            Initiator.QUEUE,
            ended_at_ms=at_ms + 20_000,
            queue_id=queue,
            agent_id=agent,
            disposition=f"disposition_{min(int(self.chance.expovariate(0.3)), DISPOSITIONS - 1)}",
            note=note,
        )


def _ratings(value: int, at_ms: int, queue: QueueId, agent: AgentId) -> tuple[Rating, ...]:
    return (Rating(4, at_ms, "service", value, 1, 5, queue, agent),)


def _recordings(number: int, begun_ms: int, ended_ms: int, agent: AgentId) -> tuple[RecordingNoted, ...]:
    tracks = tuple(
        TrackNoted(RecordingId(f"track-{number:x}-{place}"), place == 0, agent if place else None, begun_ms, ended_ms)
        for place in range(2)
    )
    return (RecordingNoted(RecordingId(f"recording-{number:x}"), begun_ms, ended_ms, tracks),)


def _earlier(name: str, by_ms: int, quarter: int) -> str:
    """A column of a copied row."""
    if name == "contact_id":
        return f"contact_id || '-copy-{quarter}'"
    if name == "place":
        return f"place - {first_place(by_ms)}"
    return f"{name} - {by_ms}" if name == "at_ms" or name.endswith("_at_ms") else name


def _failed(error: Exception) -> None:
    raise error
