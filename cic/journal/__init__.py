"""The journal: the one durable truth of a site, and the sealed personal values beside it."""
