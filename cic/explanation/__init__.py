"""Explanations of a contact, recomputed from the journal."""
