"""The composition root: the only room that knows every other; imported by the command line and by tests."""
