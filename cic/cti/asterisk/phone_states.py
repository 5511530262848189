"""Which phones can be reached and which are in use. Owns what was last reported of each; sends nothing.

Asterisk works a phone's state out from its channels, and tells it some milliseconds after the channel's own events. Of
a phone whose last channel has gone there is nothing to wait for.
"""

import dataclasses
from typing import Final

from cic.cti.asterisk.legs import Legs
from cic.cti.port import PhoneChanged
from routing.vocabulary import ProviderId

_REACHABLE_STATES: Final = frozenset({"NOT_INUSE", "INUSE", "BUSY", "RINGING", "RINGINUSE", "ONHOLD"})
_LISTED: Final = {"ON_HOLD": "ONHOLD", "NOT_IN_USE": "NOT_INUSE", "IN_USE": "INUSE", "RING+INUSE": "RINGINUSE"}
_PJSIP: Final = "PJSIP/"


class PhoneStates:
    """The phones of one Asterisk that are ours to watch."""

    def __init__(self, provider: ProviderId, legs: Legs, addresses: frozenset[str]) -> None:
        self._provider = provider
        self._legs = legs
        self._addresses = addresses
        self._reported: dict[str, PhoneChanged] = {}

    def address_of(self, device: str) -> str | None:
        """The phone of ours that Asterisk calls so."""
        address = device.removeprefix(_PJSIP)
        return address if address in self._addresses else None

    def changed(self, device: str, state: str) -> list[PhoneChanged]:
        """A phone's state, in either of Asterisk's spellings; a report if it is one of ours and changed."""
        address = self.address_of(device)
        if address is None:
            return []
        word = state.upper().replace(" ", "_")
        word = _LISTED.get(word, word)
        is_reachable = word in _REACHABLE_STATES
        return self._report(PhoneChanged(self._provider, address, is_reachable, is_reachable and word != "NOT_INUSE"))

    def listed(self, device: str, state: str) -> list[PhoneChanged]:
        """A phone's state from a list that was asked for behind ``forget``.

        Of whom an event has told since then, the event is as new or newer: it may have come in one piece with the list,
        and was taken before it.
        """
        return [] if device.removeprefix(_PJSIP) in self._reported else self.changed(device, state)

    def channel_gone(self, device: str) -> list[PhoneChanged]:
        """A channel of this device has gone: the phone is free if that was the last one."""
        known = self._reported.get(device.removeprefix(_PJSIP))
        if known is None or not known.is_in_use or device in self._legs.by_device:
            return []
        return self._report(dataclasses.replace(known, is_in_use=False))

    def forget(self) -> None:
        """Report every phone again, changed or not."""
        self._reported.clear()

    def lost(self) -> list[PhoneChanged]:
        """No phone can be reached, as far as we can tell."""
        addresses = [phone.address for phone in self._reported.values() if phone.is_reachable]
        return [report for address in addresses for report in self.changed(address, "UNAVAILABLE")]

    def _report(self, report: PhoneChanged) -> list[PhoneChanged]:
        if self._reported.get(report.address) == report:
            return []
        self._reported[report.address] = report
        return [report]
