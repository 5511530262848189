"""The customers' tables. Owns their columns; holds no behaviour.

Personal columns are sealed with the party's key; look-up columns are keyed marks (HMAC), so that the file alone tells
nobody's number.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text

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
    Column("changed_by", Text, nullable=False, server_default=""),
    Column("version", BigInteger, nullable=False, server_default="1"),
    Column("kind", Text, nullable=False, server_default="person"),
    Column("preferred_channel", Text, nullable=False, server_default=""),
    Column("details", LargeBinary),
    Column("words_form", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
"""A party we know: its card. ``row_mark`` tells whether a row that is imported again has changed; ``version`` rises
with each change; ``details`` seals what else is personal; ``words_form`` tells how its words were marked."""

party_number = Table(
    "party_number",
    CUSTOMERS,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("number_mark", LargeBinary, primary_key=True),
    Column("party_id", Text, nullable=False),
    Column("sealed", LargeBinary),
    sqlite_with_rowid=False,
)
"""Whose number it is: a customer's, or that of a visitor who called before; of a visitor the number itself, sealed."""

customer_word = Table(
    "customer_word",
    CUSTOMERS,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("mark", LargeBinary, primary_key=True),
    Column("party_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
"""Marks of the words of names, of how they begin, and of mail addresses: what customers are found by."""

merged_party = Table(
    "merged_party",
    CUSTOMERS,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("party_id", Text, primary_key=True),
    Column("into_party", Text, nullable=False),
    Column("merge_id", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Who is another party now. Nothing of a merged party is changed, so that its merge can be undone exactly."""

party_merge = Table(
    "party_merge",
    CUSTOMERS,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("merge_id", Text, primary_key=True),
    Column("kept", Text, nullable=False),
    Column("merged", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("undone_at_ms", BigInteger),
    Column("undone_by", Text),
    sqlite_with_rowid=False,
)
"""Every merge there was, and whether it was undone."""

customer_change = Table(
    "customer_change",
    CUSTOMERS,
    Column("change_id", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("party_id", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("fields", Text, nullable=False),
)
"""Who changed which fields of a card, and when; no value."""

favourite_list = Table(
    "favourite_list",
    CUSTOMERS,
    Column("tenant", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("agent_id", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Whom an agent often calls or hands callers to: numbers and words, sealed with a key of the list's own."""

Index("customer_by_number", customer.c.tenant, customer.c.site, customer.c.customer_number_mark, unique=True)
Index("number_by_party", party_number.c.tenant, party_number.c.site, party_number.c.party_id)
Index("word_by_party", customer_word.c.tenant, customer_word.c.site, customer_word.c.party_id)
Index("merged_into", merged_party.c.tenant, merged_party.c.site, merged_party.c.into_party)
Index(
    "change_by_party",
    customer_change.c.tenant,
    customer_change.c.site,
    customer_change.c.party_id,
    customer_change.c.change_id,
)
