"""The rules of the house, each checked by a test that also tests itself."""
