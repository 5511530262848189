"""Reports in their database. Owns rows, sums and cursor, changed in one transaction; decides nothing about contacts."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, insert, inspect, select

from cic.journal.port import Committed, Storage, TextForm
from cic.reporting.agent_time import AgentNow
from cic.reporting.facts import ActivitySpan, Fact, Handling, Rated, RefusedOffer, Visit
from cic.reporting.fold import Ledger, Touched
from cic.reporting.interaction_facts import InteractionNow
from cic.reporting.quarters import increments
from cic.reporting.queue_rules import QueueRules
from cic.reporting.tables import (
    FORM,
    REPORTS,
    report_activity,
    report_cursor,
    report_form,
    report_handling,
    report_open,
    report_rated,
    report_refused,
    report_visit,
)
from cic.reporting.writing import ReportWriter, Row
from routing.vocabulary import SiteId, TenantId

log = logging.getLogger(__name__)

INTERACTION, AGENT, RULES = "interaction", "agent", "rules"
_FORMS = {INTERACTION: InteractionNow, AGENT: AgentNow, RULES: QueueRules}
TABLE_OF: dict[type, Table] = {
    Visit: report_visit,
    Handling: report_handling,
    RefusedOffer: report_refused,
    Rated: report_rated,
    ActivitySpan: report_activity,
}
_AT = {"entered_at_ms": "at_ms", "began_at_ms": "at_ms"}
_COLUMNS = {kind: [(field.name, _AT.get(field.name, field.name)) for field in fields(kind)] for kind in TABLE_OF}


class ReportStore:
    """One site's reports. The cursor moves with the rows, so each record counts exactly once."""

    def __init__(self, database: Storage, form_of: Callable[[Any], TextForm], tenant: TenantId, site: SiteId) -> None:
        """Make the tables where there are none. ``form_of`` gives the text form of a type (the journal's codec)."""
        self.database = database
        self.site: Row = {"tenant": tenant, "site": site}
        self._forms = {kind: form_of(of) for kind, of in _FORMS.items()}
        with self.database.writing() as connection:
            _make_tables(connection)

    def of_site(self, table: Table) -> ColumnElement[bool]:
        """Restrict a statement to this site."""
        return and_(table.c.tenant == self.site["tenant"], table.c.site == self.site["site"])

    def cursor(self) -> int:
        """Return the number of the last record in the tables."""
        with self.database.reading() as connection:
            return connection.execute(select(report_cursor.c.seq).where(self.of_site(report_cursor))).scalar() or 0

    def ledger(self) -> Ledger:
        """Return what goes on as the tables last had it."""
        ledger = Ledger()
        with self.database.reading() as connection:
            for kind, found in self.open(connection):
                if isinstance(found, InteractionNow):
                    ledger.resume(found)
                elif isinstance(found, AgentNow):
                    ledger.agents[found.agent_id] = found
                else:
                    assert kind == RULES, "nothing else is kept open"
                    ledger.rules = found
        return ledger

    def open(self, connection: Connection, *kinds: str) -> Iterable[tuple[str, Any]]:
        """What goes on, of these kinds or of all."""
        wanted = select(report_open.c.kind, report_open.c.body).where(self.of_site(report_open))
        if kinds:
            wanted = wanted.where(report_open.c.kind.in_(kinds))
        for kind, body in connection.execute(wanted):
            yield kind, self._forms[kind].from_text(body)

    def take(self, ledger: Ledger, records: Sequence[Committed]) -> None:
        """Fold records into the ledger and write what they touched. After an error the ledger is to be read again."""
        touched = Touched()
        for record in records:
            ledger.take(record, touched)
        with self.database.kept.writing() as connection:
            writer = ReportWriter(connection, self.site)
            self._write_facts(writer, touched)
            writer.add(increments(touched))
            writer.replace_open(INTERACTION, self._bodies(INTERACTION, touched.interactions, ledger.interactions))
            writer.replace_open(AGENT, self._bodies(AGENT, touched.agents, ledger.agents))
            if touched.has_other_rules:
                writer.replace_open(RULES, [("", self._forms[RULES].to_text(ledger.rules))])
            writer.move_cursor(records[-1].seq, records[-1].at_ms)

    def close(self) -> None:
        """Let the file go."""
        self.database.close()

    def _write_facts(self, writer: ReportWriter, touched: Touched) -> None:
        last: dict[type, dict[tuple[Any, ...], Fact]] = {kind: {} for kind in TABLE_OF}
        for _, fact in touched.facts:
            last[type(fact)][key_of(fact)] = fact
        for kind, facts in last.items():
            writer.replace_facts(TABLE_OF[kind], [fact_row(fact) for fact in facts.values()])

    def _bodies(self, kind: str, names: Iterable[str], there: Any) -> list[tuple[str, str | None]]:
        form = self._forms[kind]
        return [(name, form.to_text(there[name]) if name in there else None) for name in sorted(names)]


def key_of(fact: Fact) -> tuple[Any, ...]:
    """What tells a fact from others of its kind."""
    if isinstance(fact, ActivitySpan):
        return fact.agent_id, fact.began_at_ms, fact.number
    return fact.interaction_id, fact.number


def fact_row(fact: Fact) -> Row:
    """The fact as its table has it."""
    row: Row = {}
    for name, column in _COLUMNS[type(fact)]:  # dataclasses' own way takes half of all the counting
        value = getattr(fact, name)
        row[column] = value.value if isinstance(value, Enum) else value
    return row


def _make_tables(connection: Connection) -> None:
    """Make the tables. Those of another form go: the journal has all of it, and they are folded from there again."""
    tables = inspect(connection)
    is_there = tables.has_table(report_form.name)
    if is_there and connection.execute(select(report_form.c.form)).scalar() != FORM:
        log.info("the reports are of another form: they are made again from the journal")
        REPORTS.drop_all(connection)
    REPORTS.create_all(connection)
    if connection.execute(select(report_form.c.form)).scalar() is None:
        connection.execute(insert(report_form), [{"form": FORM}])
