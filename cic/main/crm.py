"""What a CRM knows of a customer, by a look-up of the center's text. Owns what it is asked by; keeps nothing of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cic.api.ports import CommandRefused, JsonObject
from cic.configuration.compile import CompiledCenter
from cic.configuration.schema_desktop import CardField, CrmLookupText, ShownText
from cic.customers.cards import MAIL, Card
from cic.customers.desk import CustomerDesk
from cic.lookups.answers import LookupAnswer, Reason
from cic.lookups.lookups import Lookups
from cic.lookups.values import ResultForm, ResultKind
from ivr_flows.inputs import LookupResult
from routing.vocabulary import PartyId

_WHOLE = (ResultKind.NUMBER, ResultKind.AMOUNT)


@dataclass(frozen=True, slots=True)
class CrmLookup:
    """Asks the source that the text names, within the source's own limits of time and number."""

    desk: CustomerDesk
    lookups: Lookups
    compiled: Callable[[], CompiledCenter]

    async def fields(self, party_id: PartyId) -> JsonObject | CommandRefused:
        """How the look-up ended, and the fields that agents are shown."""
        compiled = self.compiled()
        lookup = compiled.desktop.crm_lookup
        if lookup is None:
            return _told("not_configured", "")
        card = await self.desk.whole(party_id)
        if isinstance(card, CommandRefused):
            return card
        given = {argument.name: _value(card, of) for argument, of in lookup.arguments}
        if not all(given.values()):
            return _told("not_found", "nothing_to_ask_by")
        answer = await self.lookups.look_up(lookup.source.name, given)
        sources = [source for source in compiled.lookups if source.name == lookup.source.name]
        forms = {form.name: form for source in sources for form in source.results}
        return _answered(answer, lookup, forms)


def _answered(answer: LookupAnswer, lookup: CrmLookupText, forms: Mapping[str, ResultForm]) -> JsonObject:
    match answer.result:
        case LookupResult.FOUND:
            fields = [_field(shown, forms, answer) for shown in lookup.shown if shown.result.name in forms]
            return {"result": "found", "reason": Reason.FOUND.value, "fields": fields}
        case LookupResult.NOT_FOUND:
            return _told("not_found", answer.reason)
        case _:
            return _told("failed", answer.reason)


def _field(shown: ShownText, forms: Mapping[str, ResultForm], answer: LookupAnswer) -> JsonObject:
    name = shown.result.name
    form = forms[name]
    value = answer.values[name] if name in answer.values else answer.personal[name]
    return {
        "name": name,
        "label": {"en": shown.label.en, "zh": shown.label.zh},
        "kind": form.kind.value,
        "value": int(value) if form.kind in _WHOLE else value,
        "decimals": form.decimals if form.kind is ResultKind.AMOUNT else None,
    }


def _value(card: Card, of: CardField) -> str:
    """What of the card the CRM is asked by; empty where the card has none."""
    match of:
        case CardField.NUMBER:
            return card.numbers[0] if card.numbers else ""
        case CardField.MAIL:
            return next((address.text for address in card.addresses if address.kind == MAIL), "")
        case CardField.CUSTOMER_NUMBER:
            return card.customer_number
        case CardField.NAME:
            return card.name
        case CardField.PARTY_ID:
            return card.party_id


def _told(result: str, reason: str) -> JsonObject:
    return {"result": result, "reason": reason, "fields": []}
