"""Whether the agents' phones are there and speak what we need. Reads endpoints; never their passwords."""

from cic.cti.asterisk.actions import list_endpoints
from cic.cti.asterisk.doctor.client import DoctorClient
from cic.cti.asterisk.doctor.findings import Finding, failure, good, warning
from cic.cti.asterisk.settings import AsteriskSettings, EndpointKind, EndpointSettings
from cic.cti.asterisk.setup.phones import SILENCE_S_MAX

_ANY_CODEC = {
    EndpointKind.DESK: ("alaw", "ulaw", "g722", "opus"),
    EndpointKind.BROWSER: ("opus", "ulaw", "alaw", "g722"),
}
_AWAY = ("unavailable", "invalid", "unknown")


async def check_phones(client: DoctorClient, settings: AsteriskSettings) -> list[Finding]:
    """One finding a phone."""
    states = {entry["ObjectName"]: entry["DeviceState"] for entry in await client.ask_list(list_endpoints())}
    found = []
    for phone in settings.endpoints:
        if phone.address not in states:
            found.append(_missing(phone))
            continue
        details = await client.ask_list((("Action", "PJSIPShowEndpoint"), ("Endpoint", phone.address)))
        headers = next((detail.headers for detail in details if detail.event == "EndpointDetail"), {})
        found.append(judge_phone(phone, states[phone.address], headers))
    return found


def _missing(phone: EndpointSettings) -> Finding:
    file = "the PBX's own phone of that name" if phone.is_pbx_own else "its sections in pjsip.conf as printed"
    return failure(
        f"phone {phone.address}",
        "Asterisk has no such PJSIP endpoint",
        file,
        "add it and 'module reload res_pjsip.so', or correct the address in config/agents.yaml",
    )


def judge_phone(phone: EndpointSettings, state: str, headers: dict[str, str]) -> Finding:
    """Whether an endpoint can be rung and talked to; ``headers`` are Asterisk's description of it."""
    check = f"phone {phone.address}"
    allowed = headers.get("Allow", "").strip("()").split("|")
    is_browser = phone.kind is EndpointKind.BROWSER
    if not set(allowed) & set(_ANY_CODEC[phone.kind]):
        wanted = "opus,ulaw" if is_browser else "ulaw,alaw"
        return failure(check, f"codecs: {', '.join(allowed)}", f"allow={wanted}", "correct allow= of the endpoint")
    if is_browser and headers.get("Webrtc") != "yes":
        return failure(check, "no WebRTC", "webrtc=yes", "correct the endpoint in pjsip.conf as printed")
    if is_browser and "opus" not in allowed:
        return warning(
            check, f"codecs: {', '.join(allowed)}", "opus first: it forgives a bad network", "allow=opus,ulaw"
        )
    if headers.get("RtpTimeout", "0") == "0":
        wanted = f"rtp_timeout={SILENCE_S_MAX}"
        return warning(check, "no rtp_timeout", wanted, "set it: else a phone that vanished in a call stays busy")
    if state.lower() in _AWAY:
        return warning(check, "is not registered", "it is when its agent works", "sign in at the phone or desktop")
    return good(check, f"{state}, {', '.join(allowed)}")
