"""What the center asks the shell to do. Owns the effect types; running them is the shell's."""

from dataclasses import dataclass

from cic.calls.commands import CallCommand
from ivr_flows.actions import GivenValue
from routing.vocabulary import ContactId, PartyId, PersonalRef, ProviderId

SHELL = ProviderId("shell")
"""The provider of effects that are no telephony: the shell itself carries them out."""


@dataclass(frozen=True, slots=True)
class FindCustomer:
    """Find a customer by digits; the caller keeps the number ``calling_from``. Outcome: CustomerLookupEnded."""

    contact_id: ContactId
    digits: PersonalRef
    calling_from: PersonalRef | None


@dataclass(frozen=True, slots=True)
class LookUpSource:
    """Ask a source of the center; the shell opens what is sealed or secret, and seals what is ``wanted`` of what the
    source says of the party; nothing else of that is kept. Outcome: SourceLookupEnded."""

    contact_id: ContactId
    party_id: PartyId
    source: str
    given: tuple[GivenValue, ...]
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompareSecret:
    """Have a source compare what the caller entered with what it knows. Outcome: SecretCompared.

    The shell counts wrong ones: after ``tries_max`` of them the account is locked for ``lock_ms``.
    """

    contact_id: ContactId
    source: str
    given: tuple[GivenValue, ...]
    secret: str
    tries_max: int
    lock_ms: int


ShellEffect = FindCustomer | LookUpSource | CompareSecret
"""What the shell itself carries out, for the session of a contact."""
Effect = CallCommand | ShellEffect
