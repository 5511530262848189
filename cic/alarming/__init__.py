"""Alarms on their way out: by webhook and mail, grouped, never lost and never in anybody's way. Raises none itself."""
