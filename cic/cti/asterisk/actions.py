"""The manager actions we use, as headers. Owns how a wish is spelled in AMI; must not send anything."""

import hashlib
import re

from cic.cti.asterisk.ami import AmiAction
from cic.cti.asterisk.faults import UnsafeValue
from routing.vocabulary import InteractionId, LegId

CALLER_CONTEXT = "cic-entry"
AGENT_CONTEXT = "cic-agent"
HOTLINE_CONTEXT = "cic-hotline"
PHONES_CONTEXT = "cic-phones"
PROBE_CONTEXT = "cic-probe"
CALLER_ENTRY = (CALLER_CONTEXT, "caller")
AGENT_WAITING = (AGENT_CONTEXT, "waiting")
AGENT_HOLD = (AGENT_CONTEXT, "hold")
AGENT_RINGING = (AGENT_CONTEXT, "ringing")
AGENT_MONITOR = (AGENT_CONTEXT, "monitor")
WATCHED_VARIABLE, MONITOR_VARIABLE = "CIC_WATCHED", "CIC_MONITOR"
CALLER_ACCOUNT = "cic-caller"
_DIALLED_ACCOUNT = "cic-dialled"
NUMBER_MARK = "{number}"
_NUMBER = re.compile(r"\+?[0-9]{2,32}")
_HEADER_VALUE = re.compile(r"[A-Za-z0-9._:-]{1,100}")
PACKETS_HEARD = "CHANNEL(rtcp,rxcount)"
"""How many RTP packets have come from a channel's phone."""
PEER_ACCOUNT = "CHANNEL(peeraccount)"
"""The account code of the channel that this one was bridged with last; Asterisk keeps it when the bridge is over."""
RINGING_TONE = "425/1000,0/4000"
"""What most of the world hears while a phone rings far away (ITU-T E.180, 5.2): hertz and milliseconds. As a list, for
PlayTones knows names of tones only where indications.conf has a country."""
JOIN = "join"
JOIN_VARIABLE = "CIC_JOIN"

Place = tuple[str, str]
"""A context and an extension of the dialplan."""


def login(user: str, secret: str) -> AmiAction:
    """Introduce ourselves."""
    return (("Action", "Login"), ("Username", user), ("Secret", secret), ("Events", "on"))


def phone(address: str) -> str:
    """What Asterisk dials for a phone of ours."""
    return f"PJSIP/{address}"


def outside(outbound: str, number: str) -> str | None:
    """What Asterisk dials for a number outside; None where there is no way to it, or it is no number."""
    if not outbound or not _NUMBER.fullmatch(number):
        return None
    return outbound.replace(NUMBER_MARK, number)


def originate(
    channel: str, dialled: str, interaction_id: InteractionId | None, shown_number: str, timeout_ms: int
) -> AmiAction:
    """Dial as the channel with the given unique id, and let whoever answers wait in silence.

    A phone of ours is told the interaction.
    """
    if interaction_id is not None and not _HEADER_VALUE.fullmatch(interaction_id):
        raise UnsafeValue("interaction id")
    context, extension = AGENT_WAITING
    action: AmiAction = (
        ("Action", "Originate"),
        ("Channel", dialled),
        ("ChannelId", channel),
        ("Context", context),
        ("Exten", extension),
        ("Priority", "1"),
        ("Timeout", str(timeout_ms)),
        ("CallerID", f"<{shown_number}>"),
        ("Account", dialled_account(LegId(channel))),
        ("Async", "true"),
    )
    if interaction_id is None:
        return action
    # Asterisk 22 leaves out PreDialGoSub when Async is set; a function as a variable is run before the INVITE.
    return (*action, ("Variable", f"PJSIP_HEADER(add,X-Interaction-Id)={interaction_id}"))


def dialled_account(leg_id: LegId) -> str:
    """The account code of a leg that we dial, its own one: by that a caller's channel tells whom it has talked to.

    Twenty characters, for that is what tables of call detail records have room for as a rule.
    """
    return f"{_DIALLED_ACCOUNT}-{hashlib.sha256(leg_id.encode()).hexdigest()[:8]}"


def is_dialled(account: str) -> bool:
    """Whether a channel of this account code was dialled by us, or by an engine before us."""
    return account.startswith(_DIALLED_ACCOUNT)


def bridge(first: str, second: str) -> AmiAction:
    """Take two channels out of whatever they do and let them hear each other."""
    return (("Action", "Bridge"), ("Channel1", first), ("Channel2", second), ("Tone", "no"))


def redirect(channel: str, place: Place) -> AmiAction:
    """Take one channel out of whatever it does and let it go on elsewhere in the dialplan."""
    return (
        ("Action", "Redirect"),
        ("Channel", channel),
        ("Context", place[0]),
        ("Exten", place[1]),
        ("Priority", "1"),
    )


def redirect_both(channel: str, place: Place, other: str, other_place: Place) -> AmiAction:
    """Part two bridged channels; redirecting one alone would hang up the other."""
    return (
        *redirect(channel, place),
        ("ExtraChannel", other),
        ("ExtraContext", other_place[0]),
        ("ExtraExten", other_place[1]),
        ("ExtraPriority", "1"),
    )


def set_variable(channel: str, name: str, value: str) -> AmiAction:
    """Set a channel variable."""
    return (("Action", "Setvar"), ("Channel", channel), ("Variable", name), ("Value", value))


def get_variable(channel: str, name: str) -> AmiAction:
    """Ask for a channel variable or what a dialplan function says of the channel; the answer's ``Value``."""
    return (("Action", "Getvar"), ("Channel", channel), ("Variable", name))


def mute(channel: str, muted: bool) -> AmiAction:
    """Stop or let through what comes in from a channel."""
    return (("Action", "MuteAudio"), ("Channel", channel), ("Direction", "in"), ("State", "on" if muted else "off"))


def play_digit(channel: str, digit: str, duration_ms: int) -> AmiAction:
    """Send one key out to a channel."""
    return (("Action", "PlayDTMF"), ("Channel", channel), ("Digit", digit), ("Duration", str(duration_ms)))


def hang_up(channel: str) -> AmiAction:
    """End a channel, as a normal clearing (Q.850 cause 16)."""
    return (("Action", "Hangup"), ("Channel", channel), ("Cause", "16"))


def ping() -> AmiAction:
    """Ask whether the connection lives."""
    return (("Action", "Ping"),)


def ask_phone(address: str) -> AmiAction:
    """Let Asterisk ask a phone now whether it is there; a ContactStatus event tells when it turns out not to be."""
    return (("Action", "PJSIPQualify"), ("Endpoint", address))


def list_channels() -> AmiAction:
    """Ask for every channel, with the bridge it is in."""
    return (("Action", "CoreShowChannels"),)


def list_endpoints() -> AmiAction:
    """Ask for every phone, with its device state."""
    return (("Action", "PJSIPShowEndpoints"),)
