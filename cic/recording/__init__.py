"""Recordings of talks after they were made: who listened to which, and whether they can be made at all."""
