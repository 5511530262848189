"""How fast the core is, measured on made-up floors. Reads clocks and memory, never a running center."""
