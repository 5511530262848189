"""Joining an existing PBX: secrets made once, pieces for the right files, nothing that could write configuration."""

import dataclasses
import json
import re
import stat
from pathlib import Path

import pytest

from cic.cli.main import main
from cic.cti.asterisk.lab.settings import LabSettings
from cic.cti.asterisk.lab.start import LabFault, start
from cic.cti.asterisk.settings import (
    AsteriskSettings,
    BadConnectionFile,
    EndpointKind,
    EndpointSettings,
    read_settings,
    write_settings,
)
from cic.cti.asterisk.setup.guide import Guide, TlsFiles, guide
from cic.cti.asterisk.setup.wish import BadWish, Flavour, PbxWish, Ports, settings_for

pytestmark = pytest.mark.unit

PHONES = (("alice-browser", "101"), ("102", "102"))
WISH = PbxWish(Flavour.ASTERISK, PHONES, ("4000", "4001"))
REMOTE = dataclasses.replace(WISH, asterisk_host="192.0.2.10", engine_host="192.0.2.20")
TLS = TlsFiles("/etc/asterisk/keys/pbx.crt", "/etc/asterisk/keys/pbx.key")


def made_for(wish: PbxWish, tls: TlsFiles | None = None) -> tuple[AsteriskSettings, Guide]:
    settings = settings_for(wish, None)
    return settings, guide(wish.flavour, settings, wish.phones, tls, "/srv/prompts")


def text_of(made: Guide, name: str) -> str:
    return next(piece.text for piece in made.pieces if piece.file == f"/etc/asterisk/{name}")


def test_a_wish_given_again_keeps_secrets_and_what_is_not_named() -> None:
    first = settings_for(dataclasses.replace(REMOTE, ports=Ports(ami=6038), pbx_phones=frozenset({"102"})), None)
    again = settings_for(WISH, first)
    assert again == first
    assert (again.host, again.engine_host, again.ami_port) == ("192.0.2.10", "192.0.2.20", 6038)
    more = settings_for(dataclasses.replace(WISH, phones=(*PHONES, ("dora", "104"))), first)
    assert more.endpoints[:2] == first.endpoints and len(more.endpoints[2].password) == 32
    assert settings_for(REMOTE, None).ami_secret != first.ami_secret


def test_the_engine_listens_where_asterisk_finds_it_and_to_asterisk_only() -> None:
    near, far = settings_for(WISH, None), settings_for(REMOTE, None)
    assert (near.agi_listen_host, near.agi_peers) == ("127.0.0.1", ("127.0.0.1",))
    assert (far.agi_listen_host, far.agi_peers) == ("192.0.2.20", ("192.0.2.10",))


def test_a_certificate_makes_the_browsers_way_secure() -> None:
    plain = settings_for(REMOTE, None)
    assert plain.websocket_url == "ws://192.0.2.10:8088/ws"
    named = dataclasses.replace(
        REMOTE, websocket_host="pbx.example.org", certificate=TLS.certificate, private_key=TLS.private_key
    )
    secure = settings_for(named, plain)
    assert secure.websocket_url == "wss://pbx.example.org:8089/ws"
    assert settings_for(WISH, secure).websocket_url == secure.websocket_url
    moved = dataclasses.replace(WISH, ports=Ports(websocket=9443))
    assert settings_for(moved, secure).websocket_url == "wss://pbx.example.org:9443/ws"


@pytest.mark.parametrize(
    "changed",
    [
        {"phones": ()},
        {"hotline_numbers": ()},
        {"phones": (("ann]\n[x", "101"),)},
        {"hotline_numbers": ("4000,1,System(x)",)},
        {"phones": (("ann", "1;2"),)},
        {"pbx_phones": frozenset({"nobody"})},
        {"pbx_phones": frozenset({"alice-browser"})},
        {"asterisk_host": "192.0.2.10"},
        {"asterisk_host": "pbx.example.org", "engine_host": "192.0.2.20"},
        {"websocket_host": "pbx/\n"},
        {"certificate": "/etc/pbx.crt"},
        {"prompts_folder": "relative"},
        {"prompts_folder": "/srv/x\n[general]"},
        {"messages_folder": "relative"},
        {"messages_here": "/srv/x,y"},
        {"tracks_folder": "/srv/x(y"},
        {"outbound": "PJSIP/trunk"},
        {"outbound": "PJSIP/{number}@trunk,30,g"},
        {"outbound": "PJSIP/{number}\nApplication: System"},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(BadWish) as refused:
        settings_for(dataclasses.replace(WISH, **changed), None)  # type: ignore[arg-type]
    assert "4000" not in str(refused.value)


def test_an_asterisk_near_by_is_told_nothing_beyond_loopback() -> None:
    settings, made = made_for(WISH)
    assert [piece.file.rpartition("/")[2] for piece in made.pieces] == [
        "extensions.conf", "manager.conf", "http.conf", "rtp.conf", "pjsip.conf",
    ]  # fmt: skip
    assert "permit=127.0.0.1/255.255.255.255" in text_of(made, "manager.conf")
    assert "bindaddr" not in text_of(made, "manager.conf")
    assert "bindaddr=127.0.0.1" in text_of(made, "http.conf")
    assert settings.ami_secret not in repr(made)
    steps = " ".join((*made.before, *made.commands, *made.after))
    assert "Firewalls" not in steps and "Goto(cic-hotline,NUMBER,1)" in steps
    assert settings.agi_token not in steps and settings.ami_secret not in steps


def test_an_asterisk_far_away_lets_only_the_engine_in() -> None:
    settings, made = made_for(REMOTE, TLS)
    manager = text_of(made, "manager.conf")
    assert "bindaddr=192.0.2.10" in manager and "permit=192.0.2.20/255.255.255.255" in manager
    assert f"agi://192.0.2.20:4573/entry?token={settings.agi_token}" in text_of(made, "extensions.conf")
    assert made.before[0].endswith("root@192.0.2.10:/var/lib/asterisk/sounds/cic/")
    assert "4574/tcp, 4575/tcp (AudioSocket)" in " ".join(made.after)
    assert "Share /var/spool/asterisk/cic-messages" in " ".join(made.before)
    assert "Firewalls" in " ".join(made.after)


def test_browsers_by_tls_have_the_certificate_of_the_pbx() -> None:
    wish = dataclasses.replace(WISH, certificate=TLS.certificate, private_key=TLS.private_key)
    _, made = made_for(wish, TLS)
    assert f"tlscertfile={TLS.certificate}\n" in text_of(made, "http.conf")
    assert "tlsbindaddr=127.0.0.1:8089" in text_of(made, "http.conf")
    assert "protocol=wss" in text_of(made, "pjsip.conf")
    settings = settings_for(wish, None)
    again = guide(Flavour.ASTERISK, settings, PHONES, None, "/srv/prompts")
    assert "tlscertfile=" not in text_of(again, "http.conf"), "who has not named the files keeps them"


def test_phones_that_the_pbx_had_are_left_alone() -> None:
    wish = dataclasses.replace(WISH, pbx_phones=frozenset({"102"}))
    settings, made = made_for(wish)
    assert settings.endpoints[1] == EndpointSettings("102", EndpointKind.DESK)
    assert "[102]" not in text_of(made, "pjsip.conf")
    assert "exten => 102," not in text_of(made, "extensions.conf")
    assert any("(102)" in step and "rtp_timeout=300" in step for step in made.after)


def test_without_browsers_nothing_is_said_of_websockets() -> None:
    _, made = made_for(dataclasses.replace(WISH, phones=(("102", "102"),), pbx_phones=frozenset({"102"})))
    assert [piece.file.rpartition("/")[2] for piece in made.pieces] == ["extensions.conf", "manager.conf"]


def test_freepbx_gets_files_that_it_does_not_write_itself() -> None:
    wish = dataclasses.replace(
        REMOTE, flavour=Flavour.FREEPBX, pbx_phones=frozenset({"102"}), music_classes=("default", "calm")
    )
    _, made = made_for(wish)
    assert [piece.file for piece in made.pieces] == [
        f"/etc/asterisk/{name}.conf"
        for name in (
            "extensions_custom", "manager_custom", "pjsip_custom_post", "pjsip.endpoint_custom_post",
            "musiconhold_custom",
        )
    ]  # fmt: skip
    assert "[general]" not in text_of(made, "manager_custom.conf")
    assert text_of(made, "pjsip.endpoint_custom_post.conf") == "[102](+)\nrtp_timeout=300\nrtp_timeout_hold=600\n"
    assert "context=from-internal" in text_of(made, "pjsip_custom_post.conf")
    assert "[calm]" in text_of(made, "musiconhold_custom.conf")
    assert "[default]" not in text_of(made, "musiconhold_custom.conf")
    assert "cic-hotline,4000,1" in " ".join(made.after)


def test_the_connection_file_knows_phones_of_the_pbx(tmp_path: Path) -> None:
    path = tmp_path / "connection.json"
    settings = settings_for(dataclasses.replace(REMOTE, pbx_phones=frozenset({"102"})), None)
    write_settings(path, settings)
    assert read_settings(path) == settings
    data = json.loads(path.read_text("utf-8"))
    assert data["endpoints"][1] == {"address": "102", "kind": "desk"}
    for name in ("engine_host", "agi_listen_host", "agi_peers"):
        del data[name]
    path.write_text(json.dumps(data), "utf-8")
    assert read_settings(path).agi_peers == ("127.0.0.1",), "a file of an earlier version is on loopback"
    data["endpoints"][0].pop("password")
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(BadConnectionFile, match="browser"):
        read_settings(path)


def test_the_command_prints_or_writes_the_pieces(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["asterisk", "config", "--data", str(tmp_path / "data")]
    assert main([*command, "--pbx-phone", "all"]) == 0
    printed = capsys.readouterr().out
    settings = read_settings(tmp_path / "data/asterisk/connection.json")
    assert settings.ami_secret in printed and "robin" not in "".join(re.findall(r"^\[.*\]$", printed, re.MULTILINE))
    assert main([*command, "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out
    assert settings.ami_secret not in told and "manager.conf  ->  /etc/asterisk/manager.conf" in told
    written = tmp_path / "out/manager.conf"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600 and settings.ami_secret in written.read_text("utf-8")
    assert main([*command, "--json"]) == 0
    pieces = json.loads(capsys.readouterr().out)["pieces"]
    assert pieces[0]["file"] == "/etc/asterisk/extensions.conf"
    assert main([*command, "--certificate", "/etc/x"]) == 1
    assert "--private-key" in capsys.readouterr().err


def test_lab_and_pbx_do_not_take_each_others_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["asterisk", "config", "--data", str(tmp_path)]
    assert main(command) == 0
    before = (tmp_path / "asterisk/connection.json").read_bytes()
    with pytest.raises(LabFault, match="PBX"):
        start(tmp_path / "asterisk", tmp_path, LabSettings(), tmp_path, print)
    assert (tmp_path / "asterisk/connection.json").read_bytes() == before
    (tmp_path / "asterisk/etc").mkdir()
    capsys.readouterr()
    assert main(command) == 1
    assert "cic asterisk up" in capsys.readouterr().err


def test_where_messages_lie_and_how_numbers_outside_are_dialled_stays_as_it_was_wished() -> None:
    plain = settings_for(WISH, None)
    assert (plain.messages_folder, plain.outbound) == ("/var/spool/asterisk/cic-messages", "")
    assert plain.tracks_folder == "/var/spool/asterisk/cic-tracks"
    wish = dataclasses.replace(
        WISH,
        messages_folder="/srv/messages",
        messages_here="/mnt/messages",
        tracks_folder="/srv/tracks",
        tracks_here="/mnt/tracks",
        outbound="PJSIP/{number}@trunk",
    )
    wished = settings_for(wish, plain)
    again = settings_for(WISH, wished)
    assert again == wished
    assert (again.messages_folder, again.messages_here, again.outbound) == (
        "/srv/messages", "/mnt/messages", "PJSIP/{number}@trunk",
    )  # fmt: skip
    assert (again.tracks_folder, again.tracks_here) == ("/srv/tracks", "/mnt/tracks")
    for folder in ("/srv/messages", "/srv/tracks"):
        assert any(f"-o asterisk -g GROUP {folder}" in step for step in made_for(wish)[1].before)
