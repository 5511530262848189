"""Bad input on every listener of a running center."""
