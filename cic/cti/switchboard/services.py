"""Look-ups and PINs for flows: what is sealed or secret is opened on the way to a source, and answers are sealed.

Owns this opening and sealing. Must not know how a source is asked, and decides nothing.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from cic.center.effects import CompareSecret, LookUpSource
from cic.center.inputs import SecretCompared, SourceLookupEnded
from cic.cti.switchboard.secrets import Secrets
from cic.journal.port import Personal
from ivr_flows.actions import GivenValue
from ivr_flows.inputs import LookupResult, Verification
from ivr_flows.session import Scalar
from routing.vocabulary import EffectId

log = logging.getLogger(__name__)


class Answer(Protocol):
    """What a source said: plain values, and personal ones to be sealed."""

    @property
    def result(self) -> LookupResult: ...

    @property
    def values(self) -> Mapping[str, Scalar]: ...

    @property
    def personal(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nobody could be asked."""

    result: LookupResult = LookupResult.FAILED
    values: Mapping[str, Scalar] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)


class Sources(Protocol):
    """The center's sources. Both always answer, in bounded time."""

    async def look_up(self, source: str, given: Mapping[str, str]) -> Answer: ...

    async def verify(
        self, source: str, given: Mapping[str, str], secret: str, tries_max: int, lock_ms: int
    ) -> Verification: ...


class NoSources:
    """A center without sources."""

    async def look_up(self, source: str, given: Mapping[str, str]) -> Answer:
        return NoAnswer()

    async def verify(
        self, source: str, given: Mapping[str, str], secret: str, tries_max: int, lock_ms: int
    ) -> Verification:
        return Verification.FAILED


class Services:
    """Carries out what sessions ask of sources."""

    def __init__(self, sources: Sources, personal: Personal, secrets: Secrets) -> None:
        self._sources = sources
        self._personal = personal
        self._secrets = secrets

    async def look_up(self, effect_id: EffectId, effect: LookUpSource) -> SourceLookupEnded:
        """Ask a source; what it says of a person is sealed with the caller's key."""
        given = self._opened(effect.given)
        if given is None:
            return SourceLookupEnded(effect_id, LookupResult.FAILED, {}, {})
        answer = await self._sources.look_up(effect.source, given)
        try:
            sealed = {
                name: self._personal.seal(effect.party_id, "looked_up", text)
                for name, text in answer.personal.items()
                if name in effect.wanted
            }
        except SQLAlchemyError as fault:
            log.error("what a source said could not be sealed: %s", type(fault).__name__)
            return SourceLookupEnded(effect_id, LookupResult.FAILED, {}, {})
        values = {name: value for name, value in answer.values.items() if name in effect.wanted}
        return SourceLookupEnded(effect_id, answer.result, values, sealed)

    async def compare(self, effect_id: EffectId, effect: CompareSecret) -> SecretCompared:
        """Have a source compare a secret. One that is gone (a restart, too long a call) is asked for again: wrong."""
        given, secret = self._opened(effect.given), self._secrets.open(effect.secret)
        if given is None:
            return SecretCompared(effect_id, Verification.FAILED)
        if secret is None:
            return SecretCompared(effect_id, Verification.WRONG)
        result = await self._sources.verify(effect.source, given, secret, effect.tries_max, effect.lock_ms)
        return SecretCompared(effect_id, result)

    def _opened(self, given: tuple[GivenValue, ...]) -> dict[str, str] | None:
        opened: dict[str, str] = {}
        for value in given:
            text = value.text
            if value.sealed is not None:
                text = self._personal.open(value.sealed)
            elif value.secret is not None:
                text = self._secrets.open(value.secret)
            if text is None:
                return None
            opened[value.name] = text
        return opened
