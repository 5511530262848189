"""Call control core: legs and bridges as tables. Pure: knows no provider, clock, file or socket."""
