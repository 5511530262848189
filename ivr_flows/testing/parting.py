"""How a flow test says that a call is not as it expected. Owns that one exception."""


class NotAsExpectedError(Exception):
    """The step expected this, and that was found."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.expected = expected
        self.found = found
