"""Connects alarms with where they go beside the boards: what the text names, with its secrets. Decides nothing."""

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cic.access.secrets_files import write_owner_only
from cic.alarming.changes import OVER, AlarmChange
from cic.alarming.mail import Mail, MailSettings
from cic.alarming.sender import AlarmSender, Destination, Keeping
from cic.alarming.webhook import Webhook
from cic.configuration.labels import Label
from cic.configuration.schema_alarms import AlarmsOutText, MailText, WebhookText
from cic.diagnostics.alarms import Alarm
from cic.diagnostics.thresholds import Figure, StandingLevel
from cic.lookups.secret_places import read_secret
from cic.lookups.sources import SecretPlace
from cic.main.parts import Center, UpOptions
from routing.vocabulary import QueueId

FILE = "alarms-out.json"
ALARMS_NOT_SENT = "alarms_not_sent"
NOT_SENT_ADVICE = (
    "alarms are not taken by the webhook or the mail server of center.yaml (boards.alarms_out); /api/health says which "
    "and why. They are kept and sent again; calls and boards go on"
)


class AlarmsOut:
    """Alarms of queues and of the center, on their way out."""

    def __init__(self, center: Center, options: UpOptions) -> None:
        """The destinations are those of the text that the center was started with."""
        self._center = center
        text = center.compiled.alarms_out
        file = options.data_folder / FILE
        self._sender = AlarmSender(
            _destinations(center, text, options.config_folder),
            Keeping(partial(_load, file), partial(write_owner_only, file)),
            digest_after_s=text.digest_after_s,
            now_ms=center.clock.now_ms,
            new_id=lambda: secrets.token_hex(16),
            on_failing=self._failing,
        )
        self._of_center: tuple[Alarm, ...] = ()

    def start(self) -> None:
        """Send from now on."""
        self._sender.start()
        self._center.read_alarms_out = self.read
        self.center_alarms(self._center.alarms.standing)
        self._center.alarms.listen(self.center_alarms)

    async def close(self) -> None:
        """Stop; what was not sent is kept."""
        await self._sender.close()

    def read(self) -> dict[str, object]:
        """How each destination does."""
        return self._sender.read()

    def levels(self, changed: dict[tuple[QueueId, Figure], StandingLevel | None]) -> None:
        """Alarms of queues stand on other levels than before."""
        now_ms = self._center.clock.now_ms()
        self._sender.note([_change(queue_id, figure, level, now_ms) for (queue_id, figure), level in changed.items()])

    def center_alarms(self, standing: tuple[Alarm, ...]) -> None:
        """All that is wrong with the center now."""
        before, self._of_center = self._of_center, standing
        now_ms, codes = self._center.clock.now_ms(), {alarm.code for alarm in standing}
        raised = [AlarmChange(f"center:{alarm.code}", "red", alarm.since_ms, alarm.since_ms) for alarm in standing]
        over = [
            AlarmChange(f"center:{alarm.code}", OVER, now_ms, alarm.since_ms)
            for alarm in before
            if alarm.code not in codes
        ]
        self._sender.note([*raised, *over])

    def _failing(self, is_so: bool) -> None:
        if is_so:
            self._center.alarms.sound(ALARMS_NOT_SENT, NOT_SENT_ADVICE)
        else:
            self._center.alarms.clear(ALARMS_NOT_SENT)


def _change(queue_id: QueueId, figure: Figure, level: StandingLevel | None, now_ms: int) -> AlarmChange:
    key = f"queue:{queue_id}:{figure.value}"
    if level is None:
        return AlarmChange(key, OVER, now_ms, now_ms)
    return AlarmChange(key, level.level.value, level.since_ms, level.since_ms, level.value, level.threshold)


def _destinations(center: Center, text: AlarmsOutText, folder: Path) -> dict[str, Destination]:
    found: dict[str, Destination] = {}
    if text.webhook is not None:
        found["webhook"] = _webhook(center, text.webhook, folder)
    if text.mail is not None:
        found["mail"] = _mail(center, text.mail, text.languages, folder)
    return found


def _webhook(center: Center, text: WebhookText, folder: Path) -> Webhook:
    site = f"{center.compiled.tenant_id}/{center.compiled.site_id}"
    return Webhook(_secret(text.url, folder), _secret(text.secret, folder), site, center.clock.now_ms)


def _mail(center: Center, text: MailText, languages: tuple[str, ...], folder: Path) -> Mail:
    sign_in = None
    if text.user is not None and text.password is not None:
        user, password = _secret(text.user, folder), _secret(text.password, folder)

        def sign_in() -> tuple[str, str]:
            return user(), password()

    settings = MailSettings(
        text.server, text.port, text.sender, text.recipients, languages, center.compiled.time_zone, sign_in
    )
    return Mail(settings, partial(_queue_label, center))


def _queue_label(center: Center, queue_id: str) -> Label:
    known = center.compiled.labels.queues.get(QueueId(queue_id))
    return Label(queue_id, queue_id) if known is None else known.label


def _secret(place: SecretPlace, folder: Path) -> Callable[[], str]:
    return partial(read_secret, place, folder)


def _load(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
