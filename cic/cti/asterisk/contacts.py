"""Where Asterisk reaches each phone: its registrations, as ContactStatus events tell of them.

Owns which are there; must not decide what follows. A phone that registers anew, from another port or network, is told
of by its new registration first and by the end of the old one afterwards: that end is not the phone's.
"""

from typing import Final

from cic.cti.asterisk.ami import AmiMessage

UNREACHABLE: Final = "Unreachable"
"""Registered, and does not answer."""
GONE: Final = frozenset({UNREACHABLE, "Removed"})


class PhoneContacts:
    """The registrations that are there, by address. Those from before we listened are not known."""

    def __init__(self) -> None:
        self._there: dict[str, set[str]] = {}

    def changed(self, event: AmiMessage) -> bool:
        """Take up a ContactStatus event; whether a registration is gone, and no other of that phone is known."""
        uris = self._there.setdefault(event["EndpointName"], set())
        if event["ContactStatus"] not in GONE:
            uris.add(event["URI"])
            return False
        uris.discard(event["URI"])
        return not uris

    def forget(self) -> None:
        """We do not hear of changes any more."""
        self._there.clear()
