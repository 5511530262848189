"""A company's own Asterisk, joined by nothing but what `cic asterisk config` prints, and examined by `cic doctor`.

The Asterisk is Debian's with a trunk made by hand. One Asterisk and one center serve all tests of this module; each
thing that is broken is mended again before the next.
"""

import asyncio
import dataclasses
import json
import re
import shutil
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from cic.cti.asterisk.doctor.examination import Expectations, examine_link
from cic.cti.asterisk.doctor.findings import Finding, Verdict
from cic.cti.asterisk.doctor.websocket_check import check_websocket
from cic.cti.asterisk.lab.install import asterisk_folder
from cic.cti.asterisk.settings import CONNECTION_FILE, AsteriskSettings, read_settings, write_settings
from tests.e2e.asterisk.sip_phone import Message, SipPhone, parse
from tests.harness.asterisk_lab import MORE_AGENTS, Hotline
from tests.harness.centers import end, free_port
from tests.harness.certificates import Authority
from tests.harness.desk import Phones, desk, hear_each_other, hears
from tests.harness.running_center import PROJECT, RunningCenter
from tests.harness.second_asterisk import SecondAsterisk

pytestmark = pytest.mark.e2e

OWN_PHONE, OWN_PASSWORD = "dave", "the-pbx-made-this-one"
OWN_PHONE_TEXT = f"""
[{OWN_PHONE}]
type=endpoint
context=from-provider
aors={OWN_PHONE}
auth={OWN_PHONE}
disallow=all
allow=ulaw
direct_media=no
rtp_timeout=300

[{OWN_PHONE}]
type=auth
auth_type=userpass
username={OWN_PHONE}
password={OWN_PASSWORD}

[{OWN_PHONE}]
type=aor
max_contacts=1
"""
MESSAGES = "cic-messages"
TRACKS = "cic-tracks"
CERTIFICATE, KEY = "/etc/asterisk/keys/pbx.crt", "/etc/asterisk/keys/pbx.key"
RECORDINGS = tuple(
    str(path.relative_to(PROJECT / "ivr_flows/flows/prompts").with_suffix(""))
    for language in ("en", "zh")
    for path in sorted((PROJECT / "ivr_flows/flows/prompts" / language).glob("**/*.wav"))
)


@dataclass(frozen=True, slots=True)
class Joined:
    """A company's Asterisk and the center that joined it."""

    asterisk: SecondAsterisk
    center: RunningCenter
    authority: Authority
    guide: str

    @property
    def connection_file(self) -> Path:
        return self.center.data / "asterisk" / CONNECTION_FILE

    @property
    def settings(self) -> AsteriskSettings:
        return read_settings(self.connection_file)

    def expectations(self, *more_addresses: str) -> Expectations:
        addresses = tuple(phone.address for phone in self.settings.endpoints)
        return Expectations((*addresses, *more_addresses), ("4000", "4001"), RECORDINGS, self.authority.file)

    def certify(self, address: str = "127.0.0.1", days: int = 90) -> None:
        """Give the PBX a certificate."""
        keys = self.asterisk.folder / "etc/keys"
        self.authority.server(keys / "pbx.crt", keys / "pbx.key", address, days)


@pytest.fixture(scope="module")
def joined(real_asterisk_needed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joined]:
    """Follow the printed guide to the letter, then start both."""
    folder = tmp_path_factory.mktemp("pbx")
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    with (config / "agents.yaml").open("a", encoding="utf-8") as agents:
        agents.write(MORE_AGENTS)
    center = RunningCenter(folder / "data", free_port(), config)
    asterisk = SecondAsterisk(asterisk_folder(), folder / "pbx", free_port(socket.SOCK_DGRAM))
    asterisk.install()
    asterisk.append("pjsip.conf", OWN_PHONE_TEXT)
    printed = center.cic(
        "asterisk", "config", "--config", str(config), "--pbx-phone", OWN_PHONE,
        "--sip-port", str(asterisk.sip_port), "--ami-port", str(free_port()), "--agi-port", str(free_port()),
        "--websocket-port", str(free_port()), "--certificate", CERTIFICATE, "--private-key", KEY,
        "--messages-here", str(asterisk.folder / "spool" / MESSAGES),
        "--tracks-here", str(asterisk.folder / "spool" / TRACKS),
    )  # fmt: skip
    assert printed.returncode == 0, printed.stderr
    joined = Joined(asterisk, center, Authority(folder / "authority"), printed.stdout)
    joined.certify()
    _follow(joined)
    try:
        asterisk.start()
        center.start()
        yield joined
        end(center)
    finally:
        if center.process is not None:
            center.kill()
        asterisk.stop()


def _follow(joined: Joined) -> None:
    """Do what the guide says: copy the recordings, add each piece to its file."""
    target = joined.settings.prompts_folder
    assert f"rsync -a --exclude=music --exclude='*.yaml' {PROJECT}/ivr_flows/flows/prompts/ {target}/" in joined.guide
    inside = joined.asterisk.folder / "varlib" / Path(target).relative_to("/var/lib/asterisk")
    for language in ("en", "zh"):
        shutil.copytree(PROJECT / "ivr_flows/flows/prompts" / language, inside / language)
    assert joined.settings.messages_folder == f"/var/spool/asterisk/{MESSAGES}"
    assert joined.settings.tracks_folder == f"/var/spool/asterisk/{TRACKS}"
    for name in (MESSAGES, TRACKS):
        (joined.asterisk.folder / "spool" / name).mkdir()
    pieces = re.findall(r"^----- /etc/asterisk/(\S+)\n(.*?)\n-----$", joined.guide, re.MULTILINE | re.DOTALL)
    assert {name for name, _ in pieces} == {"extensions.conf", "manager.conf", "http.conf", "rtp.conf", "pjsip.conf"}
    for name, text in pieces:
        joined.asterisk.append(name, text + "\n")


async def findings_of(joined: Joined, changed: AsteriskSettings | None = None, *more: str) -> dict[str, Finding]:
    """What the doctor finds, by check; with another connection file, if one is given."""
    path = joined.connection_file
    if changed is not None:
        path = path.with_name("changed.json")
        write_settings(path, changed)
    return {finding.check: finding async for finding in examine_link(path, joined.expectations(*more))}


def failed(findings: dict[str, Finding]) -> dict[str, str]:
    """What is to be mended."""
    return {check: finding.found for check, finding in findings.items() if finding.verdict is Verdict.FAIL}


def test_the_doctor_finds_nothing_to_mend(joined: Joined) -> None:
    command = ("doctor", "--json", "--config", str(joined.center.config), "--url", joined.center.url)
    told = joined.center.cic(*command, "--ca", str(joined.authority.file))
    assert told.returncode == 0, told.stdout + told.stderr
    found = {entry["check"]: entry for entry in json.loads(told.stdout)["findings"]}
    # Nobody has switched a phone on yet; else all is well.
    unwell = {check: entry["found"] for check, entry in found.items() if entry["verdict"] != "ok"}
    assert all(check.startswith("phone ") and text == "is not registered" for check, text in unwell.items()), unwell
    assert len(unwell) == len(joined.settings.endpoints)
    assert "the center answered" in found["FastAGI"]["found"]
    assert found["center's link"]["verdict"] == found["certificate"]["verdict"] == "ok"
    for secret in (joined.settings.ami_secret, joined.settings.agi_token, OWN_PASSWORD, "4000"):
        assert secret not in told.stdout
    without_center = joined.center.cic("doctor", "--config", str(joined.center.config), "--url", "http://127.0.0.1:9")
    assert without_center.returncode == 1, "the authority is unknown without --ca"
    assert "warn    center: none runs at" in without_center.stdout
    assert "FAIL    certificate: " in without_center.stdout and "to mend   renew" in without_center.stdout


async def test_a_call_from_the_trunk_meets_the_agent_at_the_phone_that_the_pbx_had(joined: Joined) -> None:
    endpoints = tuple(
        dataclasses.replace(phone, password=OWN_PASSWORD) if phone.is_pbx_own else phone
        for phone in joined.settings.endpoints
    )
    assert [phone.address for phone in joined.settings.endpoints if phone.is_pbx_own] == [OWN_PHONE]
    hotline = Hotline(joined.center, dataclasses.replace(joined.settings, endpoints=endpoints))
    phones = Phones(hotline)
    try:
        for agent_name in (OWN_PHONE, "erin"):
            caller = await phones.caller()
            async with desk(hotline, phones, agent_name) as agent:
                await agent.go_available()
                call = await caller.dial("4001")
                await hears(call, "en/direct/welcome")
                talking, interaction_id = await agent.talk(caller.user)
                await hear_each_other(call, talking)
                assert (await findings_of(joined))[f"phone {agent_name}"].verdict is Verdict.OK
                await hear_each_other(call, talking)  # the examination disturbed nobody
                await agent.command("hang_up", interaction_id=interaction_id)
                await agent.finish()
    finally:
        await phones.close()


async def test_a_browsers_phone_registers_over_tls_with_the_password_that_was_made(joined: Joined) -> None:
    settings = joined.settings
    password = next(phone.password for phone in settings.endpoints if phone.address == "alice-browser")
    trust = ssl.create_default_context(cafile=str(joined.authority.file))
    async with connect(settings.websocket_url, subprotocols=[Subprotocol("sip")], ssl=trust, proxy=None) as socket_:
        phone = SipPhone("alice-browser", settings.sip_port, 453.0, password)
        await socket_.send(_register(1, ""))
        challenge = parse(str(await socket_.recv()).encode())
        assert challenge.status == 401
        await socket_.send(_register(2, phone.digest(challenge.headers["www-authenticate"], "REGISTER", "sip:pbx")))
        told = [parse(str(await socket_.recv()).encode()) for _ in range(2)]
        assert [message.status for message in told if message.status] == [200]
        await socket_.send(_well(next(message for message in told if message.method == "OPTIONS")))
        async with asyncio.timeout(30.0):
            while (found := (await findings_of(joined))["phone alice-browser"]).verdict is not Verdict.OK:
                assert found.found == "is not registered", "its answer is on its way"
        assert found.found.endswith("opus, ulaw")


def _well(question: Message) -> str:
    """The answer of a phone that is asked whether it is still there."""
    copied = [f"{name}: {question.headers[name]}" for name in ("from", "to", "call-id", "cseq")]
    lines = ["SIP/2.0 200 OK", *(f"Via: {via}" for via in question.vias), *copied, "Content-Length: 0", "", ""]
    return "\r\n".join(lines)


def _register(sequence: int, authorization: str) -> str:
    lines = [
        "REGISTER sip:pbx SIP/2.0", f"Via: SIP/2.0/WSS browser.invalid;branch=z9hG4bKwss{sequence}",
        "Max-Forwards: 70", "From: <sip:alice-browser@pbx>;tag=wss", "To: <sip:alice-browser@pbx>",
        "Call-ID: over-tls", f"CSeq: {sequence} REGISTER", "Expires: 60",
        "Contact: <sip:alice-browser@browser.invalid;transport=ws>",
        *([f"Authorization: {authorization}"] if authorization else []), "Content-Length: 0", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong at the PBX, all in one file: old text and new. ``found`` has each check's words, or their part."""

    file: str
    changes: dict[str, str]
    load: str
    found: dict[str, str]
    is_warning: bool = False


FILTER = "eventfilter(action(include),name({})) =\n"
TROUBLES = {
    "dialplan": Trouble(
        "extensions.conf",
        {"[cic-agent]": "[no-agent]", "/entry?token=": "/entry?token=0", "exten => 4001,1,Set": "exten => 4099,1,Set"},
        "dialplan reload",
        {
            "dialplan [cic-agent]": "the context is missing",
            "dialplan [cic-entry]": "1 step(s) differ, the first at caller,2",
            "dialplan [cic-hotline]": "6 step(s) differ",
        },
    ),
    "no probe": Trouble(
        "extensions.conf", {"[cic-probe]": "[no-probe]"}, "dialplan reload", {"dialplan [cic-probe]": "is missing"}
    ),
    "no inbound route": Trouble(
        "extensions.conf", {"Goto(cic-hotline,${EXTEN}": "Goto(nowhere,${EXTEN}"}, "dialplan reload",
        {"inbound route": "nothing outside our contexts leads to [cic-hotline]"}, is_warning=True,
    ),
    "no right to dial": Trouble(
        "manager.conf", {"write=call,originate,": "write=call,"}, "manager reload",
        {"manager rights": "not allowed: Originate"},
    ),
    "events not told": Trouble(
        "manager.conf", {"read=call,user,system,dtmf": "read=call,user,system", FILTER.format("BridgeLeave"): ""},
        "manager reload", {"manager events": "not told: BridgeLeave, DTMFEnd"},
    ),
    "no event at sign-in": Trouble(
        "manager.conf", {"read=call,user,system,dtmf": "read=call,user,dtmf"}, "manager reload",
        {"manager is ready": "the event FullyBooted does not come"},
    ),
    "no filter": Trouble(
        "manager.conf", {"eventfilter(": ";eventfilter("}, "manager reload", {"manager events": "are of no use"},
        is_warning=True,
    ),
    "phones": Trouble(
        "pjsip.conf",
        {"[robin]": "[robina]", "allow=opus,ulaw\nwebrtc=yes\n": "allow=gsm\n"},
        "module reload res_pjsip.so",
        {
            "phone robin": "Asterisk has no such PJSIP endpoint",
            "phone alice-browser": "codecs: gsm",
            "phone carol-browser": "codecs: gsm",
            "phone dana-browser": "codecs: gsm",
        },
    ),
    "music": Trouble("musiconhold.conf", {"[default]": "[other]"}, "moh reload", {"music 'default'": "nothing plays"}),
    "websocket": Trouble(
        "http.conf", {"tlsbindaddr=127.0.0.1:": "tlsbindaddr=127.0.0.2:"}, "module reload http",
        {"websocket": "no websocket there"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
async def test_what_is_broken_at_the_pbx_is_named(joined: Joined, trouble: Trouble) -> None:
    with joined.asterisk.changed(trouble.file, trouble.changes, trouble.load):
        findings = await findings_of(joined)
    if trouble.is_warning:
        assert failed(findings) == {}
        named = {check: finding for check, finding in findings.items() if check in trouble.found}
        assert all(finding.verdict is Verdict.WARN for finding in named.values())
    else:
        named = {check: finding for check, finding in findings.items() if finding.verdict is Verdict.FAIL}
    assert named.keys() == trouble.found.keys(), named
    for check, words in trouble.found.items():
        assert words in named[check].found
        assert named[check].expected and named[check].mend


async def test_a_missing_recording_and_a_missing_module_are_named(joined: Joined) -> None:
    recording = joined.asterisk.folder / "varlib/sounds/cic/zh/main/gold.wav"
    recording.rename(recording.with_suffix(".away"))
    spoilt = recording.with_name("welcome.wav")
    sound = spoilt.read_bytes()
    spoilt.write_bytes(b"an empty disk wrote this")
    joined.asterisk.command("module unload app_bridgeaddchan.so")
    try:
        found = failed(await findings_of(joined))
    finally:
        recording.with_suffix(".away").rename(recording)
        spoilt.write_bytes(sound)
        joined.asterisk.command("module load app_bridgeaddchan.so")
    assert found == {
        "recordings": f"Asterisk cannot read 2 of {len(RECORDINGS)}: zh/main/gold, zh/main/welcome",
        "modules": "not loaded: app_bridgeaddchan",
    }


@pytest.mark.parametrize(
    ("address", "days", "verdict", "words"),
    [
        ("127.0.0.1", -2, Verdict.FAIL, "expired"),
        ("127.0.0.2", 90, Verdict.FAIL, "not valid for"),
        ("127.0.0.1", 5, Verdict.WARN, "ends in 4 days"),
    ],
)
async def test_a_bad_certificate_is_named(
    joined: Joined, address: str, days: int, verdict: Verdict, words: str
) -> None:
    joined.certify(address, days)
    joined.asterisk.command("module reload http")
    try:
        found = {finding.check: finding for finding in await check_websocket(joined.settings, joined.authority.file)}
    finally:
        joined.certify()
        joined.asterisk.command("module reload http")
    assert found["certificate"].verdict is verdict and words in found["certificate"].found
    stranger = await check_websocket(joined.settings, None)
    assert [(finding.check, finding.verdict) for finding in stranger] == [("certificate", Verdict.FAIL)]


async def test_a_connection_file_that_does_not_fit_is_named(joined: Joined) -> None:
    right = joined.settings
    wrong_secret = failed(await findings_of(joined, dataclasses.replace(right, ami_secret="0" * 48)))
    assert wrong_secret == {"manager sign-in": "Asterisk refuses the user [cic]"}
    wrong_port = failed(await findings_of(joined, dataclasses.replace(right, ami_port=free_port())))
    assert list(wrong_port) == ["manager"] and "nobody answers" in wrong_port["manager"]
    no_manager = dataclasses.replace(right, ami_port=int(joined.center.url.rpartition(":")[2]))
    assert "manager" in failed(await findings_of(joined, no_manager))
    joined.connection_file.chmod(0o644)
    try:
        new_agent = failed(await findings_of(joined, None, "frank"))
    finally:
        joined.connection_file.chmod(0o600)
    assert new_agent == {
        "agents and numbers": "unknown to Asterisk: phones frank",
        "connection file": "mode 644: others can read passwords",
    }


async def test_a_fastagi_port_that_asterisk_cannot_reach_is_named(joined: Joined) -> None:
    right = joined.settings
    elsewhere = dataclasses.replace(right, agi_port=free_port())
    with joined.asterisk.changed("extensions.conf", {_agi(right): _agi(elsewhere)}, "dialplan reload"):
        closed = failed(await findings_of(joined, dataclasses.replace(elsewhere, agi_listen_host="127.0.0.2")))
        stranger = failed(await findings_of(joined, dataclasses.replace(elsewhere, agi_peers=("127.0.0.9",))))
        taken = failed(await findings_of(joined, elsewhere))
    assert closed == {"FastAGI": "Asterisk cannot connect"}
    assert stranger == {"FastAGI": "who listens there turned Asterisk away"}
    assert taken == {}, "with the port open the doctor itself answers"
    old_token = dataclasses.replace(right, agi_token="0" * 48)
    assert "dialplan [cic-entry]" in failed(await findings_of(joined, old_token))


def _agi(settings: AsteriskSettings) -> str:
    return f"agi://127.0.0.1:{settings.agi_port}/"
