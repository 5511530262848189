"""Routing core: who gets whom, and why. Pure: reads no clock, chance, environment, file or socket."""
