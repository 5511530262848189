"""The contact log: every contact with its segments, folded from the journal."""
