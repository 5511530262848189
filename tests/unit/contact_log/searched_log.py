"""A contact log on a real file whose contacts can be looked for, and contacts to fill it with. Owns no assertion."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cic.api.search_ports import EVERYBODYS, ContactWish
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.record import (
    ConsultNoted,
    ContactRecord,
    Initiator,
    Rating,
    RecordingNoted,
    Segment,
    SegmentKind,
    TrackNoted,
)
from cic.contact_log.search.indexing import ContactIndex
from cic.contact_log.search.marks import marks_of
from cic.contact_log.search.opening import open_search
from cic.contact_log.store import ContactLogStore
from cic.contact_log.writing import ContactWriter
from cic.journal.codec import Codec
from cic.journal.database import Database
from cic.journal.keyring import Keyring
from routing.vocabulary import (
    AgentId,
    CallerFacts,
    ContactId,
    EndCause,
    FlowId,
    InteractionId,
    PartyId,
    PersonalRef,
    ProviderId,
    QueueId,
    RecordingId,
    SiteId,
    TenantId,
)

TENANT, SITE = TenantId("t"), SiteId("s")
NOON_MS = 1_800_000_000_000
SECOND_MS = 1_000


class Calls:
    """Makes calls that are over, with values that ``seal`` has sealed for their parties."""

    def seal(self, party_id: str, text: str) -> PersonalRef | None:
        """A reference to a text of a party; None for an empty one."""
        raise NotImplementedError

    def call(
        self,
        name: str,
        *,
        at_s: int = 0,
        party: str = "",
        number: str = "",
        caller: str = "",
        note: str = "",
        agents: Sequence[str] = (),
        asked: Sequence[str] = (),
        queue: str = "sales",
        talk_s: int = 60,
        wait_s: int = 10,
        disposition: str = "",
        rating: int | None = None,
        consulted: str = "",
        is_recorded: bool = False,
        end_cause: EndCause = EndCause.CALLER_HUNG_UP,
        is_abandoned: bool = False,
    ) -> ContactRecord:
        """A call that is over: it waits, is offered to who was only asked, and is served by the others in turn."""
        party_id = party or f"party-of-{name}"
        begun_ms = NOON_MS + at_s * SECOND_MS
        segments = [Segment(SegmentKind.IVR, begun_ms, Initiator.CALLER, ended_at_ms=begun_ms)]
        now_ms = begun_ms + wait_s * SECOND_MS
        if queue:
            of = {"queue_id": QueueId(queue)}
            segments.append(Segment(SegmentKind.QUEUE, begun_ms, Initiator.FLOW, ended_at_ms=now_ms, **of))  # type: ignore[arg-type]
        for agent_id in asked:
            ring = Segment(SegmentKind.RING, now_ms, Initiator.QUEUE, ended_at_ms=now_ms, agent_id=AgentId(agent_id))
            segments.append(replace(ring, queue_id=QueueId(queue), cause="expired"))
        for agent_id in agents:
            ended_ms = now_ms + talk_s * SECOND_MS
            talk = Segment(SegmentKind.TALK, now_ms, Initiator.QUEUE, ended_at_ms=ended_ms, agent_id=AgentId(agent_id))
            segments.append(replace(talk, queue_id=QueueId(queue)))
            now_ms = ended_ms
        return ContactRecord(
            contact_id=ContactId(name),
            interaction_id=InteractionId(f"i-{name}"),
            opened_seq=at_s + 1,
            arrived_at_ms=begun_ms,
            provider=ProviderId("simulated"),
            dialled_number="+864001234567",
            entry_flow=FlowId("main"),
            caller=CallerFacts(
                PartyId(party_id), self.seal(party_id, number), self.seal(party_id, caller), False, "", "en", "", False
            ),
            language="en",
            segments=tuple(segments),
            wrap_ups=self._wrap_ups(party_id, agents, now_ms, note, disposition),
            ended_at_ms=now_ms,
            end_cause=end_cause,
            is_abandoned=is_abandoned,
            is_closed=True,
            ratings=() if rating is None else (Rating(1, now_ms, "service", rating, 1, 5, None, None),),
            consults=self._consults(party_id, consulted, now_ms),
            recordings=(_recording(name, begun_ms),) if is_recorded else (),
        )

    def _wrap_ups(
        self, party_id: str, agents: Sequence[str], at_ms: int, note: str, disposition: str
    ) -> tuple[Segment, ...]:
        if not note and not disposition:
            return ()
        sealed = self.seal(party_id, note)
        agent_id = AgentId(agents[-1])
        wrap_up = Segment(SegmentKind.WRAP_UP, at_ms, Initiator.QUEUE, ended_at_ms=at_ms, agent_id=agent_id)
        return (replace(wrap_up, disposition=disposition, note=sealed),)

    def _consults(self, party_id: str, number: str, at_ms: int) -> tuple[ConsultNoted, ...]:
        if not number:
            return ()
        sealed = self.seal(party_id, number)
        return (ConsultNoted(InteractionId("c"), 1, None, None, None, sealed, at_ms, ended_at_ms=at_ms),)


class SearchedLog(Calls):
    """One site's contacts, the keys of their parties, and the search over them."""

    def __init__(self, folder: Path, tenant: TenantId = TENANT) -> None:
        self.keys = Keyring(folder, tenant, SITE)
        self.values: dict[str, tuple[PartyId, str]] = {}
        self.index = ContactIndex(marks_of(self.keys, tenant, SITE), self.opened)
        self.file = folder / "contacts.db"
        self.store = ContactLogStore(
            Database(self.file), Codec, tenant, SITE, agent_number=lambda _: "", index=self.index
        )
        queries = ContactLogQueries(self.store, self.opened)
        opened = open_search(self.store, queries, self.index, self.keys)
        self.search, self.forgetting = opened.search, opened.forgetting

    def opened(self, ref: PersonalRef) -> str | None:
        """The value behind a reference, while its party has a key."""
        party_id, text = self.values[ref]
        return None if self.keys.key(party_id) is None else text

    def seal(self, party_id: str, text: str) -> PersonalRef | None:
        """A reference to a text of a party; None for an empty one."""
        self.keys.ensure([PartyId(party_id)])
        if not text:
            return None
        ref = PersonalRef(f"pv-{len(self.values)}")
        self.values[ref] = (PartyId(party_id), text)
        return ref

    def add(self, *contacts: ContactRecord) -> None:
        """Write contacts as the log does."""
        with self.store.database.kept.writing() as connection:
            rows = [self.store.own_rows(item) for item in contacts]
            ContactWriter(connection, self.store.site).write(rows, 0)
            self.index.write(connection, self.store.site, rows)

    def found(self, wish: ContactWish | None = None, limit: int = 50, **named: object) -> list[str]:
        """The ids of contacts that a wish finds, in its order; all pages after each other."""
        asked = wish or ContactWish(EVERYBODYS, **named)  # type: ignore[arg-type]
        ids: list[str] = []
        cursor: str | None = None
        while True:
            page = self.search.find(asked, limit, cursor)
            ids += [str(row["contact_id"]) for row in page.contacts]
            cursor = page.cursor
            if cursor is None:
                return ids

    def close(self) -> None:
        """Let the files go."""
        self.store.close()
        self.keys.close()


def _recording(name: str, at_ms: int) -> RecordingNoted:
    track = TrackNoted(RecordingId(f"track-{name}"), True, None, at_ms, at_ms)
    return RecordingNoted(RecordingId(f"rec-{name}"), at_ms, at_ms, (track,))
