"""FreePBX's flavour of `cic asterisk config`, loaded by a real Asterisk whose files are arranged as FreePBX does.

FreePBX itself is not here: its menus are played by a few lines of this module.
"""

import json
import shutil
import socket
from pathlib import Path

import pytest

from cic.cti.asterisk.doctor.examination import Expectations, examine_link
from cic.cti.asterisk.doctor.findings import Verdict
from cic.cti.asterisk.lab.install import asterisk_folder
from cic.cti.asterisk.settings import CONNECTION_FILE, AsteriskSettings, read_settings
from tests.harness.centers import free_port
from tests.harness.running_center import PROJECT, RunningCenter
from tests.harness.second_asterisk import SecondAsterisk

pytestmark = pytest.mark.e2e

# How FreePBX arranges its files: it writes those without "custom" anew with every change.
FREEPBX_FILES = {
    "extensions.conf": ("extensions_additional.conf", "extensions_custom.conf"),
    "manager.conf": ("manager_additional.conf", "manager_custom.conf"),
    "musiconhold.conf": ("musiconhold_custom.conf",),
    "pjsip.conf": (
        "pjsip_custom.conf", "pjsip.transports.conf", "pjsip.endpoint.conf", "pjsip.endpoint_custom_post.conf",
        "pjsip.aor.conf", "pjsip.auth.conf", "pjsip_custom_post.conf",
    ),
}  # fmt: skip
INBOUND_ROUTE = "[from-internal]\nexten => 1,1,NoOp()\n[ext-did]\nexten => 4000,1,Goto(cic-hotline,4000,1)\n"


async def test_freepbx_takes_the_pieces_in_the_files_that_it_leaves_alone(
    real_asterisk_needed: None, tmp_path: Path
) -> None:
    flows, data = tmp_path / "flows", tmp_path / "data"
    shutil.copytree(PROJECT / "ivr_flows/flows", flows)
    shutil.copy(flows / "prompts/music/default.wav", flows / "prompts/music/calm.wav")
    pbx = SecondAsterisk(asterisk_folder(), tmp_path / "pbx", free_port(socket.SOCK_DGRAM))
    pbx.install()
    ami_port, http_port = free_port(), free_port()
    printed = RunningCenter(data, 0).cic(
        "asterisk", "config", "--flavour", "freepbx", "--json", "--flows", str(flows), "--ami-port", str(ami_port),
        "--agi-port", str(free_port()), "--websocket-port", str(http_port),
        "--messages-here", str(pbx.folder / "spool/cic-messages"),
        "--tracks-here", str(pbx.folder / "spool/cic-tracks"),
    )  # fmt: skip
    assert printed.returncode == 0, printed.stderr
    settings = read_settings(data / "asterisk" / CONNECTION_FILE)
    for name in ("cic-messages", "cic-tracks"):
        (pbx.folder / "spool" / name).mkdir()
    _as_freepbx_writes(pbx, settings, ami_port, http_port)
    for piece in json.loads(printed.stdout)["pieces"]:
        name = Path(piece["file"]).name
        assert any(name in files and "custom" in name for files in FREEPBX_FILES.values()), name
        pbx.append(name, piece["text"])
    shutil.copytree(flows / "prompts/en", pbx.folder / "varlib/sounds/cic/en")
    (pbx.folder / "varlib/moh-cic/calm").mkdir(parents=True)
    shutil.copy(flows / "prompts/music/calm.wav", pbx.folder / "varlib/moh-cic/calm")
    try:
        pbx.start()
        addresses = tuple(phone.address for phone in settings.endpoints)
        expected = Expectations(addresses, ("4000", "4001"), ("en/main/gold",))
        found = [finding async for finding in examine_link(data / "asterisk" / CONNECTION_FILE, expected)]
    finally:
        pbx.stop()
    unwell = {finding.check: finding.found for finding in found if finding.verdict is not Verdict.OK}
    assert unwell == {f"phone {address}": "is not registered" for address in addresses}
    assert "music 'calm'" in {finding.check for finding in found}


def _as_freepbx_writes(pbx: SecondAsterisk, settings: AsteriskSettings, ami_port: int, http_port: int) -> None:
    """What its owner has chosen in FreePBX's menus: ports, transports, desk phones, the inbound route."""
    for name, included in FREEPBX_FILES.items():
        for file in included:
            pbx.append(file, "")
        pbx.append(name, "".join(f"#include {file}\n" for file in included))
    pbx.append("manager_additional.conf", f"[general](+)\nport={ami_port}\n")
    pbx.append("extensions_additional.conf", INBOUND_ROUTE)
    pbx.append("http.conf", f"[general](+)\nenabled=yes\nbindport={http_port}\n")
    pbx.append("pjsip.transports.conf", "[0.0.0.0-ws]\ntype=transport\nprotocol=ws\nbind=0.0.0.0\n")
    for address in (phone.address for phone in settings.endpoints if phone.is_pbx_own):
        pbx.append(
            "pjsip.endpoint.conf", f"[{address}]\ntype=endpoint\naors={address}\nauth={address}-auth\nallow=ulaw\n"
        )
        pbx.append("pjsip.aor.conf", f"[{address}]\ntype=aor\nmax_contacts=1\n")
        pbx.append("pjsip.auth.conf", f"[{address}-auth]\ntype=auth\nusername={address}\npassword=made-by-freepbx\n")
