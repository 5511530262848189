"""The customers' tables. Owns their columns; holds no behaviour.

Personal columns are sealed with the party's key; look-up columns are keyed marks (HMAC), so that the file alone tells
nobody's number.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, MetaData, Table, Text

CUSTOMERS = MetaData()

customer = Table(
    "customer",
    CUSTOMERS,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("party_id", Text, primary_key=True),
    Column("customer_number_mark", LargeBinary, nullable=False),
    Column("row_mark", LargeBinary, nullable=False),
    Column("customer_number", LargeBinary, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Column("grade", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("is_vip", Boolean, nullable=False),
    Column("changed_at_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""A party we know. ``row_mark`` tells whether a row that is imported again has changed."""

party_number = Table(
    "party_number",
    CUSTOMERS,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("number_mark", LargeBinary, primary_key=True),
    Column("party_id", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Whose number it is: a customer's, or that of a visitor who called before."""

Index("customer_by_number", customer.c.tenant, customer.c.site, customer.c.customer_number_mark, unique=True)
Index("number_by_party", party_number.c.tenant, party_number.c.site, party_number.c.party_id)
