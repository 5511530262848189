"""What can go wrong between us and Asterisk. Owns the error types; none ever carries a personal value."""


class ProtocolFault(Exception):
    """The far side sent what its protocol does not allow; the text is a short code."""


class UnsafeValue(ValueError):
    """A value of ours would have broken out of its place in the protocol; the text names the place only."""


class AmiGone(Exception):
    """The manager connection is down or did not answer in time: whether the action was done is unknown."""


class AmiRefused(Exception):
    """Asterisk refused an action."""
