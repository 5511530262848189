"""Calls under load: the same callers through our engine and through app_queue of one Asterisk, one after the other.

Measures and asserts nothing. ``python -m tests.bench.calls --help`` says what can be chosen.
"""
