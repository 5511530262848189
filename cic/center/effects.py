"""What the center asks the shell to do. Owns the effect types; running them is the shell's."""

from dataclasses import dataclass

from cic.calls.commands import CallCommand
from routing.vocabulary import ContactId, PersonalRef, ProviderId

SHELL = ProviderId("shell")
"""The provider of effects that are no telephony: the shell itself carries them out."""


@dataclass(frozen=True, slots=True)
class FindCustomer:
    """Find a customer by digits; the caller keeps the number ``calling_from``. Outcome: CustomerLookupEnded."""

    contact_id: ContactId
    digits: PersonalRef
    calling_from: PersonalRef | None


Effect = CallCommand | FindCustomer
