"""Finds contacts by who, when, number, agent, queue, length, result and words of notes."""
