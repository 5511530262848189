"""Which contact of the same party came before. Owns the question to the database; writes nothing.

A predecessor has ended when the next contact arrives, so its row no longer changes its party, and the answer is the
same whenever it is asked for.
"""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, literal, or_, select

from cic.contact_log.tables import contact

DAY_MS = 86_400_000


def predecessor_of(own: Any, within_ms: int | BindParameter[int]) -> ScalarSelect[Any]:
    """Return the id of the last contact of the party that ended before this one came, at most ``within_ms`` before.

    ``own`` has the columns of the contact table as attributes. Null when there is none, and when we cannot tell who
    calls: whoever hides the number, or could not be looked up, may be anybody.
    """
    earlier = contact.alias("earlier")
    wanted = (
        select(earlier.c.contact_id)
        .where(
            or_(own.caller_number.is_not(None), own.is_known),
            earlier.c.tenant == own.tenant,
            earlier.c.site == own.site,
            earlier.c.party_id == own.party_id,
            earlier.c.ended_at_ms <= own.arrived_at_ms,
            earlier.c.ended_at_ms >= own.arrived_at_ms - within_ms,
            earlier.c.opened_seq < own.opened_seq,
        )
        .order_by(earlier.c.ended_at_ms.desc(), earlier.c.opened_seq.desc())
        .suffix_with("LIMIT 1")  # as a word: SQLAlchemy's own limit brings a value along
    )
    return wanted.correlate(contact).scalar_subquery()


def columns_of(row: Mapping[str, Any]) -> Any:
    """Return the values of one row in the place of columns."""
    return SimpleNamespace(**{name: literal(value) for name, value in row.items()})
