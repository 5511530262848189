"""What a lab is made of: files that listen on loopback only, passwords nobody else reads, names that cannot harm."""

import json
import os
import re
import socket
import stat
from pathlib import Path

import pytest

from cic.cti.asterisk.lab import __main__ as command_line
from cic.cti.asterisk.lab import start as starting
from cic.cti.asterisk.lab.files import configuration_files
from cic.cti.asterisk.lab.install import FOLDER_VARIABLE, InstallFault, asterisk_folder, install, is_installed
from cic.cti.asterisk.lab.settings import LabPhone, LabPorts, LabSettings
from cic.cti.asterisk.lab.start import LabFault, copy_prompts, hand_over, start, status, stop
from cic.cti.asterisk.settings import BadConnectionFile, read_settings, write_settings
from tests.unit.asterisk.examples import settings

pytestmark = pytest.mark.unit


def test_nothing_listens_beyond_loopback() -> None:
    files = configuration_files(LabSettings(), settings())
    bound = re.findall(r"^(?:bind|bindaddr|media_address)\s*=\s*(\S+)", "\n".join(files.values()), re.MULTILINE)
    assert len(bound) >= 5
    assert {address.partition(":")[0] for address in bound} == {"127.0.0.1"}
    assert "permit=127.0.0.1/" in files["manager.conf"]
    assert "anonymous" not in files["pjsip.conf"]


def test_every_wait_of_the_dialplan_is_bounded_and_comes_back() -> None:
    dialplan = configuration_files(LabSettings(), settings())["extensions.conf"]
    assert all(re.search(r",\d+\)", line) for line in dialplan.splitlines() if ",MusicOnHold(" in line)
    assert "token=made-up-token," in dialplan
    assert dialplan.count("Goto(cic-entry,caller,1)") == len(settings().hotline_numbers)


def test_the_connection_file_is_private_and_reads_as_written(tmp_path: Path) -> None:
    path = tmp_path / "connection.json"
    write_settings(path, settings())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_settings(path) == settings()
    shown = repr(settings())
    assert not [secret for secret in ("made-up", "another-password", "4000") if secret in shown]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"version": 2}', '{"version": 1}', '{"version": 1, "endpoints": [], "x": 1}']
)
def test_a_bad_connection_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "connection.json"
    path.write_text(text, "utf-8")
    with pytest.raises(BadConnectionFile, match=re.escape(str(path))):
        read_settings(path)


def test_passwords_are_made_once(tmp_path: Path) -> None:
    first = starting._connection(tmp_path, LabSettings(), ("default",))
    write_settings(tmp_path / "connection.json", first)
    more = LabSettings(phones=(*LabSettings().phones, LabPhone("dora", "104")))
    second = starting._connection(tmp_path, more, ("default",))
    assert second.endpoints[: len(first.endpoints)] == first.endpoints
    assert (second.ami_secret, second.agi_token) == (first.ami_secret, first.agi_token)
    passwords = [endpoint.password for endpoint in second.endpoints]
    assert len(set(passwords)) == len(passwords) and min(map(len, passwords)) >= 32


@pytest.mark.parametrize(
    "wrong",
    [
        LabSettings(phones=(LabPhone("ann]\n[x", "101"),)),
        LabSettings(phones=(LabPhone("caller", "101"),)),
        LabSettings(phones=(LabPhone("ann", "4000"),)),
        LabSettings(phones=(LabPhone("ann", "1;2"),)),
        LabSettings(phones=(LabPhone("ann", "101"), LabPhone("ann", "102"))),
        LabSettings(hotline_numbers=("4000,1,System(x)",)),
    ],
)
def test_names_and_numbers_cannot_write_configuration(tmp_path: Path, wrong: LabSettings) -> None:
    with pytest.raises(LabFault):
        start(tmp_path / "lab", tmp_path, wrong, tmp_path, print)
    assert not (tmp_path / "lab/etc").exists()


def test_recordings_and_music_come_to_where_asterisk_reads_them(tmp_path: Path) -> None:
    prompts, folder = tmp_path / "prompts", tmp_path / "lab"
    for name in ("en/main/welcome", "zh/main/welcome", "music/default", "music/calm"):
        (prompts / name).parent.mkdir(parents=True, exist_ok=True)
        (prompts / f"{name}.wav").write_bytes(b"old")
    (folder / "music/default").mkdir(parents=True)
    assert copy_prompts(prompts, tmp_path, folder) == ("calm", "default")
    (prompts / "en/main/welcome.wav").write_bytes(b"newer")
    copy_prompts(prompts, tmp_path, folder)
    assert (folder / "prompts/en/main/welcome.wav").read_bytes() == b"newer"
    assert (folder / "prompts/zh/main/welcome.wav").read_bytes() == b"old"
    assert (folder / "music/calm/calm.wav").exists()


def test_debians_music_takes_the_place_of_none(tmp_path: Path) -> None:
    moh = tmp_path / "installed/usr/share/asterisk/moh"
    moh.mkdir(parents=True)
    (moh / "song.wav").write_bytes(b"song")
    (tmp_path / "lab/music/default").mkdir(parents=True)
    copy_prompts(tmp_path / "none", tmp_path / "installed", tmp_path / "lab")
    assert (tmp_path / "lab/music/default/song.wav").exists()
    (tmp_path / "prompts/music").mkdir(parents=True)
    (tmp_path / "prompts/music/default.wav").write_bytes(b"ours")
    copy_prompts(tmp_path / "prompts", tmp_path / "installed", tmp_path / "lab")
    assert [path.name for path in (tmp_path / "lab/music/default").iterdir()] == ["default.wav"]


def test_a_process_that_took_over_an_old_number_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "asterisk.process").write_text("1 12345678901\n", "utf-8")
    assert status(tmp_path).is_running is False
    assert stop(tmp_path) is False


def test_a_finished_installation_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert asterisk_folder() == tmp_path and not is_installed(tmp_path)
    (tmp_path / "cic-installed").write_text("Asterisk 22\n", "utf-8")
    install(tmp_path, lambda _: pytest.fail("nothing is to be told"))


def test_installing_needs_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(InstallFault, match="root"):
        install(tmp_path / "new", print)


def test_the_command_line_tells_that_nothing_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["status", "--json", "--data", str(tmp_path)]) == 1
    assert json.loads(capsys.readouterr().out)["is_running"] is False
    assert command_line.main(["down", "--data", str(tmp_path)]) == 0
    with pytest.raises(SystemExit) as wrong:
        command_line.main(["sideways"])
    assert wrong.value.code == 2


def test_ports_and_phones_come_from_the_command_line() -> None:
    chosen = command_line._parser().parse_args(["up", "--sip-port", "6000", "--agent", "dora:104", "--hotline", "4100"])
    assert command_line._settings(chosen) == LabSettings(LabPorts(sip=6000), (LabPhone("dora", "104"),), ("4100",))


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(LabFault, match="--ami-port"):
        ports = LabPorts(sip=0, websocket=0, ami=taken.getsockname()[1])
        start(tmp_path / "lab", tmp_path, LabSettings(ports), tmp_path, print)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_who_used_sudo_can_read_the_connection_file(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "asterisk"
    folder.mkdir(parents=True)
    connection = folder / "connection.json"
    connection.write_text("{}")
    hand_over(folder, {})
    assert connection.stat().st_uid == 0
    hand_over(folder, {"SUDO_UID": "1234", "SUDO_GID": "1234"})
    assert {path.stat().st_uid for path in (folder.parent, folder, connection)} == {1234}
