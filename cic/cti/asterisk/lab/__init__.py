"""A real Asterisk of our own, on loopback, for development and tests: install, generate, start, stop."""
