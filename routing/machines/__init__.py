"""State machines of routing, one table each. A pair that is missing from a table is not a legal move."""
