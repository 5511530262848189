"""The tables of reports. Owns their columns; holds no behaviour.

Facts stand in ``report_visit`` to ``report_activity``; their sums by the quarter of an hour in ``report_queue``,
``report_agent`` (of agents by the hour too) and ``report_break``, which are what a report is read from. All of it is
folded from the journal.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

FORM = 3
"""Rises with every change of a table, of a sum, or of what ``report_open`` holds: another form is folded anew."""

REPORTS = MetaData()

QUEUE_SUMS = (
    "offered", "contacts", "handed_in", "answered", "answered_in_target", "answer_wait_ms", "abandoned",
    "abandon_wait_ms", "short_abandoned", "left", "waiting",
    "handled", "finished", "dialled", "transferred_in", "transferred_out", "consulted",
    "talk_ms", "hold_ms", "consult_ms", "work_ms", "wrap_up_ms", "ratings", "rating_places",
)  # fmt: skip
AGENT_SUMS = (
    "handled", "finished", "dialled", "transferred_in", "transferred_out", "consulted",
    "talk_ms", "hold_ms", "consult_ms", "work_ms", "wrap_up_ms", "ratings", "rating_places",
    "offers_missed", "offers_declined", "sign_ins", "breaks",
    "ready_ms", "ringing_ms", "in_contact_ms", "wrapping_up_ms", "break_ms", "not_responding_ms", "at_once_ms",
)  # fmt: skip


def _site() -> tuple[Column[str], Column[str]]:
    return Column("tenant", Text, primary_key=True), Column("site", Text, primary_key=True)


def _of_interaction() -> tuple[Column[str], Column[int], Column[str]]:
    return (
        Column("interaction_id", Text, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("contact_id", Text, nullable=False),
    )


report_visit = Table(
    "report_visit",
    REPORTS,
    *_site(),
    *_of_interaction(),
    Column("queue_id", Text, nullable=False),
    Column("medium", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("ended_at_ms", BigInteger),
    Column("is_in_target", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("agent_id", Text),
    sqlite_with_rowid=False,
)
"""Visits to queues; ``at_ms`` is when the wait began."""

report_handling = Table(
    "report_handling",
    REPORTS,
    *_site(),
    *_of_interaction(),
    Column("agent_id", Text, nullable=False),
    Column("queue_id", Text, nullable=False),
    Column("medium", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("is_dialled", Boolean, nullable=False),
    Column("is_transferred_in", Boolean, nullable=False),
    Column("is_transferred_out", Boolean, nullable=False),
    Column("is_consulted", Boolean, nullable=False),
    Column("talk_ms", BigInteger, nullable=False),
    Column("hold_ms", BigInteger, nullable=False),
    Column("consult_ms", BigInteger, nullable=False),
    Column("work_ms", BigInteger, nullable=False),
    Column("released_at_ms", BigInteger),
    Column("ended_at_ms", BigInteger),
    sqlite_with_rowid=False,
)
"""Agents in contact with customers; ``at_ms`` is when that began."""

report_refused = Table(
    "report_refused",
    REPORTS,
    *_site(),
    *_of_interaction(),
    Column("agent_id", Text, nullable=False),
    Column("queue_id", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("is_declined", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Offers that ran out or were declined."""

report_rated = Table(
    "report_rated",
    REPORTS,
    *_site(),
    *_of_interaction(),
    Column("queue_id", Text),
    Column("agent_id", Text),
    Column("medium", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("subject", Text, nullable=False),
    Column("value", Integer, nullable=False),
    Column("lowest", Integer, nullable=False),
    Column("highest", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Ratings."""

report_activity = Table(
    "report_activity",
    REPORTS,
    *_site(),
    Column("agent_id", Text, primary_key=True),
    Column("at_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("activity", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("is_sign_in", Boolean, nullable=False),
    Column("ended_at_ms", BigInteger),
    sqlite_with_rowid=False,
)
"""Activities of agents while they are signed in."""


def _sums(names: tuple[str, ...]) -> list[Column[int]]:
    return [Column(name, BigInteger, nullable=False) for name in names]


report_queue = Table(
    "report_queue",
    REPORTS,
    *_site(),
    Column("quarter_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("queue_id", Text, primary_key=True),
    Column("medium", Text, primary_key=True),
    *_sums(QUEUE_SUMS),
    sqlite_with_rowid=False,
)
"""Sums of a queue's facts that began in a quarter."""

report_agent = Table(
    "report_agent",
    REPORTS,
    *_site(),
    Column("quarter_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("agent_id", Text, primary_key=True),
    *_sums(AGENT_SUMS),
    sqlite_with_rowid=False,
)
"""Sums of an agent's facts that began in a quarter, and the agent's time in it."""

report_agent_hour = Table(
    "report_agent_hour",
    REPORTS,
    *_site(),
    Column("quarter_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("agent_id", Text, primary_key=True),
    *_sums(AGENT_SUMS),
    sqlite_with_rowid=False,
)
"""The same by the hour of UTC, under its first quarter: a month of many agents is read in a quarter of the time."""

report_break = Table(
    "report_break",
    REPORTS,
    *_site(),
    Column("quarter_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("agent_id", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("break_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""An agent's time on breaks in a quarter, by reason."""

report_open = Table(
    "report_open",
    REPORTS,
    *_site(),
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What goes on, as the fold holds it: interactions, agents and the queues' limits. A restart goes on from here."""

report_cursor = Table(
    "report_cursor",
    REPORTS,
    *_site(),
    Column("seq", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""The last record of the journal that is in these tables, and its time."""

report_form = Table(
    "report_form",
    REPORTS,
    Column("form", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""The form that these tables were made in; one row."""

# Few of many are abandoned or left, and it is these that are looked at.
Index("report_visit_by_outcome", *[report_visit.c[name] for name in ("tenant", "site", "outcome", "at_ms")])
for _table, _by in (
    (report_visit, ("queue_id",)),
    (report_handling, ("queue_id", "agent_id")),
    (report_refused, ("agent_id",)),
    (report_rated, ("queue_id", "agent_id")),
):
    # By time first: most drill-downs are of all queues or agents of an interval that is short.
    Index(f"{_table.name}_by_time", _table.c.tenant, _table.c.site, _table.c.at_ms)
    for _name in _by:
        Index(f"{_table.name}_by_{_name}", _table.c.tenant, _table.c.site, _table.c[_name], _table.c.at_ms)
