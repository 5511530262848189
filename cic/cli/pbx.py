"""`cic asterisk config`: what an existing PBX needs, for this center's text. Owns the printing, not the pieces.

What it prints holds secrets, so files that it writes are for their owner alone.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from cic.cli.words import CommandFailed, ExitCode, tell
from cic.configuration.loader import load_center
from cic.cti.asterisk.settings import (
    CONNECTION_FILE,
    AsteriskSettings,
    BadConnectionFile,
    EndpointKind,
    read_settings,
    write_private,
    write_settings,
)
from cic.cti.asterisk.setup.guide import Guide, TlsFiles, guide
from cic.cti.asterisk.setup.wish import BadWish, Flavour, PbxWish, Ports, kind_of, settings_for


def print_guide(chosen: argparse.Namespace) -> ExitCode:
    """Make or keep the secrets, write the connection file, and print what is to be done at the PBX."""
    folder: Path = chosen.data.resolve() / "asterisk"
    path = folder / CONNECTION_FILE
    try:
        before = _before(folder)
        wish = _wish(chosen)
        settings = settings_for(wish, before)
    except (BadConnectionFile, BadWish) as fault:
        raise CommandFailed(str(fault)) from None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_settings(path, settings)
    tls = TlsFiles(chosen.certificate, chosen.private_key) if chosen.certificate else None
    made = guide(wish.flavour, settings, wish.phones, tls, str((chosen.flows / "prompts").resolve()))
    files = _write(made, chosen.out) if chosen.out else None
    if chosen.json:
        print(json.dumps(asdict(made) | {"connection_file": str(path)}, ensure_ascii=False, indent=2))
    else:
        _print(made, path, files)
    return ExitCode.DONE


def _before(folder: Path) -> AsteriskSettings | None:
    if (folder / "etc").exists():
        raise CommandFailed(
            f"{folder} belongs to the Asterisk of 'cic asterisk up'. Give a PBX a data folder of its own with --data, "
            f"or remove {folder} after 'cic asterisk down'."
        )
    path = folder / CONNECTION_FILE
    return read_settings(path) if path.exists() else None


def _wish(chosen: argparse.Namespace) -> PbxWish:
    text = load_center(chosen.config, chosen.flows).text
    phones = tuple(
        (phone.address, agent.number)
        for agent in text.agents
        for phone in agent.phones
        if phone.provider.name == "asterisk"
    )
    flavour = Flavour(chosen.flavour)
    named = frozenset(chosen.pbx_phone or ())
    if "all" in named or flavour is Flavour.FREEPBX:  # FreePBX makes its phones itself
        named = frozenset(address for address, _ in phones if kind_of(address) is EndpointKind.DESK)
    music = tuple(path.stem for path in sorted((chosen.flows / "prompts/music").glob("*.wav")))
    return PbxWish(
        flavour=flavour,
        phones=phones,
        hotline_numbers=tuple(number.number for number in text.numbers),
        asterisk_host=chosen.asterisk_host,
        engine_host=chosen.engine_host,
        websocket_host=chosen.websocket_host,
        ports=Ports(chosen.ami_port, chosen.agi_port, chosen.sip_port, chosen.websocket_port),
        pbx_phones=named,
        certificate=chosen.certificate,
        private_key=chosen.private_key,
        prompts_folder=chosen.prompts_folder,
        messages_folder=chosen.messages_folder,
        messages_here=chosen.messages_here,
        tracks_folder=chosen.tracks_folder,
        tracks_here=chosen.tracks_here,
        outbound=chosen.outbound,
        music_classes=music,
    )


def _write(made: Guide, out: Path) -> dict[str, Path]:
    """Write each piece under its file's name; where each is."""
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = {piece.file: out / Path(piece.file).name for piece in made.pieces}
    for piece in made.pieces:
        write_private(files[piece.file], piece.text)
    return files


def _print(made: Guide, connection_file: Path, files: dict[str, Path] | None) -> None:
    tell(f"{connection_file} is written; the center reads it at its next start.")
    lines = list(made.before)
    if made.pieces:
        lines.append("At the PBX, add each piece at the end of its file:")
    _print_steps(lines, 1)
    for piece in made.pieces:
        if files is not None:
            print(f"   {files[piece.file]}  ->  {piece.file}")
        else:
            print(f"\n----- {piece.file}\n{piece.text.rstrip()}\n-----")
    print()
    _print_steps([f"Load it, at the PBX: {'; '.join(made.commands)}", *made.after], len(lines) + 1)


def _print_steps(lines: list[str], first: int) -> None:
    for number, line in enumerate(lines, first):
        print(f"{number}. {line}")
