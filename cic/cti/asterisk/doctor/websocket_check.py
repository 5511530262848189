"""Whether a browser's phone could connect: a real handshake, as a browser makes it. Owns verdicts on certificates."""

import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from cic.cti.asterisk.doctor.findings import Finding, failure, good, warning
from cic.cti.asterisk.settings import LOOPBACK, AsteriskSettings

_LIMIT_S = 5.0
_DAY_S = 86_400
_RENEW_DAYS = 21
_SIP = Subprotocol("sip")
_CHECK = "websocket"


async def check_websocket(settings: AsteriskSettings, authority: Path | None) -> list[Finding]:
    """Connect and hang up; trusts what this machine trusts, and ``authority``."""
    url = settings.websocket_url
    trust = None
    if url.startswith("wss:"):
        try:
            trust = ssl.create_default_context()
            if authority is not None:
                trust.load_verify_locations(authority)
        except OSError:
            return [failure(_CHECK, "the file of --ca cannot be used", "certificates as PEM", "name another file")]
    try:
        async with connect(url, subprotocols=[_SIP], ssl=trust, open_timeout=_LIMIT_S, proxy=None) as peer:
            subprotocol = peer.subprotocol
            secured = peer.transport.get_extra_info("ssl_object")
            certificate = secured.getpeercert() if secured else None
    except ssl.SSLCertVerificationError as fault:
        return [_bad_certificate(url, fault.verify_message)]
    except (OSError, WebSocketException) as fault:
        return [_unreachable(url, fault)]
    if subprotocol != _SIP:
        return [_unreachable(url, None)]
    found = [good(_CHECK, f"{url} speaks SIP")]
    if certificate is not None:
        found.append(judge_expiry(str(certificate.get("notAfter", "")), time.time()))
    elif urlsplit(url).hostname != LOOPBACK:
        found.append(
            warning(
                "websocket encryption",
                "ws:// to another machine",
                "wss://: a desktop that came by https may not use ws://",
                "cic asterisk config --certificate PATH --private-key PATH",
            )
        )
    return found


def judge_expiry(not_after: str, now_s: float) -> Finding:
    """How long a certificate is still good."""
    days = int((ssl.cert_time_to_seconds(not_after) - now_s) // _DAY_S)
    if days >= _RENEW_DAYS:
        return good("certificate", f"good for {days} days")
    return warning(
        "certificate", f"ends in {days} days", f"at least {_RENEW_DAYS} days", "renew it, then 'module reload http'"
    )


def _bad_certificate(url: str, reason: str) -> Finding:
    return failure(
        "certificate",
        f"{url}: {reason}",
        "a certificate for that name, not expired, from an authority that browsers trust",
        "renew or replace tlscertfile, then 'module reload http'; an authority of your own: cic doctor --ca FILE",
    )


def _unreachable(url: str, fault: Exception | None) -> Finding:
    found = "it answers, but not as SIP" if fault is None else f"no websocket there ({type(fault).__name__})"
    return failure(
        _CHECK,
        f"{url}: {found}",
        "Asterisk's HTTP server with res_pjsip_transport_websocket, and a transport ws or wss",
        "http.conf and pjsip.conf as printed; firewall; a changed bind address needs 'module reload http'",
    )
