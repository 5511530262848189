"""Connects what agents' days are made of: cards, the contact log, what is in hand, a CRM. Decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from cic.api.customer_ports import DayServices
from cic.api.hands import StateHands
from cic.api.ports import JsonObject, ReadState
from cic.configuration.compile import CompiledCenter
from cic.contact_log.day import DayQueries
from cic.contact_log.store import ContactLogStore
from cic.customers.cards import CHANNELS, KINDS
from cic.customers.customers import NumberRules
from cic.customers.desk import CustomerDesk
from cic.customers.reading import STANDARD_GRADE
from cic.main.crm import CrmLookup
from cic.main.parts import Center
from routing.vocabulary import AgentId

DEFAULT_LANGUAGE = "en"
LANGUAGES = ("en", "zh")
"""Those that the center speaks by itself; a card may have any other."""


@dataclass(frozen=True, slots=True)
class DayParts:
    """What the connecting needs beside the center."""

    read: ReadState
    log: ContactLogStore
    catch_up: Callable[[], object]


def day_services(center: Center, parts: DayParts) -> DayServices:
    """The services of agents' days; the text that holds is asked each time."""

    def compiled() -> CompiledCenter:
        return center.compiled

    def agent_name(agent_id: str) -> str | None:
        label = center.compiled.labels.agents.get(AgentId(agent_id))
        return None if label is None else label.name

    desk = CustomerDesk(
        center.customer_store,
        default_language=DEFAULT_LANGUAGE,
        now_ms=center.clock.now_ms,
        rules=lambda: rules_of(center.compiled),
        agent_name=agent_name,
    )
    log = DayQueries(
        parts.log,
        center.personal.open,
        center.clock.now_ms,
        lambda: center.compiled.time_zone,
        parts.catch_up,
    )
    return DayServices(
        customers=desk,
        log=log,
        hands=StateHands(parts.read, center.personal.open),
        crm=CrmLookup(desk, center.lookups, compiled),
        settings=lambda: settings_of(center.compiled),
        embedded_in=lambda: center.compiled.desktop.embedded_in,
    )


def rules_of(compiled: CompiledCenter) -> NumberRules:
    """What a text says of numbers."""
    return NumberRules(compiled.country, compiled.callers.blocked, compiled.callers.vip)


def settings_of(compiled: CompiledCenter) -> JsonObject:
    """What a text says of desktops."""
    desktop = compiled.desktop
    grades = dict.fromkeys((STANDARD_GRADE, *compiled.grades))
    return {
        "crm": {
            "pages": [
                {
                    "code": page.code,
                    "label": {"en": page.label.en, "zh": page.label.zh},
                    "url": page.url,
                    "opens": page.opens.value,
                }
                for page in desktop.crm_pages
            ],
            "has_lookup": desktop.crm_lookup is not None,
        },
        "embedded_in": list(desktop.embedded_in),
        "words": {code: {"en": label.en, "zh": label.zh} for code, label in compiled.labels.words.items()},
        "card": {
            "kinds": list(KINDS),
            "grades": list(grades),
            "languages": list(LANGUAGES),
            "channels": list(CHANNELS),
        },
    }
