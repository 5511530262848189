"""Asks the running center over HTTP, as its operator. Owns addresses and the operator's token; shows nothing."""

import time
from pathlib import Path
from typing import Any

import httpx

from cic.access.access import OPERATOR_TOKEN_FILE
from cic.cli.words import CommandFailed

TIMEOUT_S = 10.0


def ask_center(data_folder: Path, url: str, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
    """The center's answer to a GET, or CommandFailed with what to do."""
    token_file = data_folder / OPERATOR_TOKEN_FILE
    try:
        token = token_file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise CommandFailed(
            f"{token_file} is not there: no center has run with this data folder. "
            "Start one with 'cic up', or name its folder with --data."
        ) from None
    except OSError as fault:
        raise CommandFailed(f"{token_file} cannot be read ({fault.strerror}). Run this as the center's user.") from None
    try:
        # trust_env off: a proxy of the environment has no business between us and this machine's center.
        answer = httpx.get(
            f"{url.rstrip('/')}{path}",
            params=query,
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_S,
            trust_env=False,
        )
    except httpx.TimeoutException:
        raise CommandFailed(f"the center at {url} does not answer within {TIMEOUT_S:.0f} s.") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise CommandFailed(
            f"no center runs at {url}. Start one with 'cic up', or name its address with --url."
        ) from None
    return _body(answer, url, token_file)


def _body(answer: httpx.Response, url: str, token_file: Path) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        raise CommandFailed(f"what runs at {url} is no center. Name the center's address with --url.") from None
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        raise CommandFailed(
            f"the center at {url} does not take the token of {token_file}. Name its folder with --data."
        )
    if answer.is_error or not isinstance(body, dict):
        detail = body.get("error", {}).get("detail", "") if isinstance(body, dict) else ""
        raise CommandFailed(f"the center at {url} refused: {detail or answer.status_code}")
    return body


def now_ms() -> int:
    """The time by this machine's clock, for lengths of time that still go on."""
    return time.time_ns() // 1_000_000
