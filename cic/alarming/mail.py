"""Mails digests. Owns how a server is spoken to: encrypted, unless it is on this machine; logs no address."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from cic.alarming.changes import Digest
from cic.alarming.webhook import LOOPBACK, NotTaken
from cic.alarming.words import QueueLabel, subject_of, text_of

TIME_LIMIT_S = 15.0
TLS_PORT = 465


@dataclass(frozen=True, slots=True)
class MailSettings:
    """By which server, from whom and to whom; ``sign_in`` reads user and password, where there are any."""

    server: str
    port: int
    sender: str
    recipients: Sequence[str]
    languages: Sequence[str]
    time_zone: str
    sign_in: Callable[[], tuple[str, str]] | None = None
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


class Mail:
    """One mail server."""

    def __init__(self, settings: MailSettings, queue_label: QueueLabel) -> None:
        self._settings = settings
        self._queue_label = queue_label

    async def send(self, digest: Digest) -> None:
        """Mail a digest, or NotTaken."""
        await asyncio.to_thread(self._send, digest)

    def _send(self, digest: Digest) -> None:
        settings = self._settings
        try:
            with self._connect() as server:
                self._encrypt(server)
                if settings.sign_in is not None:
                    server.login(*settings.sign_in())
                server.send_message(self._message(digest))
        except smtplib.SMTPAuthenticationError:
            raise NotTaken("sign_in_refused") from None
        except smtplib.SMTPResponseException as fault:
            raise NotTaken(f"status_{fault.smtp_code}") from None
        except smtplib.SMTPRecipientsRefused:
            raise NotTaken("recipients_refused") from None
        except (smtplib.SMTPException, OSError, ssl.SSLError):
            raise NotTaken("unreachable") from None

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.port == TLS_PORT:
            return smtplib.SMTP_SSL(settings.server, TLS_PORT, timeout=TIME_LIMIT_S, context=settings.tls())
        return smtplib.SMTP(settings.server, settings.port, timeout=TIME_LIMIT_S)

    def _encrypt(self, server: smtplib.SMTP) -> None:
        """Nothing is said in the clear to another machine; on this one a server need not be able to."""
        if isinstance(server, smtplib.SMTP_SSL):
            return
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=self._settings.tls())
            server.ehlo()
        elif self._settings.server not in LOOPBACK:
            raise NotTaken("no_encryption")

    def _message(self, digest: Digest) -> EmailMessage:
        settings = self._settings
        message = EmailMessage()
        message["Subject"] = subject_of(digest, settings.languages[0], self._queue_label)
        message["From"] = settings.sender
        message["To"] = ", ".join(settings.recipients)
        message["Message-ID"] = f"<{digest.digest_id}@{settings.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text_of(digest, settings.languages, self._queue_label, settings.time_zone))
        return message
