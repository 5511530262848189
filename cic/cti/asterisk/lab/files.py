"""Every configuration file of a lab except the dialplan. Owns what Asterisk may do; nothing listens beyond loopback.

The endpoint ``caller`` stands for the public network: it takes calls from any number without a password, which is why
it must never be copied to an Asterisk that others can reach.
"""

from cic.cti.asterisk.lab.dialplan import extensions
from cic.cti.asterisk.lab.settings import INSIDE, LOOPBACK, LabSettings
from cic.cti.asterisk.settings import AsteriskSettings, EndpointKind, EndpointSettings

_DIRECTORIES = f"""\
[directories]
astetcdir => {INSIDE}/etc
astmoddir => /usr/lib/x86_64-linux-gnu/asterisk/modules
astvarlibdir => {INSIDE}/varlib
astdatadir => /usr/share/asterisk
astkeydir => {INSIDE}/keys
astagidir => {INSIDE}/agi-bin
astdbdir => {INSIDE}/db
astspooldir => {INSIDE}/spool
astrundir => {INSIDE}/run
astlogdir => {INSIDE}/log

[options]
verbose = 0
debug = 0
nocolor = yes
documentation_language = en_US
"""

# What we use, and what these need. Everything else stays out: it would cost memory, start-up time and open ports.
_MODULES = (
    "app_bridgeaddchan", "app_dial", "app_echo", "app_mixmonitor", "app_record", "app_senddtmf",
    "app_userevent", "bridge_builtin_features", "bridge_native_rtp", "bridge_simple", "bridge_softmix",
    "chan_pjsip", "codec_a_mu", "codec_alaw", "codec_g722", "codec_opus_open_source", "codec_resample",
    "codec_ulaw", "format_pcm", "format_sln", "format_wav", "func_callerid", "func_channel", "func_logic",
    "pbx_config", "res_agi", "res_crypto", "res_format_attr_opus", "res_http_websocket", "res_manager_devicestate",
    "res_musiconhold", "res_mutestream", "res_pjproject", "res_pjsip", "res_pjsip_acl",
    "res_pjsip_authenticator_digest", "res_pjsip_caller_id", "res_pjsip_dlg_options", "res_pjsip_dtmf_info",
    "res_pjsip_empty_info", "res_pjsip_endpoint_identifier_ip", "res_pjsip_endpoint_identifier_user",
    "res_pjsip_header_funcs", "res_pjsip_nat", "res_pjsip_pubsub", "res_pjsip_registrar", "res_pjsip_rfc3326",
    "res_pjsip_sdp_rtp", "res_pjsip_session", "res_pjsip_transport_websocket", "res_rtp_asterisk",
    "res_sorcery_astdb", "res_sorcery_config", "res_sorcery_memory", "res_speech", "res_srtp", "res_timing_timerfd",
)  # fmt: skip

# Only what the translator reads: with everything on, one call of two legs makes 71 events.
_EVENTS = (
    "Newchannel", "NewAccountCode", "Newstate", "Hangup", "BridgeEnter", "BridgeLeave", "OriginateResponse",
    "UserEvent", "DeviceStateChange", "DTMFEnd", "FullyBooted", "ContactStatus",
)  # fmt: skip


_ASK_PHONES_EVERY_S = 10
_SILENCE_S_MAX = 300
"""A phone that suppresses silence sends nothing while its user only listens, as some test tools do all the time."""


def configuration_files(settings: LabSettings, connection: AsteriskSettings) -> dict[str, str]:
    """Each configuration file by its name; the content is private, since it holds passwords."""
    return {
        "asterisk.conf": _DIRECTORIES,
        "modules.conf": "[modules]\nautoload=no\n" + "".join(f"load => {name}.so\n" for name in _MODULES),
        "logger.conf": "[general]\n[logfiles]\nmessages => notice,warning,error\n",
        "cdr.conf": "[general]\nenable=no\n",
        "cel.conf": "[general]\nenable=no\n",
        "rtp.conf": _rtp(settings),
        "http.conf": f"[general]\nenabled=yes\nbindaddr={LOOPBACK}\nbindport={settings.ports.websocket}\n",
        "musiconhold.conf": _music(connection),
        "manager.conf": _manager(connection),
        "pjsip.conf": _pjsip(settings, connection),
        "extensions.conf": extensions(settings, connection.agi_token),
    }


def _rtp(settings: LabSettings) -> str:
    ports = settings.ports
    return f"[general]\nrtpstart={ports.rtp_first}\nrtpend={ports.rtp_last}\nicesupport=yes\n"


def _music(connection: AsteriskSettings) -> str:
    return "\n".join(
        f"[{name}]\nmode=files\ndirectory={INSIDE}/music/{name}\n" for name in sorted(connection.music_classes)
    )


def _manager(connection: AsteriskSettings) -> str:
    filters = "".join(f"eventfilter(action(include),name({name})) =\n" for name in _EVENTS)
    # Only those that say that Asterisk itself is about to stop: every other hang-up has one too.
    filters += "eventfilter(action(include),name(SoftHangupRequest),header(Cause),method(exact)) = 4\n"
    return (
        f"[general]\nenabled=yes\nbindaddr={LOOPBACK}\nport={connection.ami_port}\n"
        "displayconnects=no\nauthtimeout=10\n\n"
        f"[{connection.ami_user}]\nsecret={connection.ami_secret}\n"
        "deny=0.0.0.0/0.0.0.0\n"
        f"permit={LOOPBACK}/255.255.255.255\n"
        "read=call,user,system,dtmf\nwrite=call,originate,reporting,system\nwritetimeout=1000\n"
        f"{filters}"
    )


def _pjsip(settings: LabSettings, connection: AsteriskSettings) -> str:
    head = f"""\
[global]
type=global
endpoint_identifier_order=username,ip

[transport-udp]
type=transport
protocol=udp
bind={LOOPBACK}:{settings.ports.sip}

[transport-ws]
type=transport
protocol=ws
bind={LOOPBACK}

[caller]
type=endpoint
context=hotline
disallow=all
allow=ulaw,alaw
direct_media=no
media_address={LOOPBACK}
bind_rtp_to_media_address=yes
rtp_timeout={_SILENCE_S_MAX}

[caller]
type=identify
endpoint=caller
match={LOOPBACK}/32
"""
    return "\n".join([head, *(_endpoint(endpoint) for endpoint in connection.endpoints)])


def _endpoint(endpoint: EndpointSettings) -> str:
    name = endpoint.address
    match endpoint.kind:
        case EndpointKind.DESK:
            media = "allow=ulaw,alaw\n"
        case EndpointKind.BROWSER:
            media = "allow=opus,ulaw\nwebrtc=yes\n"
    return (
        f"[{name}]\ntype=endpoint\ncontext=from-agents\naors={name}\nauth={name}\n"
        f"disallow=all\n{media}direct_media=no\nmedia_address={LOOPBACK}\nbind_rtp_to_media_address=yes\n"
        # So that a phone that vanished without a word is neither rung (it is asked) nor busy for ever (RTP is checked).
        f"rtp_timeout={_SILENCE_S_MAX}\nrtp_timeout_hold=600\n\n"
        f"[{name}]\ntype=auth\nauth_type=userpass\nusername={name}\npassword={endpoint.password}\n\n"
        f"[{name}]\ntype=aor\nmax_contacts=1\nremove_existing=yes\n"
        f"qualify_frequency={_ASK_PHONES_EVERY_S}\n"
    )
