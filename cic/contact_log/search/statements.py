"""A wish as statements. Owns which terms it asks for and how a page, a count and what follows a cursor are asked.

Everything that is one of a few, and everything personal, is asked of the index of marks; lengths are compared in the
narrow table, along the places that the index gives.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, func, literal_column, or_, select

from cic.api.search_ports import COUNTED_MAX, BadCursor, ContactWish, Order, Span, Whose
from cic.contact_log.rows import Row
from cic.contact_log.search.marks import SearchMarks
from cic.contact_log.search.tables import contact_search, contact_term, first_place
from cic.contact_log.search.terms import CONTACT, NOBODY, RATED, RECORDED
from cic.contact_log.search.words import asked_name, asked_note, asked_number

RATING_VALUES_MAX = 100
_LENGTHS = ("total_ms", "talk_ms", "waited_ms")


class Statements:
    """Makes statements for one site."""

    def __init__(self, marks: SearchMarks, site: Row) -> None:
        self._marks = marks
        self._site = site

    def page(self, wish: ContactWish, limit: int, cursor: str | None) -> Select[Any]:
        """Return the statement for places, contacts, parties and lengths, in the order of the wish."""
        columns = contact_search.c
        wanted = select(columns.place, columns.contact_id, columns.party_id, columns.total_ms)
        source, conditions, place = self._asked(wish, has_rows=True)
        wanted = wanted.select_from(source).where(*conditions).limit(limit)
        if wish.order is Order.NEWEST:
            if cursor is not None:
                wanted = wanted.where(place < _numbers(cursor, 1)[0])
            return wanted.order_by(place.desc())
        if cursor is not None:
            total_ms, last_place = _numbers(cursor, 2)
            wanted = wanted.where(
                or_(columns.total_ms < total_ms, and_(columns.total_ms == total_ms, place < last_place))
            )
        return wanted.order_by(columns.total_ms.desc(), place.desc())

    def count(self, wish: ContactWish, counted_max: int | None = COUNTED_MAX) -> Select[Any]:
        """Return the statement for how many there are, up to one more than a bound."""
        source, conditions, _ = self._asked(wish, has_rows=not _only_terms(wish))
        each: Select[Any] = select(literal_column("1")).select_from(source).where(*conditions)
        if counted_max is not None:
            each = each.limit(counted_max + 1)
        return select(func.count()).select_from(each.subquery())

    def cursor(self, wish: ContactWish, last: Any) -> str:
        """Return what leads to whatever follows this row."""
        return str(last.place) if wish.order is Order.NEWEST else f"{last.total_ms}-{last.place}"

    def _asked(
        self, wish: ContactWish, *, has_rows: bool
    ) -> tuple[FromClause, list[ColumnElement[bool]], ColumnElement[int]]:
        """What is read, what must hold, and the column of places."""
        expression = self.expression(wish)
        columns = contact_search.c
        if not expression:
            conditions = [columns.tenant == self._site["tenant"], columns.site == self._site["site"]]
            return contact_search, [*conditions, *_bounds(wish, columns.place)], columns.place
        # Along the places of the index: it is written down, for a planner that begins with the other reads all of it.
        place: ColumnElement[int] = contact_term.c.rowid
        source: FromClause = contact_term
        if has_rows:
            source = contact_term.join(contact_search, columns.place == place)
        return source, [having(expression), *_bounds(wish, place, has_rows=has_rows)], place

    def expression(self, wish: ContactWish) -> str:
        """Return what the index of marks is asked; empty where it is not needed."""
        wanted = [
            *self._personal(wish),
            self._one_of("party", wish.parties),
            self._one_of("queue", wish.queues),
            self._one_of("took", wish.agents),
            self._one_of("medium", wish.media),
            self._one_of("direction", wish.directions),
            self._one_of("disposition", wish.dispositions),
            self._one_of("outcome", wish.outcomes),
            self._one_of("flow", wish.flows),
            self._one_of("dialled", wish.dialled),
            self._one_of("subject", wish.subjects),
            self._rated(wish),
            self._any([RECORDED]) if wish.is_recorded else "",
            self._of(wish.whose),
        ]
        found = " AND ".join(filter(None, wanted))
        if wish.is_recorded is False:
            return f"({found or self._any([CONTACT])}) NOT {self._any([RECORDED])}"
        return found

    def _personal(self, wish: ContactWish) -> list[str]:
        """A name or a number, perhaps in several ways of writing it; and words of notes."""
        wanted: list[str] = []
        if wish.number:
            numbers = dict.fromkeys(map(asked_number, (wish.number, *wish.numbers_alike)))
            wanted.append(self._any([number for number in numbers if number] or [""]))
        if wish.name:
            words = self._all(asked_name(wish.name) or [""])
            parties = [f"party={party_id}" for party_id in wish.named]
            wanted.append(f"({words} OR {self._any(parties)})" if parties else words)
        if wish.note:
            wanted.append(self._all(asked_note(wish.note) or [""]))
        return wanted

    def _rated(self, wish: ContactWish) -> str:
        kind = f"rated={wish.rating_of}=" if wish.rating_of else "rated="
        if not wish.rating.is_open:
            least = wish.rating.least or 0
            most = RATING_VALUES_MAX if wish.rating.most is None else wish.rating.most
            values = range(max(0, least), min(RATING_VALUES_MAX, most) + 1)
            return self._any([f"{kind}{value}" for value in values] or [""])
        if wish.rating_of:
            return self._any([f"rated={wish.rating_of}"])
        return self._any([RATED]) if wish.is_rated else ""

    def _of(self, whose: Whose) -> str:
        if whose.is_all:
            return ""
        terms = [f"{how}={agent_id}" for agent_id in sorted(whose.agents) for how in ("took", "asked")]
        terms += [f"party={party_id}" for party_id in sorted(whose.parties)]
        return self._any([*terms, *([NOBODY] if whose.with_nobodys else [])] or [""])

    def _one_of(self, kind: str, values: Iterable[str]) -> str:
        return self._any([f"{kind}={value}" for value in values])

    def _any(self, terms: Iterable[str]) -> str:
        return self._joined(terms, " OR ")

    def _all(self, terms: Iterable[str]) -> str:
        return self._joined(terms, " AND ")

    def _joined(self, terms: Iterable[str], how: str) -> str:
        # Marks are digits and letters: nothing of what somebody typed gets into the expression.
        marks = [f'"{self._marks.mark(term)}"' for term in terms]
        return f"({how.join(marks)})" if len(marks) > 1 else "".join(marks)


def having(expression: str) -> ColumnElement[bool]:
    """Restrict a statement over ``contact_term`` to documents that fit an expression. SQLite's way of asking."""
    return literal_column("contact_term").op("MATCH", is_comparison=True)(expression)


def _only_terms(wish: ContactWish) -> bool:
    return all(getattr(wish, name).is_open for name in _LENGTHS)


def _bounds(wish: ContactWish, place: ColumnElement[int], *, has_rows: bool = True) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wish.from_ms is not None:
        conditions.append(place >= first_place(wish.from_ms))
    if wish.until_ms is not None:
        conditions.append(place < first_place(wish.until_ms))
    for name in _LENGTHS if has_rows else ():
        conditions += _within(contact_search, name, getattr(wish, name))
    return conditions


def _within(of: Table, name: str, span: Span) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if span.least is not None:
        conditions.append(of.c[name] >= span.least)
    if span.most is not None:
        conditions.append(of.c[name] <= span.most)
    return conditions


def _numbers(cursor: str, count: int) -> list[int]:
    parts = cursor.split("-")
    if len(parts) != count or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        raise BadCursor("this is no cursor of a search in this order")
    return [int(part) for part in parts]
