"""Every configuration file of a lab. Owns what its Asterisk may do; nothing listens beyond loopback.

What any Asterisk needs for a center comes from ``cic.cti.asterisk.setup``, as it is printed for an existing PBX.

The endpoint ``caller`` stands for the public network: it takes calls from any number without a password, which is why
it must never be copied to an Asterisk that others can reach.
"""

from cic.cti.asterisk.actions import HOTLINE_CONTEXT, PHONES_CONTEXT
from cic.cti.asterisk.lab.settings import INSIDE, OUTSIDE_CONTEXT, LabSettings
from cic.cti.asterisk.settings import LOOPBACK, AsteriskSettings
from cic.cti.asterisk.setup.dialplan import dialplan, phones_dialplan
from cic.cti.asterisk.setup.manager import manager_user
from cic.cti.asterisk.setup.phones import SILENCE_S_MAX, endpoint, music

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
    "app_audiosocket", "app_bridgeaddchan", "app_chanspy", "app_dial", "app_echo", "app_mixmonitor", "app_playtones",
    "app_record", "app_senddtmf", "app_userevent", "bridge_builtin_features", "bridge_native_rtp", "bridge_simple",
    "bridge_softmix", "chan_pjsip", "codec_a_mu", "codec_alaw", "codec_g722", "codec_opus_open_source",
    "codec_resample", "codec_ulaw", "format_pcm", "format_sln", "format_wav", "func_callerid", "func_channel",
    "func_cut", "func_env", "func_logic", "pbx_config", "res_agi", "res_audiosocket", "res_crypto",
    "res_format_attr_opus", "res_http_websocket", "res_manager_devicestate", "res_musiconhold", "res_mutestream",
    "res_pjproject", "res_pjsip", "res_pjsip_acl", "res_pjsip_authenticator_digest", "res_pjsip_caller_id",
    "res_pjsip_dlg_options", "res_pjsip_dtmf_info", "res_pjsip_empty_info", "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_endpoint_identifier_user", "res_pjsip_header_funcs", "res_pjsip_nat", "res_pjsip_pubsub",
    "res_pjsip_registrar", "res_pjsip_rfc3326", "res_pjsip_sdp_rtp", "res_pjsip_session",
    "res_pjsip_transport_websocket", "res_rtp_asterisk", "res_sorcery_astdb", "res_sorcery_config",
    "res_sorcery_memory", "res_speech", "res_srtp", "res_timing_timerfd",
)  # fmt: skip

# The world outside, as far as a lab has one: whoever is called there picks up after a moment and says everything back.
# A number that ends in 486 is busy, one that ends in 404 is nobody's.
_OUTSIDE = f"""\
[{OUTSIDE_CONTEXT}]
exten => _[+0-9]!,1,GotoIf($["${{EXTEN:-3}}" = "486"]?busy)
 same => n,GotoIf($["${{EXTEN:-3}}" = "404"]?nobody)
 same => n,Ringing()
 same => n,Wait(0.5)
 same => n,Answer()
 same => n,Echo()
 same => n,Hangup()
 same => n(busy),Hangup(17)
 same => n(nobody),Hangup(1)
"""

_ON_LOOPBACK = f"media_address={LOOPBACK}\nbind_rtp_to_media_address=yes\n"


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
        "musiconhold.conf": music({name: f"{INSIDE}/music/{name}" for name in connection.music_classes}),
        "manager.conf": _manager(connection),
        "pjsip.conf": _pjsip(settings, connection),
        "extensions.conf": _extensions(settings, connection),
    }


def _rtp(settings: LabSettings) -> str:
    ports = settings.ports
    return f"[general]\nrtpstart={ports.rtp_first}\nrtpend={ports.rtp_last}\nicesupport=yes\n"


def _extensions(settings: LabSettings, connection: AsteriskSettings) -> str:
    phones = tuple((phone.address, phone.number) for phone in settings.phones)
    return "\n".join(
        ["[general]\nstatic=yes\nwriteprotect=yes\n", dialplan(connection), phones_dialplan(phones), _OUTSIDE]
    )


def _manager(connection: AsteriskSettings) -> str:
    return (
        f"[general]\nenabled=yes\nbindaddr={LOOPBACK}\nport={connection.ami_port}\n"
        f"displayconnects=no\nauthtimeout=10\n\n{manager_user(connection, LOOPBACK)}"
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
context={HOTLINE_CONTEXT}
disallow=all
allow=ulaw,alaw
direct_media=no
{_ON_LOOPBACK}rtp_timeout={SILENCE_S_MAX}

[caller]
type=identify
endpoint=caller
match={LOOPBACK}/32
"""
    phones = (endpoint(phone, PHONES_CONTEXT, _ON_LOOPBACK) for phone in connection.endpoints)
    return "\n".join([head, *phones])
