"""Many callers in a flow at once: on the simulated provider, and through a real Asterisk.

Measures and asserts nothing. ``python -m tests.bench.ivr --help`` says what can be chosen.
"""
