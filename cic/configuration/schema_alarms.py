"""Alarms as people write them: thresholds of queues, limits of agents' states, where they go. Owns the typed forms."""

from dataclasses import dataclass

from cic.configuration.schema_parts import AmountText
from cic.diagnostics.thresholds import AlarmRule
from cic.lookups.sources import SecretPlace


@dataclass(frozen=True, slots=True)
class AlarmText:
    """What is watched of one figure of a queue."""

    rule: AlarmRule
    line: int


@dataclass(frozen=True, slots=True)
class WebhookText:
    """Where alarms are posted. Address and secret are secrets both: many an address lets in whoever knows it."""

    url: SecretPlace
    secret: SecretPlace
    line: int


@dataclass(frozen=True, slots=True)
class MailText:
    """By which server, from whom and to whom alarms are mailed; a server on another machine is spoken to encrypted."""

    server: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    user: SecretPlace | None
    password: SecretPlace | None
    line: int


@dataclass(frozen=True, slots=True)
class AlarmsOutText:
    """Where alarms go beside the boards, and after how long those that came together are sent as one."""

    digest_after_s: int = 10
    languages: tuple[str, ...] = ("en", "zh")
    webhook: WebhookText | None = None
    mail: MailText | None = None


NOWHERE = AlarmsOutText()


@dataclass(frozen=True, slots=True)
class BoardsText:
    """`boards` of `center.yaml`: how long an agent may be in a state, in seconds by the state, and where alarms go."""

    agent_limits_s: tuple[AmountText, ...] = ()
    alarms_out: AlarmsOutText = NOWHERE


NO_BOARDS = BoardsText()
