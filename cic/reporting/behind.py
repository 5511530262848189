"""What stands behind a figure: its contacts, or an agent's activities. Owns which facts each figure is counted from."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, func, not_, or_, select, true

from cic.reporting.asked import PAGE_MAX, Behind, BehindAsked, RangeWrong
from cic.reporting.facts import VisitOutcome
from cic.reporting.store import ReportStore
from cic.reporting.tables import report_activity, report_handling, report_rated, report_refused, report_visit
from routing.vocabulary import Activity

LASTED_MS_MAX = 31 * 86_400_000
"""What has gone on for longer when an interval begins is not looked for behind the time of agents in it."""
_V, _H = report_visit.c, report_handling.c
_DECIDED = (VisitOutcome.ANSWERED, VisitOutcome.ABANDONED, VisitOutcome.LEFT)
_NOT_CONSULTED = not_(_H.is_consulted)
_FINISHED = and_(_NOT_CONSULTED, _H.ended_at_ms.is_not(None))


@dataclass(frozen=True, slots=True)
class Counted:
    """The facts of a figure. ``is_time``: they count as far as they overlap the interval, else where they began."""

    table: Table
    those: ColumnElement[bool]
    is_time: bool = False


def _outcome(*outcomes: VisitOutcome) -> Counted:
    return Counted(report_visit, _V.outcome.in_([outcome.value for outcome in outcomes]))


def _activity(*activities: Activity) -> Counted:
    those = report_activity.c.activity.in_([activity.value for activity in activities]) if activities else true()
    return Counted(report_activity, those, is_time=True)


_HAD = Counted(report_handling, true(), is_time=True)
_DONE = Counted(report_handling, _FINISHED)
COUNTED: Mapping[str, Counted] = {
    "offered": Counted(report_visit, true()),
    "contacts": Counted(report_visit, _V.number == 1),
    "handed_in": Counted(report_visit, _V.entered_by == "agent"),
    "answered": _outcome(VisitOutcome.ANSWERED),
    "answered_in_target": Counted(report_visit, _V.is_in_target),
    "abandoned": _outcome(VisitOutcome.ABANDONED),
    "short_abandoned": _outcome(VisitOutcome.SHORT_ABANDONED),
    "left": _outcome(VisitOutcome.LEFT),
    "waiting": _outcome(VisitOutcome.WAITING),
    "service_level": _outcome(*_DECIDED),
    "abandon_rate": _outcome(*_DECIDED),
    "average_answer_ms": _outcome(VisitOutcome.ANSWERED),
    "average_abandon_ms": _outcome(VisitOutcome.ABANDONED),
    "handled": Counted(report_handling, _NOT_CONSULTED),
    "finished": _DONE,
    "dialled": Counted(report_handling, and_(_NOT_CONSULTED, _H.is_dialled)),
    "transferred_in": Counted(report_handling, and_(_NOT_CONSULTED, _H.is_transferred_in)),
    "transferred_out": Counted(report_handling, and_(_NOT_CONSULTED, _H.is_transferred_out)),
    "consulted": Counted(report_handling, _H.is_consulted),
    "talk_ms": Counted(report_handling, and_(_FINISHED, _H.talk_ms > 0)),
    "hold_ms": Counted(report_handling, and_(_FINISHED, _H.hold_ms > 0)),
    "consult_ms": Counted(report_handling, and_(_FINISHED, _H.consult_ms > 0)),
    "work_ms": Counted(report_handling, and_(_FINISHED, _H.work_ms > 0)),
    "wrap_up_ms": Counted(report_handling, and_(_FINISHED, _H.ended_at_ms > _H.released_at_ms)),
    "handle_ms": _DONE,
    "average_handle_ms": _DONE,
    "average_talk_ms": _DONE,
    "average_wrap_up_ms": _DONE,
    "offers_missed": Counted(report_refused, not_(report_refused.c.is_declined)),
    "offers_declined": Counted(report_refused, report_refused.c.is_declined),
    "ratings": Counted(report_rated, true()),
    "average_rating": Counted(report_rated, true()),
    "sign_ins": Counted(report_activity, report_activity.c.is_sign_in),
    "breaks": Counted(report_activity, report_activity.c.activity == Activity.ON_BREAK.value),
    "signed_in_ms": _activity(),
    "ready_ms": _activity(Activity.AVAILABLE),
    "break_ms": _activity(Activity.ON_BREAK),
    "not_responding_ms": _activity(Activity.NOT_RESPONDING),
    "ringing_ms": _HAD,
    "in_contact_ms": _HAD,
    "wrapping_up_ms": _HAD,
    "in_hand_ms": _HAD,
    "occupancy": _HAD,
    "average_at_once": _HAD,
}


class BehindFigures:
    """Answers for one site. Reads on threads, never on the event loop."""

    def __init__(self, store: ReportStore, catch_up: Callable[[], object] = lambda: None) -> None:
        """``catch_up`` lets the tables take what has happened by now; it returns when that is so, or after a bound."""
        self._store = store
        self._catch_up = catch_up

    async def behind(self, asked: BehindAsked) -> Behind:
        """Return what a figure was counted from, earliest first, a page at a time; or raise RangeWrong."""
        return await asyncio.to_thread(self.behind_now, asked)

    def behind_now(self, asked: BehindAsked) -> Behind:
        """As ``behind``, on the caller's thread."""
        counted = COUNTED.get(asked.metric_id)
        if counted is None:
            raise RangeWrong("no figure of this id")
        self._catch_up()
        table, limit = counted.table, min(asked.limit, PAGE_MAX)
        those = and_(self._store.of_site(table), counted.those, _within(counted, asked), _seen(table, asked))
        order = [table.c.at_ms, *[table.c[name] for name in _ORDER[table]]]
        page = select(table).where(those, _after(order, asked.after)).order_by(*order).limit(limit + 1)
        with self._store.database.reading() as connection:
            count = connection.execute(select(func.count()).select_from(table).where(those)).scalar_one()
            rows = [dict(row) for row in connection.execute(page).mappings()]
        more = rows[limit:]
        last = rows[limit - 1] if more else None
        after = None if last is None else "/".join(str(last[column.name]) for column in order)
        return Behind(count, tuple(_told(table, row) for row in rows[:limit]), after)


_ORDER = {
    table: ("agent_id", "number") if table is report_activity else ("interaction_id", "number")
    for table in (report_visit, report_handling, report_refused, report_rated, report_activity)
}


def _within(counted: Counted, asked: BehindAsked) -> ColumnElement[bool]:
    columns = counted.table.c
    if not counted.is_time:
        return and_(columns.at_ms >= asked.from_ms, columns.at_ms < asked.until_ms)
    lasts = or_(columns.ended_at_ms.is_(None), columns.ended_at_ms > asked.from_ms)
    return and_(columns.at_ms >= asked.from_ms - LASTED_MS_MAX, columns.at_ms < asked.until_ms, lasts)


def _seen(table: Table, asked: BehindAsked) -> ColumnElement[bool]:
    """Of which queue and agent, and whose rows may be seen: what no agent had is nobody's secret."""
    wanted: list[ColumnElement[bool]] = [true()]
    for name, chosen in (("queue_id", asked.queue_id), ("medium", asked.medium), ("agent_id", asked.agent_id)):
        if chosen is not None and name not in table.c:
            wanted.append(false())
        elif chosen is not None:  # ratings that callers gave before anybody had served them are of nobody
            wanted.append(table.c[name] == chosen if chosen else table.c[name].is_(None))
    if asked.agent_ids is not None:
        wanted.append(or_(table.c.agent_id.is_(None), table.c.agent_id.in_(sorted(asked.agent_ids))))
    return and_(*wanted)


def _after(order: list[Any], after: str) -> ColumnElement[bool]:
    """Behind the last row of the page before."""
    if not after:
        return true()
    at, _, rest = after.partition("/")
    name, _, number = rest.rpartition("/")
    if not at.isdigit() or not number.isdigit():
        raise RangeWrong("no page goes on from there; ask from the beginning")
    at_ms, second, third = order
    return or_(
        at_ms > int(at),
        and_(at_ms == int(at), or_(second > name, and_(second == name, third > int(number)))),
    )


def _told(table: Table, row: dict[str, Any]) -> Mapping[str, object]:
    """What a page says of a fact; the contact's own page says the rest."""
    names = ("contact_id", "at_ms", "ended_at_ms", "queue_id", "medium", "agent_id")
    said = {name: row.get(name) for name in names}
    return {**said, "what": _what(table, row), "reason": row.get("reason") or row.get("subject") or ""}


def _what(table: Table, row: dict[str, Any]) -> str:
    if table is report_visit:
        return str(row["outcome"])
    if table is report_handling:
        return "consulted" if row["is_consulted"] else "handled"
    if table is report_refused:
        return "declined" if row["is_declined"] else "missed"
    if table is report_rated:
        return f"{row['value']} ({row['lowest']}-{row['highest']})"
    return str(row["activity"])
