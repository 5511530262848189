"""Between the runtime and the providers: effects out, reports in, personal values sealed in and opened out."""

from cic.cti.switchboard.board import HELD_REPORTS_MAX, PROVIDER_ABSENT, UNKNOWN_CALLER, CustomerFinder, Switchboard
from cic.cti.switchboard.services import Answer, NoSources, Sources

__all__ = [
    "HELD_REPORTS_MAX", "PROVIDER_ABSENT", "UNKNOWN_CALLER", "Answer", "CustomerFinder", "NoSources", "Sources",
    "Switchboard",
]  # fmt: skip
