"""Recordings of prompts: made ahead from texts by synthetic voices, or spoken by a person. Plays nothing."""
