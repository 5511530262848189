"""The shell around the pure cores, and two of the cores: calls and center."""
