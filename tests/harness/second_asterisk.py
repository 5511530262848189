"""An Asterisk as a company may have it: Debian's own files, a provider's trunk by hand, and the printed pieces.

Uses nothing that the lab generates. Owns its folder, its process and its ports; everything listens on loopback.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

UP_LIMIT_S = 60.0
STOP_LIMIT_S = 20.0
FOLDERS = {
    "etc": "etc/asterisk",
    "varlib": "var/lib/asterisk",
    "spool": "var/spool/asterisk",
    "log": "var/log/asterisk",
    "run": "run/asterisk",
}
# $1: the installation, $2: our folder. Every mount lives in this process's namespace and ends with it.
_SCRIPT = """\
set -e
mount -t tmpfs -o mode=0755,size=1m tmpfs "$1/dev"
for node in "null 3" "zero 5" "full 7" "random 8" "urandom 9"; do
  set -- "$1" "$2" $node; mknod -m 666 "$1/dev/$3" c 1 "$4"
done
mount -t proc proc "$1/proc"
mount -t tmpfs -o mode=0755,size=1m tmpfs "$1/run"
mkdir -p "$1/run/asterisk"
mount --bind "$2/etc" "$1/etc/asterisk"
mount --bind "$2/varlib" "$1/var/lib/asterisk"
mount --bind "$2/spool" "$1/var/spool/asterisk"
mount --bind "$2/log" "$1/var/log/asterisk"
mount --bind "$2/run" "$1/run/asterisk"
cd /
exec chroot "$1" asterisk -f
"""
# These open ports beyond loopback in Debian's configuration; who runs two Asterisks on a machine switches them off.
_NOT_LOADED = (
    "chan_iax2",
    "chan_unistim",
    "chan_ooh323",
    "chan_mgcp",
    "chan_skinny",
    "chan_sip",
    "pbx_dundi",
    "res_snmp",
)
_TRUNK = """
[global]
type=global
endpoint_identifier_order=username,ip

[transport-udp]
type=transport
protocol=udp
bind=127.0.0.1:{sip}

[provider]
type=endpoint
context=from-provider
disallow=all
allow=ulaw,alaw
direct_media=no
media_address=127.0.0.1
bind_rtp_to_media_address=yes

[provider]
type=identify
endpoint=provider
match=127.0.0.1/32

"""
_INBOUND = """
[from-provider]
exten => _X.,1,Goto(cic-hotline,${EXTEN},1)

"""


@dataclass
class SecondAsterisk:
    """One Asterisk with Debian's configuration. ``append`` and ``changed`` are its owner's editor."""

    installation: Path
    folder: Path
    sip_port: int
    rtp_ports: tuple[int, int] = (25000, 25400)
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def install(self) -> None:
        """Lay out Debian's files, and what its owner had set up before us."""
        for name, inside in FOLDERS.items():
            source = self.installation / inside
            if source.exists():
                shutil.copytree(source, self.folder / name)
            else:
                (self.folder / name).mkdir(parents=True)
        self.append("modules.conf", "".join(f"noload => {name}.so\n" for name in _NOT_LOADED), before="[global]")
        self.append("pjsip.conf", _TRUNK.format(sip=self.sip_port))
        self.append("extensions.conf", _INBOUND)
        first, last = self.rtp_ports
        self.append("rtp.conf", f"[general](+)\nrtpstart={first}\nrtpend={last}\n")

    def append(self, name: str, text: str, before: str | None = None) -> None:
        """Add text at the end of a file of /etc/asterisk, or before a line of it."""
        path = self.folder / "etc" / name
        found = path.read_text("utf-8") if path.exists() else ""
        path.write_text(found.replace(before, f"{text}\n{before}", 1) if before else f"{found}\n{text}", "utf-8")

    @contextlib.contextmanager
    def changed(self, name: str, changes: dict[str, str], load: str) -> Iterator[None]:
        """Change a file of /etc/asterisk and load it; undone at the end."""
        path = self.folder / "etc" / name
        before = text = path.read_text("utf-8")
        for old, new in changes.items():
            assert old in text, f"{name} has nowhere: {old}"
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
        try:
            self.command(load)
            yield
        finally:
            path.write_text(before, "utf-8")
            self.command(load)

    def start(self) -> None:
        """Start, and return when every module is loaded."""
        with (self.folder / "start.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    "unshare", "-m", "--propagation", "private",
                    "sh", "-c", _SCRIPT, "sh", str(self.installation), str(self.folder),
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + UP_LIMIT_S
        while "fully booted" not in self.command("core waitfullybooted").lower():
            assert self.process.poll() is None, f"Asterisk ended:\n{(self.folder / 'start.log').read_text()}"
            assert time.monotonic() < deadline, "Asterisk does not come up"
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)

    def command(self, words: str) -> str:
        """One command of Asterisk's own console."""
        assert self.process is not None, "not started"
        done = subprocess.run(
            ["nsenter", f"--target={self.process.pid}", "--mount", "chroot", str(self.installation),
             "asterisk", "-rx", words],
            capture_output=True, text=True, timeout=UP_LIMIT_S, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr

    def stop(self) -> None:
        """End it."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait(STOP_LIMIT_S)
        self.process = None
