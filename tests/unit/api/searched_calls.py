"""Calls in the contact log of the routes' tests, and anybody who asks about them. Owns no assertion."""

from dataclasses import replace

from cic.access.identity import Identity, Role, SessionId
from cic.api.ports import Services
from cic.contact_log.queries import ContactLogQueries
from cic.contact_log.record import ContactRecord
from cic.contact_log.writing import ContactWriter
from routing.vocabulary import AgentId, PartyId, PersonalRef
from tests.unit.api.conftest import ALICE, LABELS, ROBIN
from tests.unit.api.day_parts import DayParts
from tests.unit.contact_log.searched_log import Calls

DAY_TEAM, NIGHT_TEAM = "day", "night"
CAROL = AgentId("carol")
LABELS_WITH_TEAMS = replace(
    LABELS,
    agents={
        ALICE: replace(LABELS.agents[ALICE], team=DAY_TEAM),
        ROBIN: replace(LABELS.agents[ROBIN], team=NIGHT_TEAM),
        CAROL: replace(LABELS.agents[ROBIN], name="Carol", team=DAY_TEAM),
    },
)
PEOPLE = {
    "alice": Identity("alice", Role.AGENT, ALICE, SessionId("1")),
    "day-lead": Identity("day-lead", Role.TEAM_SUPERVISOR, None, SessionId("2"), team=DAY_TEAM),
    "night-lead": Identity("night-lead", Role.TEAM_SUPERVISOR, None, SessionId("3"), team=NIGHT_TEAM),
    "boss": Identity("boss", Role.SUPERVISOR, None, SessionId("4")),
    "admin": Identity("admin", Role.ADMINISTRATOR, None, SessionId("5")),
    "auditor": Identity("auditor", Role.AUDITOR, None, SessionId("6")),
    "reviewer": Identity("reviewer", Role.QUALITY_REVIEWER, None, SessionId("7")),
}


class LoggedCalls(Calls):
    """Calls that are over, in the log of a test's center."""

    def __init__(self, day: DayParts) -> None:
        self._day = day

    def seal(self, party_id: str, text: str) -> PersonalRef | None:
        """A reference to a text of a party, in the journal's file."""
        self._day.keys.ensure([PartyId(party_id)])
        return self._day.values.seal(PartyId(party_id), "text", text) if text else None

    def add(self, *contacts: ContactRecord) -> None:
        """Write contacts as the log does."""
        log = self._day.log
        with log.database.kept.writing() as connection:
            rows = [log.own_rows(item) for item in contacts]
            ContactWriter(connection, log.site).write(rows, 0)
            self._day.index.write(connection, log.site, rows)


class OneDoor:
    """Whoever shows a name is that person."""

    async def identify(self, token: str) -> Identity | None:
        """The person of this name."""
        return PEOPLE.get(token)


def with_people(services: Services, day: DayParts) -> Services:
    """The services with a real contact log, teams, and a door that anybody may come through by name."""
    queries = ContactLogQueries(day.log, day.values.open)
    return replace(services, access=OneDoor(), contacts=queries, labels=lambda: LABELS_WITH_TEAMS)  # type: ignore[arg-type]


def as_(name: str) -> dict[str, str]:
    """Headers of a person."""
    return {"Authorization": f"Bearer {name}"}
