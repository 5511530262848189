"""Why recordings cannot be made or read. Owns the error that a person sees."""


class PromptsError(Exception):
    """Recordings cannot be made or read; the text says what was found where, and what to do."""
