"""What is to be done at an existing PBX, file by file. Owns where each piece goes; the pieces' text is made beside it.

FreePBX writes its own files anew with every change: ours go into the ones it leaves alone (``*_custom*.conf``).
"""

from dataclasses import dataclass, field
from typing import assert_never
from urllib.parse import urlsplit

from cic.cti.asterisk.actions import HOTLINE_CONTEXT, PHONES_CONTEXT
from cic.cti.asterisk.settings import LOOPBACK, AsteriskSettings, EndpointKind, EndpointSettings
from cic.cti.asterisk.setup.dialplan import Phones, dialplan, phones_dialplan
from cic.cti.asterisk.setup.manager import manager_user
from cic.cti.asterisk.setup.phones import LIVENESS, endpoint, music
from cic.cti.asterisk.setup.wish import Flavour

_FOLDER = "/etc/asterisk"
_MUSIC_FOLDER = "/var/lib/asterisk/moh-cic"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text to be added at the end of one file of the PBX. It may hold secrets."""

    file: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything to be done at the PBX, in order: steps before, pieces, the commands that load them, steps after."""

    before: tuple[str, ...]
    pieces: tuple[Piece, ...]
    commands: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where the PBX has its certificate and key for browsers' phones."""

    certificate: str
    private_key: str


def guide(
    flavour: Flavour, settings: AsteriskSettings, phones: Phones, tls: TlsFiles | None, prompts_source: str
) -> Guide:
    """What is to be done at a PBX so that it serves the center."""
    before = (*_recordings(settings, prompts_source), *_shared_folders(settings))
    match flavour:
        case Flavour.ASTERISK:
            return Guide(before, _asterisk_pieces(settings, phones, tls), _ASTERISK_COMMANDS, _asterisk_after(settings))
        case Flavour.FREEPBX:
            pieces = _freepbx_pieces(settings)
            return Guide((*before, *_freepbx_before(settings)), pieces, _FREEPBX_COMMANDS, _freepbx_after(settings))
        case _:
            assert_never(flavour)


_ASTERISK_COMMANDS = (
    "asterisk -rx 'dialplan reload'",
    "asterisk -rx 'manager reload'",
    "asterisk -rx 'module reload http'",
    "asterisk -rx 'module reload res_rtp_asterisk.so'",
    "asterisk -rx 'module reload res_pjsip.so'",
    "asterisk -rx 'moh reload'",
)
_FREEPBX_COMMANDS = ("fwconsole reload",)


def _recordings(settings: AsteriskSettings, source: str) -> tuple[str, ...]:
    target = settings.prompts_folder
    where = target if settings.host == LOOPBACK else f"root@{settings.host}:{target}"
    steps = [
        f"Copy the recordings, readable for Asterisk: rsync -a --exclude=music --exclude='*.yaml' {source}/ {where}/"
    ]
    for name in _music_of_ours(settings):
        music_where = where.replace(target, f"{_MUSIC_FOLDER}/{name}")
        steps.append(f"Copy the music '{name}': rsync -a {source}/music/{name}.wav {music_where}/")
    return tuple(steps)


def _shared_folders(settings: AsteriskSettings) -> tuple[str, ...]:
    steps = []
    for what, folder, here in (
        ("leaves callers' messages", settings.messages_folder, settings.messages_here),
        ("records talks", settings.tracks_folder, settings.tracks_here),
    ):
        steps.append(
            f"Make the folder in which Asterisk {what} until the center takes them over (GROUP: one that "
            f"the center's user is in): install -d -m 2770 -o asterisk -g GROUP {folder}"
        )
        if settings.host != LOOPBACK:
            steps.append(
                f"Share {folder} of {settings.host} with this machine, at {here or folder} (NFS, for example)."
            )
    return tuple(steps)


def _asterisk_pieces(settings: AsteriskSettings, phones: Phones, tls: TlsFiles | None) -> tuple[Piece, ...]:
    ours = tuple((a, number) for a, number in phones if a in {phone.address for phone in _phones_of_ours(settings)})
    plan = [dialplan(settings), *([phones_dialplan(ours)] if ours else [])]
    manager = f"[general](+)\nenabled=yes\nport={settings.ami_port}\n"
    if settings.engine_host != LOOPBACK:
        manager += f"bindaddr={settings.host}\n"
    pieces = [
        Piece(f"{_FOLDER}/extensions.conf", "\n".join(plan)),
        Piece(f"{_FOLDER}/manager.conf", f"{manager}\n{manager_user(settings, settings.engine_host)}"),
    ]
    endpoints = [endpoint(phone, PHONES_CONTEXT) for phone in _phones_of_ours(settings)]
    if _has_browsers(settings):
        scheme = settings.websocket_url.partition(":")[0]
        endpoints.insert(0, f"[cic-transport-{scheme}]\ntype=transport\nprotocol={scheme}\nbind=0.0.0.0\n")
        pieces.append(Piece(f"{_FOLDER}/http.conf", _http(settings, tls)))
        pieces.append(Piece(f"{_FOLDER}/rtp.conf", "[general](+)\nicesupport=yes\n"))
    if endpoints:
        pieces.append(Piece(f"{_FOLDER}/pjsip.conf", "\n".join(endpoints)))
    return (*pieces, *_music_piece(settings, f"{_FOLDER}/musiconhold.conf"))


def _http(settings: AsteriskSettings, tls: TlsFiles | None) -> str:
    port = urlsplit(settings.websocket_url).port
    address = LOOPBACK if settings.host == LOOPBACK else "0.0.0.0"
    if not settings.websocket_url.startswith("wss:"):
        return f"[general](+)\nenabled=yes\nbindaddr={address}\nbindport={port}\n"
    files = "; tlscertfile and tlsprivatekey stay as they are\n"
    if tls is not None:
        files = f"tlscertfile={tls.certificate}\ntlsprivatekey={tls.private_key}\n"
    return f"[general](+)\nenabled=yes\ntlsenable=yes\ntlsbindaddr={address}:{port}\n{files}"


def _asterisk_after(settings: AsteriskSettings) -> tuple[str, ...]:
    number = "${EXTEN}"
    steps = [
        f"In the context where your provider's calls come in, send the hotline's numbers to us: "
        f"exten => NUMBER,1,Goto({HOTLINE_CONTEXT},NUMBER,1) - or, where all its calls are ours: "
        f"exten => _X.,1,Goto({HOTLINE_CONTEXT},{number},1); then 'dialplan reload'.",
    ]
    if own := _own_phones(settings):
        lines = LIVENESS.strip().replace("\n", ", ")
        steps.append(f"Phones that stay your own ({', '.join(own)}): give their endpoints {lines}, direct_media=no.")
    return (*steps, *_firewall(settings))


def _freepbx_pieces(settings: AsteriskSettings) -> tuple[Piece, ...]:
    pieces = [
        Piece(f"{_FOLDER}/extensions_custom.conf", dialplan(settings)),
        Piece(f"{_FOLDER}/manager_custom.conf", manager_user(settings, settings.engine_host)),
    ]
    if ours := _phones_of_ours(settings):
        text = "\n".join(endpoint(phone, "from-internal") for phone in ours)
        pieces.append(Piece(f"{_FOLDER}/pjsip_custom_post.conf", text))
    if own := _own_phones(settings):
        text = "\n".join(f"[{address}](+)\n{LIVENESS}" for address in own)
        pieces.append(Piece(f"{_FOLDER}/pjsip.endpoint_custom_post.conf", text))
    return (*pieces, *_music_piece(settings, f"{_FOLDER}/musiconhold_custom.conf"))


def _freepbx_before(settings: AsteriskSettings) -> tuple[str, ...]:
    port = urlsplit(settings.websocket_url).port
    steps = []
    if settings.engine_host != LOOPBACK:
        steps.append("Settings > Advanced Settings: let the Asterisk Manager listen beyond loopback (bind address).")
    if _has_browsers(settings):
        scheme = settings.websocket_url.partition(":")[0]
        kind = "HTTPS, with a certificate of Admin > Certificate Management," if scheme == "wss" else "HTTP"
        steps += [
            f"Settings > Advanced Settings > Asterisk Builtin mini-HTTP server: switch on {kind} at port {port}.",
            f"Settings > Asterisk SIP Settings > chan_pjsip: switch on transport {scheme} (0.0.0.0) and ICE support.",
        ]
    return tuple(steps)


def _freepbx_after(settings: AsteriskSettings) -> tuple[str, ...]:
    targets = ", ".join(f"{HOTLINE_CONTEXT},{number},1" for number in settings.hotline_numbers)
    return (
        f"Admin > Custom Destinations: add one for each hotline number, Return: No, Target: {targets}",
        "Connectivity > Inbound Routes: for each hotline number choose Custom Destinations and its destination; apply.",
        *_firewall(settings),
    )


def _firewall(settings: AsteriskSettings) -> tuple[str, ...]:
    done = "Then 'cic doctor' tells what is still to be mended."
    if settings.engine_host == LOOPBACK:
        return (done,)
    audio = ", ".join(f"{port}/tcp" for port in settings.listening_ports)
    return (
        f"Firewalls: {settings.engine_host} reaches {settings.host} at {settings.ami_port}/tcp (AMI); "
        f"{settings.host} reaches {settings.engine_host} at {settings.agi_port}/tcp (FastAGI) "
        f"and {audio} (AudioSocket). "
        "None is encrypted: all belong in a network that nobody else listens to, or in a tunnel.",
        done,
    )


def _music_piece(settings: AsteriskSettings, file: str) -> tuple[Piece, ...]:
    folders = {name: f"{_MUSIC_FOLDER}/{name}" for name in _music_of_ours(settings)}
    return (Piece(file, music(folders)),) if folders else ()


def _music_of_ours(settings: AsteriskSettings) -> tuple[str, ...]:
    return tuple(name for name in settings.music_classes if name != "default")  # that one is the PBX's


def _phones_of_ours(settings: AsteriskSettings) -> list[EndpointSettings]:
    return [phone for phone in settings.endpoints if not phone.is_pbx_own]


def _own_phones(settings: AsteriskSettings) -> tuple[str, ...]:
    return tuple(phone.address for phone in settings.endpoints if phone.is_pbx_own)


def _has_browsers(settings: AsteriskSettings) -> bool:
    return any(phone.kind is EndpointKind.BROWSER for phone in settings.endpoints)
