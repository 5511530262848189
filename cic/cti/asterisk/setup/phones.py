"""Phones and media of any Asterisk: endpoints, music, the modules they need. Owns their text; knows no file's place."""

from cic.cti.asterisk.settings import EndpointKind, EndpointSettings

ASK_PHONES_EVERY_S = 10
SILENCE_S_MAX = 300
"""A phone that suppresses silence sends nothing while its user only listens, as some test tools do all the time."""

NEEDED_MODULES = (
    "app_bridgeaddchan", "app_dial", "app_mixmonitor", "app_playtones", "app_senddtmf", "app_userevent",
    "bridge_simple", "bridge_softmix", "chan_pjsip", "func_channel", "func_cut", "func_env", "func_logic",
    "pbx_config", "res_agi", "res_musiconhold", "res_mutestream", "res_pjsip", "res_pjsip_header_funcs",
    "res_pjsip_registrar", "res_pjsip_session", "res_rtp_asterisk",
)  # fmt: skip
BROWSER_MODULES = ("res_crypto", "res_http_websocket", "res_pjsip_transport_websocket", "res_srtp")
"""Needed besides where agents talk in their browsers."""

LISTENING_MODULE = "app_audiosocket"
"""Needed where callers are to be understood when they speak."""

MONITORING_MODULE = "app_chanspy"
"""Needed where supervisors are to listen in on talks."""

_CODECS = {EndpointKind.DESK: ("ulaw", "alaw"), EndpointKind.BROWSER: ("opus", "ulaw")}
# So that a phone that vanished without a word is neither rung (it is asked) nor busy for ever (RTP is checked).
LIVENESS = f"rtp_timeout={SILENCE_S_MAX}\nrtp_timeout_hold=600\n"


def codecs(kind: EndpointKind) -> tuple[str, ...]:
    """What a phone of this kind speaks, the best first."""
    return _CODECS[kind]


def endpoint(phone: EndpointSettings, context: str, more: str = "") -> str:
    """The sections of one phone of ours; what it dials goes to ``context``; ``more`` are further lines of it."""
    name = phone.address
    webrtc = "webrtc=yes\n" if phone.kind is EndpointKind.BROWSER else ""
    return (
        f"[{name}]\ntype=endpoint\ncontext={context}\naors={name}\nauth={name}\n"
        f"disallow=all\nallow={','.join(codecs(phone.kind))}\n{webrtc}direct_media=no\n{more}{LIVENESS}\n"
        f"[{name}]\ntype=auth\nauth_type=userpass\nusername={name}\npassword={phone.password}\n\n"
        f"[{name}]\ntype=aor\nmax_contacts=1\nremove_existing=yes\n"
        f"qualify_frequency={ASK_PHONES_EVERY_S}\n"
    )


def music(folders: dict[str, str]) -> str:
    """Classes of music, each a folder of recordings."""
    return "\n".join(f"[{name}]\nmode=files\ndirectory={folder}\n" for name, folder in sorted(folders.items()))
