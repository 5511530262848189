"""Customers' files that were made before their tables had all columns. Owns what is added to them; changes no value.

A file is as old as its tables: what is missing is added, with what it means for rows that are there. Nothing is asked
of anybody, and a file of today is looked at and left alone.
"""

from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.schema import CreateColumn

from cic.customers.tables import CUSTOMERS, customer, party_number

_GROWN = (customer, party_number)


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables where there are none, and add the columns that a table lacks."""
    tables = inspect(connection)
    for table in _GROWN:
        if tables.has_table(table.name):
            _add_columns(connection, table, {column["name"] for column in tables.get_columns(table.name)})
    CUSTOMERS.create_all(connection)


def _add_columns(connection: Connection, table: Table, known: set[str]) -> None:
    for column in table.columns:
        if column.name not in known:
            definition = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
