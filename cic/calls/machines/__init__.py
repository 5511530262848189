"""State machines of call control, one table each. A pair that is missing from a table is ignored: it came late."""
