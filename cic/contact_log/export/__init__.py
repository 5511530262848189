"""Writes what a search finds into a file, for whoever may take contacts out of the center."""
