"""Asks the running center over HTTP, as its operator. Owns addresses and the operator's token; shows nothing."""

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from cic.access.access import OPERATOR_TOKEN_FILE
from cic.cli.words import CommandFailed

TIMEOUT_S = 10.0


Query = Mapping[str, str | Sequence[str]]


def ask_center(
    data_folder: Path, url: str, path: str, query: Query | None = None, time_limit_s: float = TIMEOUT_S
) -> dict[str, Any]:
    """The center's answer to a GET, or CommandFailed with what to do."""
    return _asked(data_folder, url, httpx.Request("GET", _whole(url, path), params=query), time_limit_s)


def ask_text(data_folder: Path, url: str, path: str, query: Query, time_limit_s: float) -> str:
    """The center's answer to a GET that is no JSON, or CommandFailed with what to do."""
    request = httpx.Request("GET", _whole(url, path), params=query)
    answer = _answered(data_folder, url, request, time_limit_s)
    if answer.is_error:
        _body(answer, url, data_folder / OPERATOR_TOKEN_FILE)
    return answer.text


def tell_center(
    data_folder: Path, url: str, path: str, body: dict[str, Any], time_limit_s: float = TIMEOUT_S
) -> dict[str, Any]:
    """The center's answer to a POST, or CommandFailed with what to do."""
    return _asked(data_folder, url, httpx.Request("POST", _whole(url, path), json=body), time_limit_s)


def take_back(data_folder: Path, url: str, path: str) -> dict[str, Any]:
    """The center's answer to a DELETE, or CommandFailed with what to do."""
    return _asked(data_folder, url, httpx.Request("DELETE", _whole(url, path)), TIMEOUT_S)


def fetch_file(data_folder: Path, url: str, path: str) -> Iterator[bytes]:
    """A file of the center, part by part, or CommandFailed with what to do."""
    token_file = data_folder / OPERATOR_TOKEN_FILE
    headers = {"Authorization": f"Bearer {_token(token_file)}"}
    try:
        with (
            httpx.Client(timeout=TIMEOUT_S, trust_env=False) as client,
            client.stream("GET", _whole(url, path), headers=headers) as answer,
        ):
            if answer.is_error:
                answer.read()
                _body(answer, url, token_file)
            yield from answer.iter_bytes()
    except httpx.HTTPError:
        raise CommandFailed(f"the center at {url} did not give all of the file; try again.") from None


def _whole(url: str, path: str) -> httpx.URL:
    try:
        return httpx.URL(f"{url.rstrip('/')}{path}")
    except httpx.InvalidURL:
        raise _nobody_there(url) from None


def _asked(data_folder: Path, url: str, request: httpx.Request, time_limit_s: float) -> dict[str, Any]:
    return _body(_answered(data_folder, url, request, time_limit_s), url, data_folder / OPERATOR_TOKEN_FILE)


def _answered(data_folder: Path, url: str, request: httpx.Request, time_limit_s: float) -> httpx.Response:
    token_file = data_folder / OPERATOR_TOKEN_FILE
    request.headers["Authorization"] = f"Bearer {_token(token_file)}"
    try:
        # trust_env off: a proxy of the environment has no business between us and this machine's center.
        with httpx.Client(timeout=time_limit_s, trust_env=False) as client:
            return client.send(request)
    except httpx.TimeoutException:
        raise CommandFailed(f"the center at {url} does not answer within {time_limit_s:.0f} s.") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise _nobody_there(url) from None


def _nobody_there(url: str) -> CommandFailed:
    return CommandFailed(f"no center runs at {url}. Start one with 'cic up', or name its address with --url.")


def _token(token_file: Path) -> str:
    try:
        return token_file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise CommandFailed(
            f"{token_file} is not there: no center has run with this data folder. "
            "Start one with 'cic up', or name its folder with --data."
        ) from None
    except OSError as fault:
        raise CommandFailed(f"{token_file} cannot be read ({fault.strerror}). Run this as the center's user.") from None


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
